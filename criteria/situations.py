"""The situations of a cluster that recommendations depend on, and the parts from which an edition builds its own.

A situation holds only if the answers show it: what is not answered is never a reason for or against advice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import inf

from criteria.answers import NOTHING, Answers
from criteria.measures import chosen_in, number, text

type Situation = Callable[[Answers, Mapping[str, Decimal]], bool]


def measure_below(key: str, limit: int) -> Situation:
    """The situation that a measure is known and below `limit`."""
    return lambda answers, numbers: key in numbers and numbers[key] < limit


def measure_above(key: str, limit: int) -> Situation:
    """The situation that a measure is known and above `limit`."""
    return lambda answers, numbers: key in numbers and numbers[key] > limit


def measure_between(key: str, low: float, high: float = inf) -> Situation:
    """The situation that a measure is at least `low` and less than `high`."""
    return lambda answers, numbers: key in numbers and Decimal(str(low)) <= numbers[key] < Decimal(str(high))


def field_above(indicator: str, field: str, limit: int) -> Situation:
    """The situation that the number in a field is above `limit`."""
    return lambda answers, numbers: (number(answers, indicator, field) or 0) > limit


def field_between(indicator: str, field: str, low: int, high: float = inf) -> Situation:
    """The situation that the number in a field, or the step of a ladder, is at least `low` and less than `high`."""

    def is_between(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
        value = number(answers, indicator, field)
        return value is not None and low <= value < Decimal(str(high))

    return is_between


def part_below(indicator: str, part: str, whole: str, *, percent: int) -> Situation:
    """The situation that the number in the field `part` is less than `percent` of that in `whole`."""

    def is_below(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
        above, under = number(answers, indicator, part), number(answers, indicator, whole)
        return above is not None and bool(under) and above * 100 < percent * (under or 0)

    return is_below


def difference_between(indicator: str, whole: str, part: str, low: int, high: float = inf) -> Situation:
    """The situation that the number in `whole` exceeds that in `part` by at least `low` and less than `high`."""

    def is_between(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
        more, less = number(answers, indicator, whole), number(answers, indicator, part)
        return more is not None and less is not None and low <= more - less < Decimal(str(high))

    return is_between


def chosen(indicator: str, field: str, *choices: str) -> Situation:
    """The situation that the answer is one of `choices`."""
    return lambda answers, numbers: text(answers, indicator, field) in choices


def includes(indicator: str, field: str, *choices: str) -> Situation:
    """The situation that at least one of `choices` is among those of a multiple choice."""
    return lambda answers, numbers: not {*choices}.isdisjoint(chosen_in(answers, indicator, field))


def chosen_between(indicator: str, field: str, low: int, high: float = inf) -> Situation:
    """The situation that at least `low` and fewer than `high` options of a multiple choice are chosen."""
    return lambda answers, numbers: low <= len(chosen_in(answers, indicator, field)) < high


def none_of(indicator: str, *fields: str) -> Situation:
    """The situation that all the fields are zero. A blank field is not zero."""
    return lambda answers, numbers: all(number(answers, indicator, field) == 0 for field in fields)


def any_row(indicator: str, field: str, holds: Callable[[Mapping[str, object]], bool]) -> Situation:
    """The situation that `holds` is true of at least one row of a table."""
    return lambda answers, numbers: any(map(holds, rows_of(answers, indicator, field)))


def rows_of(answers: Answers, indicator: str, field: str) -> list[Mapping[str, object]]:
    """The filled rows of a table; [] if it is blank or the indicator does not apply."""
    answer = answers.get(indicator, NOTHING)
    value = None if answer.not_applicable else answer.values.get(field)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, tuple) else []


def both(*situations: Situation) -> Situation:
    """The situation that all of `situations` hold."""
    return lambda answers, numbers: all(holds(answers, numbers) for holds in situations)
