"""The cluster's values over the years."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from assessments.access import Action, Role
from assessments.benchmark.trends import Trend, trends
from assessments.models import Assessment
from assessments.queries.assessments import assessment_year
from assessments.report.charts.trends import trend_figures
from assessments.report.words.groups import group_words
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show
from criteria.formatting import format_measure
from criteria.measures import measure_all

BLANK = "–"


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One measure as shown: a cell per year with the cluster's value and the median of the group."""

    key: str
    label: str
    own: tuple[str, ...]
    medians: tuple[str, ...]


def _line(key: str, trend: Trend, years: tuple[int, ...]) -> TrendLine:
    own = {year: format_measure(trend.measure, value, language()) for year, value in trend.own.items()}
    medians = {
        year: f"{format_measure(trend.measure, median, language())} (n {count})"
        for year, (count, median) in trend.medians.items()
    }
    return TrendLine(
        key=key,
        label=trend.measure.label.in_language(language()),
        own=tuple(own.get(year, BLANK) for year in years),
        medians=tuple(medians.get(year, BLANK) for year in years),
    )


@require_safe
@on_assessment(Action.READ_ANSWERS)
def over_time(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Every number of the cluster by year, with the medians of the group `?first=`, or of the first by default."""
    page = build_page(assessment, roles)
    year = assessment_year(assessment)
    measured = measure_all(page.edition, page.answers, year=year)
    found = trends(assessment, page.edition, page.answers, measured, year=year, chosen=request.GET.get("first", ""))
    figures = trend_figures(found, language())
    areas = [
        (area, [figure for key, figure in figures.items() if key.startswith(area.key)]) for area in page.edition.areas
    ]
    lines = [_line(key, trend, found.years) for key, trend in found.by_measure.items() if key not in figures]
    return show(
        request,
        "assessments/trends.html",
        page,
        areas=[(area, drawn) for area, drawn in areas if drawn],
        years=found.years,
        lines=lines,
        group=group_words(page.edition, found.group, language()) if found.group else "",
    )
