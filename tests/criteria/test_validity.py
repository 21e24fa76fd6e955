"""The validity of labels: first labels, renewals, renewals that are too late, and the state on a day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.loader import load_edition
from criteria.validity import LabelState, Validity, end_of_month, first_validity, renewed_validity, state_on

RULE = load_edition("2019").validity


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("of", "months", "end"),
    [
        ("2018-12-01", 0, "2018-12-31"),
        ("2018-12-31", 1, "2019-01-31"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2100-01-31", 1, "2100-02-28"),
        ("2000-02-01", 0, "2000-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2022-02-28", 24, "2024-02-29"),
        ("2020-11-15", 13, "2021-12-31"),
        ("2020-12-15", 24, "2022-12-31"),
        ("2021-12-31", 36, "2024-12-31"),
    ],
)
def test_the_last_day_of_a_month_some_months_later(of, months, end):
    assert end_of_month(day(of), months_later=months) == day(end)


@pytest.mark.parametrize(
    ("interview", "ends", "renewable_until"),
    [
        pytest.param("2018-12-11", "2020-12-31", "2021-12-31", id="Sofia Knowledge City, 12/2018"),
        pytest.param("2022-03-01", "2024-03-31", "2025-03-31", id="EnergyVaasa, 3/2022"),
        pytest.param("2019-12-31", "2021-12-31", "2022-12-31", id="Eyde, 12/2019"),
        pytest.param("2019-07-25", "2021-07-31", "2022-07-31", id="Qoot, by today's rule of months"),
        pytest.param("2022-02-28", "2024-02-29", "2025-02-28", id="ends on a leap day"),
        pytest.param("2024-02-29", "2026-02-28", "2027-02-28", id="interview on a leap day"),
    ],
)
def test_a_first_label_lasts_two_years_from_the_month_of_the_interview(interview, ends, renewable_until):
    assert first_validity(RULE, interview=day(interview)) == Validity(day(interview), day(ends), day(renewable_until))


@pytest.mark.parametrize(
    ("previous_end", "interview", "starts", "ends", "renewable_until"),
    [
        pytest.param("2020-12-31", "2021-05-10", "2021-01-01", "2023-12-31", "2024-12-31", id="Sofia Knowledge City"),
        pytest.param("2020-12-31", "2020-11-02", "2021-01-01", "2023-12-31", "2024-12-31", id="before the end"),
        pytest.param("2020-12-31", "2021-12-31", "2021-01-01", "2023-12-31", "2024-12-31", id="last day of grace"),
        pytest.param("2021-02-28", "2021-06-01", "2021-03-01", "2024-02-29", "2025-02-28", id="ends on a leap day"),
        pytest.param("2024-02-29", "2025-02-28", "2024-03-01", "2027-02-28", "2028-02-29", id="ended on a leap day"),
        pytest.param("2021-07-25", "2021-09-01", "2021-07-26", "2024-07-31", "2025-07-31", id="ended within a month"),
    ],
)
def test_a_renewal_continues_seamlessly_for_three_years(previous_end, interview, starts, ends, renewable_until):
    renewed = renewed_validity(RULE, previous_end=day(previous_end), interview=day(interview))
    assert renewed == Validity(day(starts), day(ends), day(renewable_until))


@pytest.mark.parametrize(
    ("previous_end", "interview", "ends"),
    [
        pytest.param("2020-12-31", "2022-01-01", "2024-01-31", id="a day too late"),
        pytest.param("2024-02-29", "2025-03-01", "2027-03-31", id="a day too late after a leap day"),
        pytest.param("2015-06-30", "2026-09-15", "2028-09-30", id="years too late"),
    ],
)
def test_a_renewal_later_than_a_year_after_the_end_is_a_first_label(previous_end, interview, ends):
    anew = renewed_validity(RULE, previous_end=day(previous_end), interview=day(interview))
    assert (anew.starts, anew.ends) == (day(interview), day(ends))
    assert anew == first_validity(RULE, interview=day(interview))


@pytest.mark.parametrize(
    ("interviews", "labels"),
    [
        pytest.param(
            ["2020-02-29", "2022-02-28", "2025-02-28"],
            ["2020-02-29 2022-02-28", "2022-03-01 2025-02-28", "2025-03-01 2028-02-29"],
            id="renewed in the month of the end, twice",
        ),
        pytest.param(
            ["2024-01-31", "2024-02-01"],
            ["2024-01-31 2026-01-31", "2026-02-01 2029-01-31"],
            id="renewed much too early: it still begins after the end",
        ),
        pytest.param(
            ["2020-06-01", "2023-06-30", "2026-06-30"],
            ["2020-06-01 2022-06-30", "2022-07-01 2025-06-30", "2025-07-01 2028-06-30"],
            id="renewed on the last day of grace, then within it",
        ),
        pytest.param(
            ["2020-06-01", "2023-07-01", "2025-07-31"],
            ["2020-06-01 2022-06-30", "2023-07-01 2025-07-31", "2025-08-01 2028-07-31"],
            id="a gap, a first label again, and its renewal",
        ),
        pytest.param(["1996-02-29"], ["1996-02-29 1998-02-28"], id="a leap day"),
        pytest.param(
            ["2098-02-28", "2100-02-28"], ["2098-02-28 2100-02-28", "2100-03-01 2103-02-28"], id="no leap year"
        ),
    ],
)
def test_a_cluster_that_is_interviewed_again_and_again(interviews: list[str], labels: list[str]) -> None:
    assert [f"{v.starts} {v.ends}" for v in labels_after([day(text) for text in interviews])] == labels


def labels_after(interviews: list[dt.date]) -> list[Validity]:
    labels = [first_validity(RULE, interview=interviews[0])]
    for interview in interviews[1:]:
        labels.append(renewed_validity(RULE, previous_end=labels[-1].ends, interview=interview))
    return labels


@given(
    first=st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)),
    waits=st.lists(st.integers(0, 2500), max_size=6),
)
def test_no_gap_in_a_renewal_and_never_two_lengths_at_once(first: dt.date, waits: list[int]) -> None:
    interviews = [first]
    for wait in waits:
        interviews.append(interviews[-1] + dt.timedelta(days=wait))
    labels = labels_after(interviews)
    for number, (label, interview) in enumerate(zip(labels, interviews, strict=True)):
        assert label.starts <= label.ends < label.renewable_until
        assert (label.ends + dt.timedelta(days=1)).day == 1
        months = (label.ends.year - label.starts.year) * 12 + label.ends.month - label.starts.month
        previous = labels[number - 1] if number else None
        if previous and interview <= previous.renewable_until:
            # Seamless: from the day after the previous end, in whole months of the renewal.
            assert (label.starts - previous.ends, months) == (dt.timedelta(days=1), RULE.renewal_months - 1)
        else:
            assert (label.starts, months) == (interview, RULE.first_months)
            assert previous is None or previous.renewable_until < label.starts


@pytest.mark.parametrize(
    ("today", "changes", "state"),
    [
        ("2026-09-14", {}, LabelState.AHEAD),
        ("2026-09-15", {}, LabelState.VALID),
        ("2028-09-30", {}, LabelState.VALID),
        ("2028-10-01", {}, LabelState.IN_GRACE),
        ("2029-09-30", {}, LabelState.IN_GRACE),
        ("2029-10-01", {}, LabelState.EXPIRED),
        ("2028-09-30", {"is_renewed": True}, LabelState.VALID),
        ("2028-10-01", {"is_renewed": True}, LabelState.EXPIRED),
        ("2027-01-31", {"suspended_on": "2027-02-01"}, LabelState.VALID),
        ("2027-02-01", {"suspended_on": "2027-02-01"}, LabelState.SUSPENDED),
        ("2028-10-01", {"suspended_on": "2027-02-01"}, LabelState.SUSPENDED),
        ("2029-10-01", {"suspended_on": "2027-02-01"}, LabelState.EXPIRED),
        ("2027-02-28", {"withdrawn_on": "2027-03-01", "suspended_on": "2027-02-01"}, LabelState.SUSPENDED),
        ("2027-03-01", {"withdrawn_on": "2027-03-01", "suspended_on": "2027-02-01"}, LabelState.WITHDRAWN),
        ("2040-01-01", {"withdrawn_on": "2027-03-01"}, LabelState.WITHDRAWN),
    ],
)
def test_the_state_of_a_label_follows_from_its_dates(today: str, changes: dict[str, object], state: LabelState) -> None:
    facts = {name: day(value) if isinstance(value, str) else value for name, value in changes.items()}
    validity = first_validity(RULE, interview=day("2026-09-15"))
    given_facts = {"suspended_on": None, "withdrawn_on": None, "is_renewed": False} | facts
    assert state_on(day(today), validity=validity, **given_facts) is state
