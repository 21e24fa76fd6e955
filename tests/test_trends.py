"""Own runs over time, and the median of others in the same years."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from conftest import NOW, Cast
from django.test import Client

from assessments.benchmark import trends
from assessments.models import Assessment, CohortEntry, ImportedCohort, Measurement, Status, User
from criteria.loader import load_edition
from criteria.measures import MeasureSet

EDITION = load_edition("2019")


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    """A draft of an organisation that was assessed in 2023 with 20 participants."""
    finished = Assessment.objects.create(
        reference="FI-2023-001", organisation=cast.organisation, edition="2019", status=Status.LABELLED, created_at=NOW
    )
    entry = CohortEntry.objects.create(
        assessment=finished, organisation=cast.organisation, country="FI", year=2023, is_latest=True
    )
    Measurement.objects.create(entry=entry, measure="A2.total", value=20)
    return cast.draft()


def others(year: int, totals: range) -> None:
    imported, _ = ImportedCohort.objects.get_or_create(name="Past", source="A report", imported_at=NOW)
    for total in totals:
        entry = CohortEntry.objects.create(
            imported=imported, cluster=f"{total}", country="FI", year=year, is_latest=False
        )
        Measurement.objects.create(entry=entry, measure="A2.total", value=total)


def test_own_runs_stand_beside_the_medians_of_their_years(assessment: Assessment) -> None:
    others(2023, range(100, 110))
    others(2024, range(200, 211))
    others(2025, range(300, 309))
    found = trends(assessment, EDITION, MeasureSet({"A2.total": Decimal(34)}, {}), year=2026)
    assert found.years == (2023, 2024, 2026)
    total = found.by_measure["A2.total"]
    assert total.own == {2023: 20, 2026: 34}
    # Nine clusters of 2025 are too few. Halves are rounded to even.
    assert total.medians == {2023: (10, 104), 2024: (11, 205)}
    assert list(found.by_measure) == ["A2.total"]


def test_hidden_cohorts_do_not_count(assessment: Assessment) -> None:
    others(2023, range(100, 110))
    CohortEntry.objects.filter(imported__isnull=False).update(is_used=False)
    found = trends(assessment, EDITION, MeasureSet({}, {}), year=2026)
    assert found.by_measure["A2.total"].medians == {}


def test_the_page(assessment: Assessment, cast: Cast, sign_in: Callable[[User], Client]) -> None:
    others(2023, range(100, 110))
    body = sign_in(cast.owner).get(f"/assessments/{assessment.reference}/trends/").content.decode()
    assert '<td class="number">20</td><td class="number">34</td>' in body
    assert "104 (n 10)" in body
