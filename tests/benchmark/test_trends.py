"""A cluster's values over the years, and the medians of others in the same years."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from assessments.benchmark.trends import trends
from assessments.models import Assessment, CohortEntry, ImportedCohort, Measurement, Status, User
from assessments.report.charts.data import Labelled, nice_axis
from assessments.report.charts.trends import YearPoint, trend_chart
from criteria.loader import load_edition
from criteria.measures import MeasureSet
from tests.conftest import NOW, Cast

EDITION = load_edition("2019")


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    """A draft of an organisation that was assessed in 2023 with 20 participants."""
    finished = Assessment.objects.create(
        reference="FI-2023-001", organisation=cast.organisation, edition="2019", status=Status.LABELLED, created_at=NOW
    )
    entry = CohortEntry.objects.create(
        assessment=finished,
        organisation=cast.organisation,
        identity=cast.organisation.identity,
        country="FI",
        year=2023,
        is_latest=True,
    )
    Measurement.objects.create(entry=entry, measure="A2.total", value=20)
    return cast.draft()


def others(year: int, totals: range) -> None:
    imported, _ = ImportedCohort.objects.get_or_create(name="Past", source="A report", imported_at=NOW)
    for total in totals:
        entry = CohortEntry.objects.create(
            imported=imported, cluster=f"{total}", identity=f"{total}", country="FI", year=year
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
    # Nine clusters, as in 2025, are too few.
    assert total.medians == {2023: (10, Decimal("104.5")), 2024: (11, 205)}
    assert list(found.by_measure) == ["A2.total"]


def test_hidden_cohorts_do_not_count(assessment: Assessment) -> None:
    others(2023, range(100, 110))
    CohortEntry.objects.filter(imported__isnull=False).update(is_used=False)
    found = trends(assessment, EDITION, MeasureSet({}, {}), year=2026)
    assert found.by_measure["A2.total"].medians == {}


def test_the_page(assessment: Assessment, cast: Cast, sign_in: Callable[[User], Client]) -> None:
    others(2023, range(100, 110))
    body = sign_in(cast.owner).get(f"/assessments/{assessment.reference}/trends/").content.decode()
    assert "Committed participants: 20 in 2023, 34 in 2026" in " ".join(body.split())
    assert '<th scope="row">2026</th><td class="number">34' in body
    # The median of the others, and their number.
    assert re.search(r'<th scope="row">2023</th><td class="number">20.{1,40}104\.5.{1,30}\(n = 10\)</td>', body)
    # Measures with only one year are in a table below.
    assert body.count('<svg xmlns="http://www.w3.org/2000/svg" class="chart"') == 1
    assert "<h2>Known for one year only</h2>" in body


def points(*rows: tuple[int, int | None, int | None]) -> list[YearPoint]:
    def written(number: int | None) -> Labelled | None:
        return None if number is None else Labelled(number, str(number))

    return [YearPoint(year, written(own), written(median)) for year, own, median in rows]


def test_the_chart_places_years_by_their_distance_and_names_the_last_median() -> None:
    rows = points((2020, 10, None), (2024, 20, 30), (2025, 40, 20))
    chart = trend_chart(title="Title", points=rows, axis=nice_axis([40], str), description="Words")
    assert re.findall(r">([^<]+)</text>", chart) == ["10", "20", "40", "median 20", "2020", "2024", "2025"]
    assert re.findall(r'<text[^>]* x="(\d+)"[^>]*>20\d\d</text>', chart) == ["40", "248", "300"]
    assert (chart.count("chart-own-line"), chart.count('class="chart-median"'), chart.count("polygon")) == (2, 2, 3)
