"""The charts of one indicator, identical on the comparison page, in the interview and in the report."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.benchmark.compare import Comparison
from assessments.material import Material
from assessments.report.charts.choices import choice_figure
from assessments.report.charts.data import Figure
from assessments.report.charts.figures import ladder_figure, level_figure, spread_figure
from assessments.report.charts.rows import common_rows, rows_figure
from criteria.definitions import TOP_LEVEL, Indicator


@dataclass(frozen=True, slots=True)
class LadderStep:
    """The description of one ladder step, and the label that introduces it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """A ladder as a figure, with the descriptions of the cluster's step and the next one."""

    figure: Figure
    steps: tuple[LadderStep, ...]


def figures_of(material: Material, indicator: Indicator) -> tuple[Figure, ...]:
    """All comparisons of an indicator, each with its table; none before the indicator is answered."""
    return (*comparison_figures(material, indicator), *(ladder.figure for ladder in ladders(material, indicator)))


def comparison_figures(material: Material, indicator: Indicator) -> tuple[Figure, ...]:
    """The comparisons of numbers and choices; none before the indicator is answered."""
    if not material.is_answered(indicator):
        return ()
    numbers: list[Comparison] = []
    figures: list[Figure | None] = []
    for measure in indicator.measures:
        comparison = material.comparisons[f"{indicator.key}.{measure.key}"]
        if measure.distribution:
            figures.append(choice_figure(material, indicator, comparison))
        elif not _is_drawn_as_ladder(indicator, comparison):
            numbers.append(comparison)
    spreads = [
        rows_figure(material, together) if len(together) > 1 else spread_figure(material, together[0])
        for together in common_rows(numbers)
    ]
    return tuple(figure for figure in (*spreads, *figures) if figure is not None)


def ladders(material: Material, indicator: Indicator) -> tuple[Ladder, ...]:
    """The ladders with described steps; none before the indicator is answered."""
    if not material.is_answered(indicator):
        return ()
    language = material.language
    found = []
    for measure in indicator.measures:
        comparison = material.comparisons[f"{indicator.key}.{measure.key}"]
        if _is_ladder_field(indicator, comparison):
            texts = tuple(text.in_language(language) for text in indicator.field(measure.key).steps)
            own = None if comparison.own is None else int(comparison.own)
            found.append(Ladder(ladder_figure(material, comparison), _steps_around(texts, own)))
    if indicator.levels:
        texts = tuple(text.in_language(language) for text in indicator.levels)
        steps = _steps_around(texts, material.development.levels.get(indicator.key))
        found.append(Ladder(level_figure(material, indicator), steps))
    return tuple(found)


def _is_drawn_as_ladder(indicator: Indicator, comparison: Comparison) -> bool:
    """Whether the measure is drawn as a ladder: with described steps, or as the level that follows from others."""
    return _is_ladder_field(indicator, comparison) or (comparison.measure.ladder and bool(indicator.levels))


def _is_ladder_field(indicator: Indicator, comparison: Comparison) -> bool:
    """Whether the measure is a single ladder with described steps; the mean of two ladders is an ordinary number."""
    return comparison.measure.ladder and any(field.key == comparison.measure.key for field in indicator.fields)


def _steps_around(texts: tuple[str, ...], own: int | None) -> tuple[LadderStep, ...]:
    """The cluster's step and the next one up; none if the step is not known."""
    if own is None:
        return ()
    steps = [LadderStep(_("Step now: %(step)s") % {"step": own}, texts[own])]
    if own < TOP_LEVEL:
        steps.append(LadderStep(_("Next step: %(step)s") % {"step": own + 1}, texts[own + 1]))
    return tuple(steps)
