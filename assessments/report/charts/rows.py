"""Several shares of one indicator as rows on one axis: bars and their numbers in one chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.benchmark.compare import Comparison, Spread
from assessments.benchmark.disclosure import Position
from assessments.material import Material
from assessments.report.charts import svg
from assessments.report.charts.data import Axis, ChartedCohort, Figure, Labelled, NumberTable, axis_of
from assessments.report.charts.drawing import EDGE, GAP, LINE
from assessments.report.charts.figures import (
    BLANK,
    band_cell,
    caption_of,
    cell_of,
    charted_cohort,
    labelled,
    note_of,
    quartiles_cell,
    row_name,
    shown_spreads,
    with_earlier,
)
from assessments.report.words.compared import medians_sentence
from assessments.report.words.phrases import Side, side_of

# The right end of the bars, and of the columns for the own value, the median and the quartiles.
BARS_END: Final = 182.0
COLUMNS: Final = (222.0, 282.0, svg.WIDTH)
# Wider heads of the columns are broken between words.
HEAD: Final = 50.0
# From the end of a name to the middle of its bar, and on to the next name.
ABOVE, BELOW = 6.0, 14.0


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One measure: its name, the cluster's value, the cohort, and its quartiles as printed in one column."""

    label: str
    own: Labelled | None
    cohort: ChartedCohort
    quartiles: str

    @property
    def numbers(self) -> tuple[str, str, str]:
        """Own value, median and quartiles as printed."""
        median = self.cohort.median
        return self.own.label if self.own else BLANK, median.label if median else BLANK, self.quartiles


def rows_chart(*, title: str, rows: Sequence[SpreadRow], axis: Axis, caption: str) -> SafeString:
    """A row for each measure, its name above: band, median and own value on one axis, and the numbers beside them."""
    heads = [svg.wrap(head, HEAD) for head in (_("Own value"), _("Median"), _("Quartiles"))]
    who = svg.wrap(caption, COLUMNS[0] - HEAD - GAP)
    drawn = [svg.text("chart-muted", 0, 0, who, drop=svg.HANGING)]
    for head, end in zip(heads, COLUMNS, strict=True):
        drawn.append(svg.text("chart-muted", end, 0, head, anchor="end", drop=svg.HANGING))
    y = LINE * max(len(lines) for lines in (*heads, who)) + 2
    for row in rows:
        names = svg.wrap(row.label, svg.WIDTH)
        drawn.append(svg.text("chart-text", 0, y, names, drop=svg.HANGING))
        middle = y + LINE * len(names) + ABOVE
        drawn.extend(_bar(row, axis, middle))
        styles = ("chart-own-text", "chart-text", "chart-text")
        for style, number, end in zip(styles, row.numbers, COLUMNS, strict=True):
            drawn.append(svg.centred(style, end, middle, [number], anchor="end"))
        y = middle + BELOW
    drawn.append(svg.text("chart-muted", 0, y, axis.low.label, drop=svg.HANGING))
    drawn.append(svg.text("chart-muted", BARS_END + EDGE, y, axis.high.label, anchor="end", drop=svg.HANGING))
    return svg.document(y + LINE, drawn, title=title, description=_in_words(rows, caption))


def _bar(row: SpreadRow, axis: Axis, middle: float) -> Iterable[SafeString]:
    yield svg.line("chart-rule", EDGE, middle, BARS_END, middle)
    if row.cohort.quartiles:
        first, third = (axis.between(each.value, EDGE, BARS_END) for each in row.cohort.quartiles)
        yield svg.rect("chart-band", first, middle - 5, third - first, 10)
    if row.cohort.median:
        x = axis.between(row.cohort.median.value, EDGE, BARS_END)
        yield svg.line("chart-median", x, middle - 8, x, middle + 8)
    if row.own:
        yield svg.diamond(axis.between(row.own.value, EDGE, BARS_END), middle, 4.5)


def _in_words(rows: Sequence[SpreadRow], caption: str) -> str:
    told = (
        _("{label}: own value {own}, median {median}, quartiles {quartiles}.").format(
            label=row.label, own=own, median=median, quartiles=quartiles
        )
        for row in rows
        for own, median, quartiles in [row.numbers]
    )
    return " ".join([f"{caption}.", *told])


def common_rows(comparisons: Sequence[Comparison]) -> list[list[Comparison]]:
    """The comparisons in order, those together that can share one axis: shares compared with the same groups."""
    found: dict[tuple[str, ...], list[Comparison]] = {}
    for comparison in comparisons:
        groups = tuple(spread.cohort for spread in shown_spreads(comparison))
        found.setdefault(groups if _is_row(comparison) else (comparison.key,), []).append(comparison)
    return list(found.values())


def _is_row(comparison: Comparison) -> bool:
    """Whether it is a share with a position, and without a 10th and a 90th percentile, which would be in its note."""
    closest = comparison.closest
    if not comparison.measure.percent or closest is None or closest.tenth is not None:
        return False
    return closest.position(comparison.own) not in (Position.NOT_ANSWERED, Position.NOT_COMPARED)


def rows_figure(material: Material, comparisons: Sequence[Comparison]) -> Figure:
    """The figure of shares that are compared with the same groups. The second group is in the table below."""
    language = material.language
    spreads = [shown_spreads(comparison) for comparison in comparisons]
    rows = [_row(material, each, shown[0]) for each, shown in zip(comparisons, spreads, strict=True)]
    values = (value for row in rows for value in _values(row))
    sides: dict[Side, list[str]] = {side: [] for side in Side}
    for each, shown in zip(comparisons, spreads, strict=True):
        side = side_of(each.measure, shown[0].position(each.own), each.own, shown[0].median)
        sides[side].append(each.measure.label.in_language(language))
    title = medians_sentence(sides[Side.ABOVE], sides[Side.BELOW], sides[Side.NEAR])
    chart = rows_chart(
        title=title,
        rows=rows,
        axis=axis_of(comparisons[0].measure, [Decimal(value.value) for value in values], language),
        caption=caption_of(material, spreads[0][0]),
    )
    notes = dict.fromkeys(note_of(comparison, language) for comparison in comparisons)
    names = tuple(comparison.measure.label.in_language(language) for comparison in comparisons)
    note = " ".join(filter(None, notes))
    return Figure(title, chart, "", _table(material, comparisons, spreads), note, measures=names)


def _values(row: SpreadRow) -> Iterable[Labelled]:
    return filter(None, (row.own, row.cohort.median, row.cohort.first_quartile, row.cohort.third_quartile))


def _row(material: Material, comparison: Comparison, spread: Spread) -> SpreadRow:
    language, measure = material.language, comparison.measure
    label = measure.label.in_language(language)
    return SpreadRow(
        with_earlier(material, comparison, label),
        None if comparison.own is None else labelled(measure, comparison.own, language),
        charted_cohort(material, measure, spread),
        quartiles_cell(measure, spread, language),
    )


def _table(
    material: Material, comparisons: Sequence[Comparison], spreads: Sequence[Sequence[Spread]]
) -> NumberTable | None:
    """The numbers of the second group; None without one."""
    if len(spreads[0]) < 2:
        return None
    language = material.language
    rows = (
        (
            comparison.measure.label.in_language(language),
            cell_of(comparison.measure, other.median, language),
            quartiles_cell(comparison.measure, other, language),
            band_cell(other.at_or_below, language),
        )
        for comparison, (_first, other) in zip(comparisons, spreads, strict=True)
    )
    names = (_("Median"), _("Quartiles"), _("At or below"))
    return NumberTable((row_name(material, spreads[0][1]), *names), tuple(rows))
