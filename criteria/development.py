"""Derives development levels and recommendations from answers. The levels are this project's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import inf

from criteria.answers import NOTHING, Answers
from criteria.definitions import Area, Edition, Indicator, IndicatorKind, Recommendation
from criteria.measures import MeasureSet, number, text

# What is said of an area as a whole must rest on at least this many levels: this project's own limit.
LEAST_LEVELS = 3

type LevelFunction = Callable[[Answers, Mapping[str, Decimal]], int | None]
type Situation = Callable[[Answers, Mapping[str, Decimal]], bool]


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
    return round(Decimal(sum(known)) / len(known), 1) if known else None


def has_enough_levels(area: Area, levels: Mapping[str, int]) -> bool:
    """Whether enough practices of the area have a level to say something about the area as a whole."""
    return len(_known_levels(area, levels)) >= LEAST_LEVELS


def _known_levels(area: Area, levels: Mapping[str, int]) -> list[int]:
    return [levels[i.key] for i in area.indicators if i.key in levels]


def measure_below(key: str, limit: int) -> Situation:
    """The situation that a measure is known and below `limit`."""
    return lambda answers, numbers: key in numbers and numbers[key] < limit


def measure_above(key: str, limit: int) -> Situation:
    """The situation that a measure is known and above `limit`."""
    return lambda answers, numbers: key in numbers and numbers[key] > limit


def field_above(indicator: str, field: str, limit: int) -> Situation:
    """The situation that the number in a field is above `limit`."""
    return lambda answers, numbers: (number(answers, indicator, field) or 0) > limit


def part_below(indicator: str, part: str, whole: str, *, percent: int) -> Situation:
    """The situation that the number in the field `part` is less than `percent` of that in `whole`."""

    def is_below(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
        above, under = number(answers, indicator, part), number(answers, indicator, whole)
        return above is not None and bool(under) and above * 100 < percent * (under or 0)

    return is_below


def measure_between(key: str, low: float, high: float = inf) -> Situation:
    """The situation that a measure is at least `low` and less than `high`."""
    return lambda answers, numbers: key in numbers and Decimal(str(low)) <= numbers[key] < Decimal(str(high))


def chosen(indicator: str, field: str, *choices: str) -> Situation:
    """The situation that the answer is one of `choices`."""
    return lambda answers, numbers: text(answers, indicator, field) in choices


def none_of(indicator: str, *fields: str) -> Situation:
    """The situation that all the fields are zero. A blank field is not zero."""
    return lambda answers, numbers: all(number(answers, indicator, field) == 0 for field in fields)


@dataclass(frozen=True, slots=True)
class Development:
    """The levels (0 to 4) by indicator key, and the recommendations that follow, in the order of the questionnaire."""

    levels: Mapping[str, int]
    recommendations: tuple[Recommendation, ...]


def develop(edition: Edition, answers: Answers, measured: MeasureSet) -> Development:
    """Levels and recommendations for the answers. An unanswered indicator has neither.

    A practice gives the recommendations for its level, none at the top level. Context gives the recommendations of
    every situation that applies.
    """
    levels: dict[str, int] = {}
    advice: list[Recommendation] = []
    for indicator in edition.indicators:
        level = level_of(edition, indicator, answers, measured.numbers)
        if level is not None:
            levels[indicator.key] = level
            advice += indicator.advice_for_level(level)
        elif indicator.kind is IndicatorKind.CONTEXT and not answers.get(indicator.key, NOTHING).not_applicable:
            advice += [
                r
                for r in indicator.recommendations
                if edition.rules.situations[f"{indicator.key}.{r.situation}"](answers, measured.numbers)
            ]
    return Development(levels, tuple(advice))


def by_effect(recommendations: Iterable[Recommendation]) -> list[Recommendation]:
    """The recommendations with the greatest effect first, then least effort; ties keep their order."""
    return sorted(recommendations, key=lambda r: (-r.effect, r.effort))
