"""The tallies equal counts of the members, after every change of who is compared."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assessments.benchmark.cohorts import EVERYBODY, others
from assessments.benchmark.reading import Sql, counted_everybody, counted_members, read_counts, read_orders
from assessments.files.cohort_file import CohortRow
from assessments.models import Assessment, CohortEntry, Measurement, Organisation, Status, Tally
from assessments.workflow.cohorts import import_cohort, remove_cohort, use_cohort
from assessments.workflow.tallying import tally
from criteria.loader import load_edition
from tests.conftest import NOW, Cast, other_organisation

EDITION = load_edition("2019")
MEASURES = ["A2.total", "A2.share_signed", "B1.steering", "B2.bodies"]


def rows(first: int, count: int, *, year: int = 2024) -> list[CohortRow]:
    return [
        CohortRow(
            cluster=f"Kuvitelma {number}",
            country="FI",
            year=year,
            portfolios=("food",),
            level="",
            numbers={
                "A2.total": Decimal(number % 4),
                "A2.share_signed": Decimal(100 * number) / 7,
                "B2.bodies": Decimal(1 + number % 2),
            },
            choices={"B1.steering": ("central",), "B2.bodies": ("board", "other")[: 1 + number % 2]},
        )
        for number in range(first, first + count)
    ]


def finish(organisation: Organisation, reference: str, total: int) -> None:
    """A finished assessment as the rows that a decision writes, not yet tallied."""
    CohortEntry.objects.filter(organisation=organisation).update(is_latest=False)
    finished = Assessment.objects.create(
        reference=reference, organisation=organisation, edition="2019", status=Status.LABELLED, created_at=NOW
    )
    entry = CohortEntry.objects.create(
        assessment=finished,
        organisation=organisation,
        identity=organisation.identity,
        country="FI",
        year=2026,
        is_latest=True,
    )
    Measurement.objects.create(entry=entry, measure="A2.total", value=total)


def told(counted: Sql) -> tuple[object, object]:
    return read_orders(counted), read_counts(counted)


def is_right(assessment: Assessment) -> bool:
    """Whether the tallies give a reader the same result as counting the members."""
    own = assessment.organisation.identity
    return told(counted_everybody(own, MEASURES)) == told(counted_members(others(assessment), EVERYBODY, MEASURES))


def test_tallies_follow_every_change(cast: Cast) -> None:
    assessment = cast.draft({})
    first = import_cohort(edition=EDITION, name="First", source="A report", rows=rows(0, 12), by=cast.secretary, at=NOW)
    second = import_cohort(
        edition=EDITION,
        name="Second",
        source="A report",
        rows=[*rows(20, 3), *rows(20, 3, year=2025)],
        by=cast.secretary,
        at=NOW,
    )
    assert is_right(assessment)
    assert Tally.objects.get(measure="B1.steering", choice="central").count == 15
    use_cohort(cohort=first, is_used=False, by=cast.secretary, at=NOW)
    assert is_right(assessment)
    assert Tally.objects.get(measure="B1.steering", choice="central").count == 3
    use_cohort(cohort=first, is_used=True, by=cast.secretary, at=NOW)
    assert is_right(assessment)
    remove_cohort(cohort=second, by=cast.secretary, at=NOW)
    assert is_right(assessment)
    remove_cohort(cohort=first, by=cast.secretary, at=NOW)
    assert (is_right(assessment), set(Tally.objects.values_list("count", flat=True))) == (True, {0})


def test_comparisons_are_right_before_anything_is_tallied_and_without_the_own_runs(cast: Cast) -> None:
    assessment = cast.draft({})
    other = other_organisation("other", cast.outsider)
    for organisation, total in ((cast.organisation, 10), (other, 20)):
        finish(organisation, f"XX-{total}", total)
    for _ in range(2):
        assert is_right(assessment)
        assert read_counts(counted_everybody(cast.organisation.identity, MEASURES)) == {"A2.total": {"20": 1}}
        assert read_counts(counted_everybody(None, MEASURES)) == {"A2.total": {"10": 1, "20": 1}}
        tally()
    # Both have a newer assessment; the tallies know neither that the old one no longer counts nor that the new one
    # does.
    finish(cast.organisation, "XX-11", 11)
    finish(other, "XX-21", 21)
    for _ in range(2):
        assert is_right(assessment)
        assert read_counts(counted_everybody(None, MEASURES)) == {"A2.total": {"11": 1, "21": 1}}
        tally()
    assert not CohortEntry.objects.to_tally().exists()


@pytest.mark.parametrize("others", [1, 3])
def test_tallying_takes_the_same_queries_for_any_number(
    cast: Cast, others: int, django_assert_num_queries: Any
) -> None:
    for number in range(others):
        finish(other_organisation(f"other-{number}", cast.outsider), f"XX-{number}", number)
    tally()
    CohortEntry.objects.update(is_used=False)
    # A savepoint, the lock, the sums, both updates, and the end of the savepoint.
    with django_assert_num_queries(6):
        tally()
