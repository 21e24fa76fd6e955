"""Derives numbers from answers: the measures, which are the only values compared, and the parts of their formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.answers import NOTHING, Answers
from criteria.definitions import Edition, Indicator, Measure

type Formula = Callable[[Answers, int], Decimal | None]


@dataclass(frozen=True, slots=True)
class MeasureSet:
    """All measures of one assessment: `numbers` by full key ("A2.total"), and `choices` of the distributions.

    For a multiple choice, `numbers` also holds how many were chosen.
    """

    numbers: Mapping[str, Decimal]
    choices: Mapping[str, tuple[str, ...]]


def number(answers: Answers, indicator: str, field: str) -> Decimal | None:
    """The number in a field; None if it is blank or the indicator does not apply."""
    answer = answers.get(indicator, NOTHING)
    value = None if answer.not_applicable else answer.values.get(field)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def text(answers: Answers, indicator: str, field: str) -> str | None:
    """The text or choice in a field; None if it is blank or the indicator does not apply."""
    answer = answers.get(indicator, NOTHING)
    value = None if answer.not_applicable else answer.values.get(field)
    return value if isinstance(value, str) else None


def chosen_in(answers: Answers, indicator: str, field: str) -> tuple[str, ...]:
    """The chosen options of a single or multiple choice field; () if blank or the indicator does not apply."""
    answer = answers.get(indicator, NOTHING)
    value = None if answer.not_applicable else answer.values.get(field)
    listed = value if isinstance(value, tuple) else (value,)
    return tuple(choice for choice in listed if isinstance(choice, str))


def total(answers: Answers, indicator: str, fields: Iterable[str]) -> Decimal | None:
    """The sum of the fields that are filled; None if all are blank."""
    numbers = [n for field in fields if (n := number(answers, indicator, field)) is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def field_number(indicator: str, field: str) -> Formula:
    """A formula for the number in one field."""
    return lambda answers, year: number(answers, indicator, field)


def complete_sum(indicator: str, *fields: str) -> Formula:
    """A formula for the sum of fields; None unless all are filled, since a partial sum would look exact."""

    def summed(answers: Answers, year: int) -> Decimal | None:
        filled = all(number(answers, indicator, field) is not None for field in fields)
        return total(answers, indicator, fields) if filled else None

    return summed


def chosen_count(indicator: str, field: str) -> Formula:
    """A formula for the number of chosen options or filled rows in one field."""

    def counted(answers: Answers, year: int) -> Decimal | None:
        answer = answers.get(indicator, NOTHING)
        value = None if answer.not_applicable else answer.values.get(field)
        return Decimal(len(value)) if isinstance(value, tuple) else None

    return counted


def ratio(part: Formula, whole: Formula, *, percent: bool) -> Formula:
    """A formula for `part` divided by `whole`, in percent if `percent`; None if `whole` is zero or not known."""

    def divided(answers: Answers, year: int) -> Decimal | None:
        above, below = part(answers, year), whole(answers, year)
        if above is None or not below:
            return None
        return above * 100 / below if percent else above / below

    return divided


def finest_grid(measure: Measure) -> Decimal:
    """The finest grid that a measure may have: two of its smallest units, so that no published statistic is an answer.

    A ladder may have single steps, because its median follows from the published counts of its steps.
    """
    return Decimal(1) if measure.ladder else Decimal(2).scaleb(-measure.decimals)


def grid_of(measure: Measure) -> Decimal:
    """The grid of a measure's published statistics, in its own unit: they are multiples of this.

    By default five of its smallest units (5 percent, 5 years, 0.5 with one decimal), but one step of a ladder and two
    options of a multiple choice, which both have few values.
    """
    if measure.grid is not None:
        return measure.grid
    return finest_grid(measure) if measure.ladder or measure.several else Decimal(5).scaleb(-measure.decimals)


def full_key(indicator: Indicator, measure: Measure) -> str:
    """The key of a measure within the edition, for example "A2.total"."""
    return f"{indicator.key}.{measure.key}"


def measure_all(edition: Edition, answers: Answers, *, year: int) -> MeasureSet:
    """All measures that can be computed from the answers; a measure that cannot is absent, never zero.

    `year` is the reporting year of the answers. Percentages are 0 to 100, ladders 0 to 4, amounts in euros.
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
