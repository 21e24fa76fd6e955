"""Charts with tables of the cluster's values over the years, beside the published medians of a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.benchmark.trends import Trend, Trends
from assessments.report.charts import svg
from assessments.report.charts.data import Axis, Figure, Labelled, NumberTable, axis_of
from assessments.report.words.compared import trend_sentence
from criteria.definitions import Measure
from criteria.formatting import format_measure

BLANK = "–"
# Space above and below the marks for their numbers, and at the left and right for the outermost numbers.
MARGIN, SIDE = 20.0, 40.0
HEIGHT = 84.0


@dataclass(frozen=True, slots=True)
class YearPoint:
    """One year: the cluster's number and the median of the group, each None if not known."""

    year: int
    own: Labelled | None
    median: Labelled | None

    @property
    def is_own_above(self) -> bool:
        """Whether the cluster's number is at or above the median, or one of them is missing."""
        return self.own is None or self.median is None or self.own.value >= self.median.value


def trend_chart(*, title: str, points: Sequence[YearPoint], axis: Axis) -> SafeString:
    """The cluster's numbers as diamonds on a line over at least two years, the medians of the group as ticks.

    Only the last median is labelled; the table beside the chart has the others.
    """
    first, last = points[0].year, points[-1].year
    low, high = HEIGHT - MARGIN, MARGIN

    def across(point: YearPoint) -> float:
        return SIDE + (svg.WIDTH - 2 * SIDE) * (point.year - first) / (last - first)

    own = [(across(p), axis.between(p.own.value, low, high), p, p.own) for p in points if p.own]
    medians = [(across(p), axis.between(p.median.value, low, high), p, p.median) for p in points if p.median]
    drawn = [svg.line("chart-rule", 0, low + 8, svg.WIDTH, low + 8)]
    drawn.extend(svg.line("chart-leader", x1, y1, x2, y2) for (x1, y1, *_a), (x2, y2, *_b) in pairwise(medians))
    drawn.extend(svg.line("chart-median", x - 9, y, x + 9, y) for x, y, *_rest in medians)
    drawn.extend(svg.line("chart-own-line", x1, y1, x2, y2) for (x1, y1, *_a), (x2, y2, *_b) in pairwise(own))
    for x, y, point, number in own:
        drawn.append(svg.diamond(x, y, 5.5))
        drawn.append(_beside("chart-own-text", x, y, number.label, above=point.is_own_above))
    for x, y, point, number in medians[-1:]:
        words = _("median {number}").format(number=number.label)
        drawn.append(_beside("chart-text", x, y, words, above=_is_above(number, point.year, points)))
    for point in points:
        drawn.append(_middle("chart-muted", across(point), low + 12, str(point.year), svg.HANGING))
    return svg.document(HEIGHT + 12, drawn, title=title, description=_in_words(points))


def _in_words(points: Sequence[YearPoint]) -> str:
    """The numbers of each year, for instance "2024: 12, median 10; 2025: 14."."""

    def numbers(point: YearPoint) -> str:
        median = _("median {number}").format(number=point.median.label) if point.median else ""
        return ", ".join(filter(None, [point.own.label if point.own else "", median]))

    return "; ".join(f"{point.year}: {numbers(point)}" for point in points) + "."


def _is_above(median: Labelled, year: int, points: Sequence[YearPoint]) -> bool:
    """Whether a median, and therefore its label, is above the cluster's number of the closest year."""
    own = min((p for p in points if p.own), key=lambda p: abs(p.year - year), default=None)
    return own is not None and own.own is not None and median.value > own.own.value


def _beside(style: str, x: float, y: float, words: str, above: bool) -> SafeString:
    return _middle(style, x, y - 9 if above else y + 8, words, svg.ON_LINE if above else svg.HANGING)


def _middle(style: str, x: float, y: float, words: str, drop: float) -> SafeString:
    """Text centred on x, moved so that it stays inside the drawing."""
    half = svg.text_width(words) / 2
    return svg.text(style, svg.clamp(x, half, svg.WIDTH - half), y, words, anchor="middle", drop=drop)


def trend_figure(trend: Trend, language: str) -> Figure | None:
    """One measure over the years; None unless values are known for at least two years."""
    measure = trend.measure
    years = sorted({*trend.own, *trend.medians})
    if len(years) < 2 or not trend.own:
        return None
    medians = {year: median for year, (_count, median) in trend.medians.items()}
    points = [
        YearPoint(
            year, _labelled(measure, trend.own.get(year), language), _labelled(measure, medians.get(year), language)
        )
        for year in years
    ]
    title = trend_sentence(
        measure.label.in_language(language),
        [(point.year, point.own.label) for point in points if point.own],
    )
    axis = axis_of(measure, [*trend.own.values(), *medians.values()], language)
    chart = trend_chart(title=title, points=points, axis=axis)
    return Figure(title, chart, "", _table(trend, years, language))


def _labelled(measure: Measure, value: Decimal | None, language: str) -> Labelled | None:
    return None if value is None else Labelled(value, format_measure(measure, value, language, with_unit=False))


def _table(trend: Trend, years: Sequence[int], language: str) -> NumberTable:
    """The table of a trend, newest year first."""

    def cell(value: Decimal | None) -> str:
        return BLANK if value is None else format_measure(trend.measure, value, language)

    def median_cell(year: int) -> str:
        count, median = trend.medians.get(year, (0, None))
        return BLANK if median is None else f"{cell(median)} (n = {count})"

    rows = ((str(year), cell(trend.own.get(year)), median_cell(year)) for year in reversed(years))
    return NumberTable((_("Year"), _("Own value"), _("Median of the group")), tuple(rows))


def trend_figures(found: Trends, language: str) -> Mapping[str, Figure]:
    """The figures of all measures with values for at least two years, by full key."""
    figures = {key: trend_figure(trend, language) for key, trend in found.by_measure.items()}
    return {key: figure for key, figure in figures.items() if figure is not None}
