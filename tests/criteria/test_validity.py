"""The validity of labels: first labels, renewals, and renewals that are too late."""

from __future__ import annotations

import datetime as dt

import pytest

from criteria.loader import load_edition
from criteria.validity import Validity, end_of_month, first_validity, renewed_validity

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
