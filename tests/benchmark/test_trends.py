"""A cluster's values over the years, and the published medians of a group."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.benchmark.trends import trends
from assessments.models import Assessment, CohortEntry, Measurement, Release, Status, User
from assessments.queries.releases import figures_in
from assessments.report.charts.data import Labelled, nice_axis
from assessments.report.charts.trends import YearPoint, trend_chart
from assessments.workflow.releasing import make_release
from criteria.measures import MeasureSet
from tests.conftest import NOW, Cast
from tests.published import EDITION, add_clusters

EARLY, LATER = NOW.replace(year=2024, month=1), NOW.replace(year=2024, month=12)
BOTH = ("FI", "SE")


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


@pytest.fixture
def releases(db: None) -> list[Release]:
    """Three releases: two in 2024, and one in 2026 in which only clusters of Sweden are new."""
    made = []
    for place, (day, countries) in enumerate(((EARLY, BOTH), (LATER, BOTH), (NOW, ("SE",)))):
        add_clusters(30, start=30 * place, measures=("A2.total", "B5.level"), countries=countries)
        made.append(make_release(edition=EDITION, by=None, at=day))
    return made


def test_own_runs_stand_beside_the_medians_of_releases(
    assessment: Assessment, releases: list[Release], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    measured = MeasureSet({"A2.total": Decimal(34)}, {})
    with django_assert_num_queries(6):
        found = trends(assessment, EDITION, {}, measured, year=2026, chosen="all")
    assert found.years == (2023, 2024, 2026)
    assert found.group is not None
    assert found.group.key == "all"
    total = found.by_measure["A2.total"]
    assert total.own == {2023: 20, 2026: 34}
    published = [figures_in(release, ["all"])["all"]["A2.total"] for release in releases]
    assert total.medians == {
        2024: (published[1].size, published[1].quantiles[50]),
        2026: (published[2].size, published[2].quantiles[50]),
    }
    assert list(found.by_measure) == ["A2.total"]


def test_a_year_in_which_a_group_kept_its_figures_has_no_median(
    assessment: Assessment, releases: list[Release]
) -> None:
    found = trends(assessment, EDITION, {}, MeasureSet({}, {}), year=2026, chosen="country:FI")
    assert found.group is not None
    assert found.group.key == "country:FI"
    assert list(found.by_measure["A2.total"].medians) == [2024]


def test_before_the_first_release_there_are_only_own_values(assessment: Assessment) -> None:
    add_clusters(30, measures=("A2.total",))
    found = trends(assessment, EDITION, {}, MeasureSet({}, {}), year=2026)
    assert (found.group, found.years, found.by_measure["A2.total"].medians) == (None, (2023,), {})


def test_the_page(
    assessment: Assessment, releases: list[Release], cast: Cast, sign_in: Callable[[User], Client]
) -> None:
    address = f"/assessments/{assessment.reference}/trends/"
    body = sign_in(cast.owner).get(f"{address}?first=country:FI").content.decode()
    assert "Committed participants: 20 in 2023, 34 in 2026" in " ".join(body.split())
    assert '<th scope="row">2026</th><td class="number">34' in body
    assert "Compared with: Finland." in body
    assert re.search(
        r'<th scope="row">2024</th><td class="number">–</td><td class="number">[^<]*\(n = \d+\)</td>', body
    )
    # Measures with only one year are in a table below.
    assert body.count('<svg xmlns="http://www.w3.org/2000/svg" class="chart"') == 1
    assert "<h2>Known for one year only</h2>" in body
    assert "Compared with: Similar clusters" in sign_in(cast.owner).get(address).content.decode()


def points(*rows: tuple[int, int | None, int | None]) -> list[YearPoint]:
    def written(number: int | None) -> Labelled | None:
        return None if number is None else Labelled(number, str(number))

    return [YearPoint(year, written(own), written(median)) for year, own, median in rows]


def test_the_chart_places_years_by_their_distance_and_names_the_last_median() -> None:
    rows = points((2020, 10, None), (2024, 20, 30), (2025, 40, 20))
    chart = trend_chart(title="Title", points=rows, axis=nice_axis([40], str))
    assert re.findall(r">([^<]+)</text>", chart) == ["10", "20", "40", "median 20", "2020", "2024", "2025"]
    assert "<desc>2020: 10; 2024: 20, median 30; 2025: 40, median 20.</desc>" in chart
    assert re.findall(r'<text[^>]* x="(\d+)"[^>]*>20\d\d</text>', chart) == ["40", "248", "300"]
    assert (chart.count("chart-own-line"), chart.count('class="chart-median"'), chart.count("polygon")) == (2, 2, 3)
