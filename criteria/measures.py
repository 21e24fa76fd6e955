"""Answers to numbers: the only things that are compared. Editions compose their formulas from what stands here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.answers import NOTHING, Answers
from criteria.definitions import Edition, Indicator, Measure

type Formula = Callable[[Answers, int], Decimal | None]


@dataclass(frozen=True, slots=True)
class MeasureSet:
    """All measures of one assessment: `numbers` by full key ("A2.total"), and `choices` for distributions.

    Where several can be chosen, `numbers` tells how many were.
    """

    numbers: Mapping[str, Decimal]
    choices: Mapping[str, tuple[str, ...]]


def number(answers: Answers, indicator: str, field: str) -> Decimal | None:
    """The number in a field, or None if it is blank or the indicator does not apply."""
    answer = answers.get(indicator, NOTHING)
    value = None if answer.not_applicable else answer.values.get(field)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def text(answers: Answers, indicator: str, field: str) -> str | None:
    """The text or choice in a field, or None if it is blank or the indicator does not apply."""
    answer = answers.get(indicator, NOTHING)
    value = None if answer.not_applicable else answer.values.get(field)
    return value if isinstance(value, str) else None


def chosen_in(answers: Answers, indicator: str, field: str) -> tuple[str, ...]:
    """What is chosen in a field, one choice or several; nothing if it is blank or the indicator does not apply."""
    answer = answers.get(indicator, NOTHING)
    value = None if answer.not_applicable else answer.values.get(field)
    listed = value if isinstance(value, tuple) else (value,)
    return tuple(choice for choice in listed if isinstance(choice, str))


def total(answers: Answers, indicator: str, fields: Iterable[str]) -> Decimal | None:
    """The sum of fields. Blank fields are not zero: without a single filled field there is no sum."""
    numbers = [n for field in fields if (n := number(answers, indicator, field)) is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def field_number(indicator: str, field: str) -> Formula:
    """The number in one field."""
    return lambda answers, year: number(answers, indicator, field)


def complete_sum(indicator: str, *fields: str) -> Formula:
    """The sum of fields that are all filled: with one of them blank it would be too small, and look exact."""

    def summed(answers: Answers, year: int) -> Decimal | None:
        filled = all(number(answers, indicator, field) is not None for field in fields)
        return total(answers, indicator, fields) if filled else None

    return summed


def chosen_count(indicator: str, field: str) -> Formula:
    """How many options are chosen, or rows filled, in one field."""

    def counted(answers: Answers, year: int) -> Decimal | None:
        answer = answers.get(indicator, NOTHING)
        value = None if answer.not_applicable else answer.values.get(field)
        return Decimal(len(value)) if isinstance(value, tuple) else None

    return counted


def ratio(part: Formula, whole: Formula, *, percent: bool) -> Formula:
    """How much `part` is of `whole`, as a number or in percent; nothing of a whole that is zero."""

    def divided(answers: Answers, year: int) -> Decimal | None:
        above, below = part(answers, year), whole(answers, year)
        if above is None or not below:
            return None
        return above * 100 / below if percent else above / below

    return divided


def full_key(indicator: Indicator, measure: Measure) -> str:
    """The key of a measure across the edition, for example "A2.total"."""
    return f"{indicator.key}.{measure.key}"


def measure_all(edition: Edition, answers: Answers, *, year: int) -> MeasureSet:
    """Every measure that the answers allow; what cannot be computed is absent, never zero.

    `year`: the year the answers speak of. Percentages run from 0 to 100, ladders from 0 to 4, money is in euros.
    """
    numbers: dict[str, Decimal] = {}
    choices: dict[str, tuple[str, ...]] = {}
    for indicator in edition.indicators:
        for measure in indicator.measures:
            key = full_key(indicator, measure)
            if measure.distribution:
                if chosen := chosen_in(answers, indicator.key, measure.field or measure.key):
                    choices[key] = chosen
                    if measure.several:
                        numbers[key] = Decimal(len(chosen))
            elif (value := edition.rules.formulas[key](answers, year)) is not None:
                numbers[key] = value
    for area in edition.areas:
        if area.measure and (value := edition.rules.formulas[area.measure.key](answers, year)) is not None:
            numbers[area.measure.key] = value
    return MeasureSet(numbers, choices)
