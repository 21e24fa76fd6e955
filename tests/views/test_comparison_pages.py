"""The comparison page: the groups to choose from, what is shown of them, and what never appears in the response."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assessments.models import Assessment, CohortEntry, CohortPortfolio, Measurement, Status, User
from tests.conftest import NOW, Cast, other_organisation

ANSWERS = {
    "A2": {"total": 34, "signed": 30, "paying": 20, "active": 25},
    "A5": {"portfolios": ["food"], "focus": "Fish", "level": 3},
    "B1": {"legal_form": "host", "steering": "central"},
    "B3": {"people": 2, "fte": "1.20", "permanent_fte": "1.00"},
}
# Numbers that occur on no page for any other reason.
TOTALS = [70_101 + 1_000 * n for n in range(15)]


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return cast.draft(ANSWERS)


@pytest.fixture
def cohort(cast: Cast) -> Callable[[int, int], None]:
    """Creates finished assessments of others: some in the same field, some in another."""

    def add(inside: int, outside: int) -> None:
        for number in range(inside + outside):
            organisation = other_organisation(f"other-{number}", cast.outsider)
            finished = Assessment.objects.create(
                reference=f"XX-{number}",
                organisation=organisation,
                edition="2019",
                status=Status.LABELLED,
                created_at=NOW,
            )
            entry = CohortEntry.objects.create(
                assessment=finished,
                organisation=organisation,
                identity=organisation.identity,
                country="SE",
                year=2024 + number % 2,
                is_latest=True,
            )
            CohortPortfolio.objects.create(entry=entry, portfolio="food" if number < inside else "ict")
            values: dict[str, Any] = {"A2.total": TOTALS[number], "A5.level": number % 5}
            Measurement.objects.bulk_create(
                [Measurement(entry=entry, measure=key, value=value) for key, value in values.items()]
                + [Measurement(entry=entry, measure="B1.steering", choice=("central", "mediator")[number % 2])]
            )

    return add


@pytest.fixture
def read(assessment: Assessment, cast: Cast, sign_in: Callable[[User], Client]) -> Callable[..., str]:
    """The response body of the page for the cluster's owner, without thousands separators."""

    def body(query: str = "") -> str:
        response = sign_in(cast.owner).get(f"/assessments/{assessment.reference}/comparison/{query}")
        assert response.status_code == 200
        return re.sub(r"(?<=\d),(?=\d{3})", "", response.content.decode())

    return body


def numbers_told(body: str) -> set[int]:
    return {number for number in range(70_000, 86_000) if str(number) in body}


def test_a_group_of_four_never_reaches_the_body(read: Callable[..., str], cohort: Callable[[int, int], None]) -> None:
    cohort(4, 0)
    body = read()
    assert numbers_told(body) == set()
    assert "not shown: fewer than five clusters" in body
    assert "Not shown: there are too few clusters in this group for this question." in body


@pytest.mark.parametrize("place", ["comparison/?change=A2.total&to=70101", "trends/", "report/preview/"])
def test_a_group_of_four_never_reaches_another_page(
    cohort: Callable[[int, int], None],
    assessment: Assessment,
    cast: Cast,
    sign_in: Callable[[User], Client],
    place: str,
) -> None:
    cohort(4, 0)
    response = sign_in(cast.owner).get(f"/assessments/{assessment.reference}/{place}")
    assert response.status_code == 200
    body = re.sub(r"(?<=\d)[,\u202f](?=\d{3})", "", response.content.decode())
    # All four numbers except the first, which the reader tries, and their median.
    assert [number for number in (*TOTALS[1:4], 71601) if str(number) in body] == []


def test_a_group_of_four_never_reaches_the_interview(
    cohort: Callable[[int, int], None], cast: Cast, sign_in: Callable[[User], Client]
) -> None:
    reviewed = cast.in_state(Status.INTERVIEW, ANSWERS)
    cohort(4, 0)
    response = sign_in(cast.assessor).get(f"/assessments/{reviewed.reference}/review/A2/")
    assert response.status_code == 200
    body = re.sub(r"(?<=\d),(?=\d{3})", "", response.content.decode())
    assert [number for number in (*TOTALS[:4], 71601) if str(number) in body] == []


def test_a_group_that_subtraction_would_reveal_never_reaches_the_body(
    read: Callable[..., str], cohort: Callable[[int, int], None]
) -> None:
    cohort(10, 4)
    # Of all fourteen: the median, the quartiles, and no single answer, whatever group is requested.
    shown = {76601, 73351, 79851}
    for query in ("", "?cohort=all"):
        assert numbers_told(read(query)) - {80000} == shown
    body = read("?cohort=food")
    assert numbers_told(body) == set()
    assert "not shown: subtracting it from another group would reveal fewer than five clusters" in body
    assert ">10<" not in body
    assert ">14<" in body


def test_a_group_of_five_to_nine_shows_only_the_median(
    read: Callable[..., str], cohort: Callable[[int, int], None]
) -> None:
    cohort(7, 0)
    assert numbers_told(read()) - {80000} == {73101}


def test_the_closest_group_is_named_with_its_size_and_years(
    read: Callable[..., str], cohort: Callable[[int, int], None]
) -> None:
    cohort(10, 5)
    assert "Food industry, 10 clusters, 2024–2025" in read()
    body = read("?cohort=all")
    assert "All clusters, 15 clusters, 2024–2025" in body
    assert "You chose: All clusters." in body
    assert "Food industry, 10 clusters" not in body


def test_an_unknown_group_falls_back_to_the_closest(
    read: Callable[..., str], cohort: Callable[[int, int], None]
) -> None:
    cohort(10, 5)
    body = read("?cohort=ict%22%3E")
    assert "Food industry, 10 clusters, 2024–2025" in body
    assert "You chose" not in body


def test_published_figures_stand_beside_no_cohort(read: Callable[..., str]) -> None:
    body = read()
    assert "Members per cluster organisation, mean: about 170." in body
    assert "Published elsewhere, and not part of any group above:" in body


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(
    read: Callable[..., str], cohort: Callable[[int, int], None], others: int, django_assert_num_queries: Any
) -> None:
    cohort(others, 0)
    with django_assert_num_queries(26):
        read()


def test_another_number_is_tried_and_nothing_is_saved(
    read: Callable[..., str], cohort: Callable[[int, int], None], assessment: Assessment
) -> None:
    cohort(10, 5)
    versions = list(assessment.answers.values_list("indicator", "version", "values"))
    body = read("?change=A2.total&to=4 000").partition('id="what-if"')[2].partition("</section>")[0]
    assert "4000 instead of 34. Nothing was saved." in body
    assert "Food industry" in body
    assert body.count("under 25%") == 2
    assert list(assessment.answers.values_list("indicator", "version", "values")) == versions


def test_falling_below_a_criterion_shows_at_once(read: Callable[..., str]) -> None:
    body = read("?change=A2.total&to=12").partition('id="what-if"')[2].partition("</section>")[0]
    assert "✓ Met · 34" in body
    assert "× Not met · 12" in body
    assert "New: " in body


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?change=A2.total&to=many", "“many” is not a number."),
        ("?change=A2.total&to=-1", "The number must lie between"),
        ("?change=A2.nothing&to=1", "Select a valid choice."),
        ("?change=A2.total&to=", "This field is required."),
    ],
)
def test_what_cannot_be_tried_gets_a_message(read: Callable[..., str], query: str, message: str) -> None:
    body = read(query)
    assert message in body
    assert "Nothing was saved." not in body
