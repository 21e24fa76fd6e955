"""Comparisons as figures: a chart with its message as title, and the same numbers in a small table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from assessments.benchmark.compare import Comparison, Spread
from assessments.benchmark.disclosure import Band, position_of
from assessments.material import Material
from assessments.report.charts.data import (
    AreaPoint,
    ChartedCohort,
    ChartedPart,
    Figure,
    Labelled,
    NumberTable,
    StepShares,
    axis_of,
)
from assessments.report.charts.drawing import ladder_chart, profile_chart, shares_chart, spread_chart
from assessments.report.words import phrases
from assessments.report.words.cohorts import band_words, tails_words, withheld_words, years_words
from assessments.report.words.compared import (
    composition_sentence,
    level_areas_sentence,
    profile_sentence,
    too_few_levels_sentence,
)
from assessments.report.words.groups import short_group_words
from assessments.report.words.shares import clusters_words, share_words
from criteria.definitions import TOP_LEVEL, Area, FieldKind, Indicator, IndicatorKind, Measure
from criteria.development import area_profile, has_enough_levels, level_of
from criteria.formatting import format_measure, format_number, format_percent
from criteria.measures import full_key, number
from criteria.rounding import half_up

BLANK = "–"
STEPS = range(TOP_LEVEL + 1)
# Areas whose averages differ by less than this much are called nearly level: this project's own limit.
LEAST_DIFFERENCE = Decimal("0.5")


def cohort_name(material: Material, cohort: str) -> str:
    """The name of the group with the key `cohort`, short enough for a chart."""
    return short_group_words(material.edition, material.benchmark.by_key[cohort], material.language)


def labelled(measure: Measure, value: Decimal, language: str) -> Labelled:
    """A value of a measure with its label."""
    return Labelled(value, format_measure(measure, value, language))


def caption_of(material: Material, spread: Spread | None) -> str:
    """The name, size and years of the compared cohort; "" if nothing is compared."""
    if spread is None or spread.count is None:
        return ""
    caption = phrases.cohort_caption(cohort_name(material, spread.cohort), spread.count)
    return ", ".join(filter(None, [caption, years_words(spread.years)]))


def charted_cohort(material: Material, measure: Measure, spread: Spread | None) -> ChartedCohort:
    """The percentiles of a cohort for the chart. Its name and size are in the figure's caption, not in the drawing."""
    if spread is None:
        return ChartedCohort("")
    values = (spread.median, spread.first_quartile, spread.third_quartile, spread.tenth, spread.ninetieth)
    return ChartedCohort(
        "", *(None if value is None else labelled(measure, value, material.language) for value in values)
    )


def shown_spreads(comparison: Comparison) -> list[Spread]:
    """The two groups in the table: the one in the chart, and the next one that is shown."""
    closest = comparison.closest
    if closest is None:
        return []
    others = [spread for spread in comparison.spreads if spread.is_shown and spread.cohort != closest.cohort]
    return [closest, *others[-1:]]


def cell_of(measure: Measure, value: Decimal | None, language: str) -> str:
    """A number in the table, without its unit, which is in the chart."""
    return BLANK if value is None else format_measure(measure, value, language, with_unit=False)


def quartiles_cell(measure: Measure, spread: Spread, language: str) -> str:
    """The first and third quartile, which are shown together or not at all."""
    if spread.first_quartile is None or spread.third_quartile is None:
        return BLANK
    first, third = cell_of(measure, spread.first_quartile, language), cell_of(measure, spread.third_quartile, language)
    # A range has its sign once if the sign is at the end of numbers. Plain numbers are written close to the dash;
    # numbers with a space or a sign are not.
    ends = [number.rstrip("%€\u00a0\u202f") for number in (first, third)]
    if first != ends[0] and third != ends[1]:
        first = ends[0]
    is_plain = not any(mark in "".join(ends) for mark in (" ", "\u00a0", "\u202f", "%", "−", "-"))
    return f"{first}–{third}" if is_plain else f"{first}\u00a0–\u00a0{third}"


def band_cell(band: Band | None, language: str) -> str:
    """The band of a value in the table."""
    return band_words(band, language) or BLANK


def row_name(material: Material, spread: Spread) -> str:
    """The name of a row: the cohort, its size, and the reporting years of its assessments."""
    parts = [cohort_name(material, spread.cohort), f"n = {spread.count}", years_words(spread.years)]
    return ", ".join(filter(None, parts))


def _own_words(material: Material, comparison: Comparison) -> str:
    """The cluster's value, with that of the previous assessment if any; "" if it is not known."""
    if comparison.own is None:
        return ""
    return with_earlier(material, comparison, cell_of(comparison.measure, comparison.own, material.language))


def with_earlier(material: Material, comparison: Comparison, words: str) -> str:
    """`words` with the value of the previous assessment in brackets, if there is one."""
    earlier = material.earlier
    if comparison.own is None or earlier is None or comparison.key not in earlier.measured.numbers:
        return words
    before = cell_of(comparison.measure, earlier.measured.numbers[comparison.key], material.language)
    return _("%(value)s (%(before)s in %(year)s)") % {"value": words, "before": before, "year": earlier.year}


def _numbers(own: str, names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> NumberTable | None:
    """The table of the cohorts' numbers under their `names`, headed by the cluster's value; None without rows."""
    corner = _("Own value %(value)s among") % {"value": own} if own else _("Compared with")
    return NumberTable((corner, *names), tuple(rows)) if rows else None


def _spread_table(material: Material, comparison: Comparison) -> NumberTable | None:
    language, measure = material.language, comparison.measure
    rows = [
        (
            row_name(material, spread),
            cell_of(measure, spread.median, language),
            quartiles_cell(measure, spread, language),
            band_cell(spread.at_or_below, language),
        )
        for spread in shown_spreads(comparison)
    ]
    return _numbers(_own_words(material, comparison), (_("Median"), _("Quartiles"), _("At or below")), rows)


def spread_figure(material: Material, comparison: Comparison) -> Figure | None:
    """The cluster's number compared with the cohort; None if neither is known."""
    spread, measure = comparison.closest, comparison.measure
    if comparison.own is None and spread is None:
        return None
    position = spread.position(comparison.own) if spread else position_of(comparison.own, {}, Decimal(0))
    title = phrases.position_sentence(
        measure,
        position,
        comparison.own,
        spread.median if spread else None,
        spread.quartiles if spread else None,
        spread.at_or_below if spread else None,
    )
    caption = caption_of(material, spread)
    values = (comparison.own, *(_shown_values(spread) if spread else ()))
    chart = spread_chart(
        title=title,
        own=None if comparison.own is None else labelled(measure, comparison.own, material.language),
        cohort=charted_cohort(material, measure, spread),
        axis=axis_of(measure, [value for value in values if value is not None], material.language),
        named=caption,
    )
    table = _spread_table(material, comparison)
    return Figure(title, chart, caption, table, note_of(comparison, material.language))


def note_of(comparison: Comparison, language: str) -> str:
    """The note below a chart: the outer percentiles, and what is withheld of the cohort and why."""
    spread = comparison.closest or next(iter(comparison.spreads), None)
    if spread is None:
        return ""
    return " ".join(filter(None, [tails_words(comparison.measure, spread, language), withheld_words(spread)]))


def _shown_values(spread: Spread) -> tuple[Decimal | None, ...]:
    return spread.tenth, spread.first_quartile, spread.median, spread.third_quartile, spread.ninetieth


def _shares_of(spread: Spread | None, language: str) -> list[Labelled] | None:
    """The shares of the cohort on the five steps, in order; None if they are not shown."""
    if spread is None or not spread.shares:
        return None
    shares = [spread.shares[str(step)] for step in STEPS]
    return [Labelled(share, share_words(share, spread.share_step, language)) for share in shares]


def _ladder_caption(material: Material, comparison: Comparison, spread: Spread | None) -> str:
    """The cohort of a ladder with its median, drawn beside its shares."""
    if spread is None or spread.median is None:
        return caption_of(material, spread)
    median = format_measure(comparison.measure, spread.median, material.language)
    return f"{caption_of(material, spread)}, {_('median {number}').format(number=median)}"


def _other_shares(material: Material, comparison: Comparison) -> StepShares | None:
    """The shares of the second group, which are drawn below the steps."""
    for spread in shown_spreads(comparison)[1:]:
        if shares := _shares_of(spread, material.language):
            return StepShares(_ladder_caption(material, comparison, spread), shares)
    return None


def _ladder_table(material: Material, comparison: Comparison) -> NumberTable | None:
    language = material.language
    rows = [
        (
            row_name(material, spread),
            cell_of(comparison.measure, spread.median, language),
            band_cell(spread.at_or_below, language),
        )
        for spread in shown_spreads(comparison)
    ]
    return _numbers(_own_words(material, comparison), (_("Median"), _("At or below")), rows)


def ladder_figure(material: Material, comparison: Comparison, label: str = "") -> Figure:
    """The cluster's step among the five, and the distribution of the cohort over them; named after the measure or by
    `label`.
    """
    language, spread = material.language, comparison.closest
    own = None if comparison.own is None else int(comparison.own)
    below = spread.share_below(own) if spread and own is not None else None
    lower = clusters_words(below, spread.share_step, language) if spread and below is not None else ""
    title = phrases.ladder_sentence(label or comparison.measure.label.in_language(language), own, lower)
    chart = ladder_chart(
        title=title,
        own=own,
        shares=_shares_of(spread, language),
        caption=_ladder_caption(material, comparison, spread),
        other=_other_shares(material, comparison),
    )
    table, note = _ladder_table(material, comparison), note_of(comparison, language)
    return Figure(title, chart, "", table, note, is_a_table=True)


def level_figure(material: Material, indicator: Indicator) -> Figure:
    """The development level of an indicator whose level is derived from its measures, not from a single ladder.

    If a measure is the level itself, others are compared by it; otherwise the step of the medians shown above is said.
    """
    comparisons = [material.comparisons[full_key(indicator, measure)] for measure in indicator.measures]
    for comparison in comparisons:
        if comparison.measure.ladder:
            return ladder_figure(material, comparison, _("Development level"))
    own = material.development.levels.get(indicator.key)
    shown = {each.key: each.closest.median for each in comparisons if each.closest}
    medians = {key: median for key, median in shown.items() if median is not None}
    typical = None
    if len(medians) == len(comparisons):
        numbers = {**material.measured.numbers, **medians}
        typical = level_of(material.edition, indicator, material.answers, numbers)
    title = phrases.level_sentence(own, typical, len(medians))
    return Figure(title, ladder_chart(title=title, own=own, shares=None))


def composition_figure(material: Material, indicator: Indicator) -> Figure | None:
    """The parts of a whole as one bar, for indicators with `parts`; None unless they add up to a whole."""
    if not indicator.parts or material.answer(indicator).not_applicable:
        return None
    known = [[number(material.answers, indicator.key, field) for field in part.fields] for part in indicator.parts]
    gathered = [sum((value or Decimal(0) for value in values), Decimal(0)) for values in known]
    whole = sum(gathered, Decimal(0))
    are_shares = any(indicator.field(field).kind is FieldKind.PERCENT for field in indicator.parts[0].fields)
    # Percentages that do not add up to 100 would be drawn as proportions that nobody entered, and so would counts of
    # which some are still blank.
    is_whole = whole == 100 if are_shares else all(value is not None for values in known for value in values)
    if not whole or not is_whole:
        return None
    parts = []
    for part, amount in zip(indicator.parts, gathered, strict=True):
        percent = amount * 100 / whole
        label = format_percent(percent, material.language, decimals=0)
        parts.append(ChartedPart(part.label.in_language(material.language), percent, label))
    return _composition(material, indicator, parts)


def _composition(material: Material, indicator: Indicator, parts: Sequence[ChartedPart]) -> Figure:
    most = max(part.percent for part in parts)
    largest = [part for part in parts if part.percent == most]
    title = composition_sentence(
        indicator.title.in_language(material.language),
        [part.label for part in largest],
        largest[0].formatted,
    )
    return Figure(title, shares_chart(title=title, parts=parts))


def _level_spread(material: Material, indicator: Indicator) -> Spread | None:
    """The distribution of the cohort over the steps of a practice; None if it has no ladder or nothing is shown."""
    keys = [full_key(indicator, measure) for measure in indicator.measures if measure.ladder]
    spread = material.comparisons[keys[0]].closest if keys else None
    return spread if spread and spread.median is not None else None


def _level_spreads(material: Material, area: Area) -> list[Spread]:
    found = (_level_spread(material, i) for i in area.indicators if i.kind is IndicatorKind.PRACTICE)
    return [spread for spread in found if spread]


def ticks_caption(material: Material, spreads: Sequence[Spread], words: str) -> str:
    """The caption for the ticks of a profile chart: whose medians they show, after the introduction `words`.

    "" without spreads.
    """
    if not spreads:
        return ""
    counts = sorted({spread.count or 0 for spread in spreads})
    size = str(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"
    years = [year for spread in spreads for year in spread.years or ()]
    names = list(dict.fromkeys(cohort_name(material, spread.cohort) for spread in spreads))
    span = years_words((min(years), max(years))) if years else ""
    cohort = ", ".join(filter(None, [" / ".join(names), f"n = {size}", span]))
    return f"{words} ({cohort})"


def _area_point(material: Material, area: Area) -> AreaPoint:
    """The cluster's mean in an area, and the mean of the shown medians of its practices that have a ladder."""
    mean = area_profile(area, material.development.levels)
    medians = [spread.median for spread in _level_spreads(material, area) if spread.median is not None]
    typical = half_up(sum(medians, Decimal(0)) / len(medians), 1) if medians else None

    def written(value: Decimal | None) -> Labelled | None:
        return None if value is None else Labelled(value, format_number(value, material.language, decimals=1))

    return AreaPoint(area.key, area.short.in_language(material.language), written(mean), written(typical))


def profile_message(points: Sequence[AreaPoint]) -> str:
    """The message on these areas: those with the highest and the lowest printed value, if these differ enough."""
    own = sorted((point.own for point in points if point.own), key=lambda value: value.value)
    if len(own) < 2:
        return _("Average development level of each area, 0 to 4")
    low, high = own[0], own[-1]
    if high.value - low.value < LEAST_DIFFERENCE:
        return level_areas_sentence(low.label, high.label)
    titles = ([point.title for point in points if point.own and point.own.label == end.label] for end in (high, low))
    return profile_sentence(*titles)


def area_profile_figure(material: Material) -> Figure | None:
    """The mean development level of each area; None if no area has one.

    Its message compares only areas in which enough practices have a level; a note names the others.
    """
    areas, levels = material.edition.areas, material.development.levels
    points = [_area_point(material, area) for area in areas]
    if not any(point.own for point in points):
        return None
    compared = [p for p, area in zip(points, areas, strict=True) if p.own and has_enough_levels(area, levels)]
    others = [point.title for point in points if point.own and point not in compared]
    title = profile_message(compared)
    spreads = [spread for area in areas for spread in _level_spreads(material, area)]
    caption = ticks_caption(material, spreads, _("Ticks: average of the medians of all practices on a scale of steps"))
    note = too_few_levels_sentence(others) if others else ""
    return Figure(title, profile_chart(title=title, points=points), caption, note=note)


def _level_point(material: Material, indicator: Indicator) -> AreaPoint:
    language = material.language
    level = material.development.levels.get(indicator.key)
    spread = _level_spread(material, indicator)
    median = spread.median if spread else None
    return AreaPoint(
        indicator.key,
        indicator.title.in_language(language),
        None if level is None else Labelled(level, format_number(level, language)),
        None if median is None else Labelled(median, format_number(median, language)),
    )


def area_levels_figure(material: Material, area: Area) -> Figure | None:
    """The levels of an area's practices on one scale; None if none has a level."""
    points = [_level_point(material, i) for i in area.indicators if i.kind is IndicatorKind.PRACTICE]
    if not any(point.own for point in points):
        return None
    title = _("Development levels, 0 to 4")
    caption = ticks_caption(material, _level_spreads(material, area), _("Ticks: medians"))
    return Figure(title, profile_chart(title=title, points=points, named=False), caption)
