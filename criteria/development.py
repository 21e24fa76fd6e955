"""Derives development levels and recommendations from answers. The levels are this project's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from criteria.answers import NOTHING, Answers
from criteria.definitions import TOP_LEVEL, Area, Edition, Indicator, IndicatorKind, Recommendation
from criteria.measures import MeasureSet, number
from criteria.rounding import half_up

# What is said of an area as a whole must rest on at least this many levels: this project's own limit.
LEAST_LEVELS = 3

type LevelFunction = Callable[[Answers, Mapping[str, Decimal]], int | None]


def level_of(edition: Edition, indicator: Indicator, answers: Answers, numbers: Mapping[str, Decimal]) -> int | None:
    """The development level (0 to 4) of a practice indicator; None for context or if the answer is missing."""
    rule = indicator.level_rule
    if rule is None or answers.get(indicator.key, NOTHING).not_applicable:
        return None
    if rule.function:
        return edition.rules.levels[rule.function](answers, numbers)
    if rule.field:
        value = number(answers, indicator.key, rule.field)
        return None if value is None else int(value)
    value = numbers.get(f"{indicator.key}.{rule.measure}")
    return None if value is None else sum(value >= limit for limit in rule.at)


def area_profile(area: Area, levels: Mapping[str, int]) -> Decimal | None:
    """The mean development level (0 to 4, one decimal) of the area's practices that have one; None if none has."""
    known = _known_levels(area, levels)
    return half_up(Decimal(sum(known)) / len(known), 1) if known else None


def has_enough_levels(area: Area, levels: Mapping[str, int]) -> bool:
    """Whether enough practices of the area have a level to say something about the area as a whole."""
    return len(_known_levels(area, levels)) >= LEAST_LEVELS


def _known_levels(area: Area, levels: Mapping[str, int]) -> list[int]:
    return [levels[i.key] for i in area.indicators if i.key in levels]


@dataclass(frozen=True, slots=True)
class Merged:
    """A recommendation that is not given, because `given`, which asks for the same act, is."""

    recommendation: Recommendation
    given: Recommendation


@dataclass(frozen=True, slots=True)
class Development:
    """The levels (0 to 4) by indicator key, and the recommendations that follow, in the order of the questionnaire.

    `merged` are those that would follow as well, but ask for the same act as one that is given.
    """

    levels: Mapping[str, int]
    recommendations: tuple[Recommendation, ...]
    merged: tuple[Merged, ...] = ()

    @property
    def fitting(self) -> frozenset[str]:
        """The keys of all recommendations that fit, given or merged."""
        return frozenset(r.key for r in (*self.recommendations, *(m.recommendation for m in self.merged)))


def develop(edition: Edition, answers: Answers, measured: MeasureSet) -> Development:
    """Levels and recommendations for the answers. An unanswered indicator has neither.

    A practice below the top level and each context indicator give the recommendations that fit the answers. Of those
    that ask for the same act, only the one of most effect and least effort is given.
    """
    levels: dict[str, int] = {}
    advice: list[Recommendation] = []
    for indicator in edition.indicators:
        if answers.get(indicator.key, NOTHING).not_applicable:
            continue
        level = level_of(edition, indicator, answers, measured.numbers)
        if level is not None:
            levels[indicator.key] = level
        if indicator.kind is IndicatorKind.PRACTICE and level in (None, TOP_LEVEL):
            continue
        advice += [
            r
            for r in indicator.recommendations
            if (r.level is None or r.level == step_of(r, level, answers))
            and is_suitable(edition, r, answers, measured.numbers)
        ]
    leading: dict[str, Recommendation] = {}
    for recommendation in by_effect(advice):
        leading.setdefault(recommendation.act or recommendation.key, recommendation)
    merged = [Merged(r, leading[r.act]) for r in advice if r.act and leading[r.act] is not r]
    return Development(levels, tuple(r for r in advice if leading[r.act or r.key] is r), tuple(merged))


def step_of(recommendation: Recommendation, level: int | None, answers: Answers) -> int | None:
    """The step from which a recommendation leads upward: of its ladder, otherwise the `level` of its indicator."""
    if not recommendation.ladder:
        return level
    step = number(answers, recommendation.indicator, recommendation.ladder)
    return None if step is None else int(step)


def is_suitable(
    edition: Edition, recommendation: Recommendation, answers: Answers, numbers: Mapping[str, Decimal]
) -> bool:
    """Whether the situations of the cluster let a recommendation be given, whatever its level."""
    situations = edition.rules.situations
    if recommendation.situation and not situations[recommendation.situation](answers, numbers):
        return False
    return not any(situations[key](answers, numbers) for key in recommendation.unless)


def case_without_advice(recommendations: Iterable[Recommendation]) -> tuple[str, ...] | None:
    """The fewest situations that exclude all `recommendations` if they hold and no others do; None if there are none.

    () means that nothing is recommended to whoever is in none of the situations.
    """
    given = list(recommendations)
    named = sorted({key for r in given for key in (*r.unless, *filter(None, [r.situation]))})
    cases = (case for several in range(len(named) + 1) for case in combinations(named, several))
    return next((case for case in cases if not any(_is_given(r, case) for r in given)), None)


def _is_given(recommendation: Recommendation, holding: tuple[str, ...]) -> bool:
    """Whether a recommendation is given if exactly the situations in `holding` hold."""
    return recommendation.situation in {None, *holding} and not {*recommendation.unless} & {*holding}


def by_effect(recommendations: Iterable[Recommendation]) -> list[Recommendation]:
    """The recommendations with the greatest effect first, then least effort; ties keep their order."""
    return sorted(recommendations, key=lambda r: (-r.effect, r.effort))
