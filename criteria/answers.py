"""Answers: their typed values, their portable form, and which fields are still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from criteria.definitions import Field, FieldKind, Indicator
from criteria.faults import AnswerFault
from criteria.numbers import Measured, check_number, read_number
from criteria.text import clean_line, clean_text, text_length
from criteria.units import euro_units, percent_units

type Row = Mapping[str, str]
type Value = int | Decimal | str | tuple[str, ...] | tuple[Row, ...]

EXACT_KINDS = frozenset({FieldKind.DECIMAL, FieldKind.PERCENT, FieldKind.EURO})
WHOLE_KINDS = frozenset({FieldKind.INTEGER, FieldKind.YEAR, FieldKind.LADDER})
NUMBER_KINDS = EXACT_KINDS | WHOLE_KINDS
# The highest value of a year field where the current year does not matter.
LAST_YEAR = 9999
PERCENT_DECIMALS = 2
EURO_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one indicator: the values of the fields that are filled, or the reason why it does not apply."""

    values: Mapping[str, Value] = field(default_factory=dict)
    not_applicable: str = ""


type Answers = Mapping[str, Answer]
NOTHING = Answer()


def value_from_text(asked: Field, text: str, *, year: int) -> Value | None:
    """The typed value of `text`, as a person typed it for the field `asked`; None if blank.

    Numbers are read by `read_number`. `year` is the current year, the highest value of a year field. Raises
    AnswerFault.
    """
    if asked.kind in NUMBER_KINDS:
        return typed_number(asked, read_number(text, measured_in(asked, year=year))) if clean_line(text) else None
    return checked_value(asked, text, year=year) if text.strip() else None


def value_from_portable(asked: Field, raw: Any, *, year: int) -> Value | None:
    """The typed value of `raw` from a portable answer file; None if blank. Raises AnswerFault.

    Whole numbers are JSON numbers; exact numbers are strings (or whole JSON numbers), so that no digit is lost. A
    string with a number is read as if a person had typed it.
    """
    if raw is None or raw == "" or raw == []:
        return None
    if asked.kind not in NUMBER_KINDS:
        return checked_value(asked, raw, year=year)
    if isinstance(raw, str):
        return value_from_text(asked, raw, year=year)
    is_exact = asked.kind in EXACT_KINDS
    if isinstance(raw, bool) or not isinstance(raw, int if is_exact else int | Decimal):
        raise AnswerFault("not_exact" if is_exact else "not_whole", value=str(raw))
    return typed_number(asked, check_number(Decimal(raw), measured_in(asked, year=year), written=str(raw)))


def portable(value: Value) -> Any:
    """The portable form of a typed value: exact numbers as strings, multiple choices and table rows as lists."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [dict(item) if isinstance(item, Mapping) else item for item in value]
    return value


def decimals_allowed(asked: Field) -> int:
    """How many decimal places an answer to `asked` may have."""
    fixed = {FieldKind.PERCENT: PERCENT_DECIMALS, FieldKind.EURO: EURO_DECIMALS}
    return fixed.get(asked.kind, asked.decimals)


def limits(asked: Field, *, year: int) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and highest number that `asked` accepts, None for no limit. `year` limits a year field."""
    match asked.kind:
        case FieldKind.PERCENT:
            return Decimal(0), Decimal(100)
        case FieldKind.YEAR:
            return asked.min, Decimal(year)
        case FieldKind.LADDER:
            return Decimal(0), Decimal(len(asked.steps) - 1)
        case _:
            return asked.min, asked.max


def measured_in(asked: Field, *, year: int) -> Measured:
    """What `asked` requires of a number: its units in all languages, its limits and its decimal places."""
    units: frozenset[str] = asked.unit.every_form if asked.unit else frozenset()
    if asked.kind is FieldKind.PERCENT:
        units |= percent_units(asked.label.wordings)
    if asked.kind is FieldKind.EURO:
        units |= euro_units(asked.label.wordings)
    low, high = limits(asked, year=year)
    return Measured(units, decimals_allowed(asked), low, high, is_year=asked.kind is FieldKind.YEAR)


def typed_number(asked: Field, number: Decimal) -> int | Decimal:
    """`number` as the value of `asked`: an int where only whole numbers are answers."""
    return int(number) if asked.kind in WHOLE_KINDS else number


def checked_value(asked: Field, raw: Any, *, year: int) -> Value | None:
    """A text, choice, multiple choice or table checked against `asked`; None if blank. Raises AnswerFault."""
    match asked.kind:
        case FieldKind.TEXT:
            return _checked_text(asked, raw)
        case FieldKind.CHOICE:
            return _checked_choices(asked, [raw])[0]
        case FieldKind.MULTI:
            if not isinstance(raw, list | tuple):
                raise AnswerFault("not_a_list")
            chosen = _checked_choices(asked, raw)
            if asked.max_choices and len(chosen) > asked.max_choices:
                raise AnswerFault("too_many", max=asked.max_choices)
            return chosen or None
        case FieldKind.TABLE:
            return _checked_rows(asked, raw, year)
        case _:
            raise AnswerFault("not_a_number", value=str(raw))


def _checked_text(asked: Field, raw: Any) -> str | None:
    if not isinstance(raw, str):
        raise AnswerFault("not_text")
    text = clean_text(raw)
    if (length := text_length(text)) > asked.max_length:
        raise AnswerFault("too_long", max=asked.max_length, length=length)
    if text and not any(map(str.isalnum, text)):
        raise AnswerFault("no_words")
    return text or None


def _checked_choices(asked: Field, raw: Iterable[Any]) -> tuple[str, ...]:
    known = {choice.key for choice in asked.choices}
    values = list(raw)
    for value in values:
        if not isinstance(value, str) or value not in known:
            raise AnswerFault("unknown_choice", value=str(value))
    # In the catalogue's order, each once, so that equal answers are equal values.
    return tuple(choice.key for choice in asked.choices if choice.key in values)


def _checked_rows(asked: Field, raw: Any, year: int) -> tuple[Row, ...] | None:
    if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
        raise AnswerFault("not_rows")
    columns = {column.key: column for column in asked.columns}
    rows = []
    for row in raw:
        if unknown := set(row) - set(columns):
            raise AnswerFault("unknown_column", value=", ".join(sorted(map(str, unknown))))
        cells = {key: value_from_portable(columns[key], cell, year=year) for key, cell in row.items()}
        if filled := {key: str(cell) for key, cell in cells.items() if cell is not None}:
            rows.append(filled)
    if len(rows) > asked.max_rows:
        raise AnswerFault("too_many", max=asked.max_rows)
    return tuple(rows) or None


def is_shown(indicator: Indicator, asked: Field, values: Mapping[str, Value]) -> bool:
    """Whether `asked` applies, given the other values of its indicator (`show_if`)."""
    if asked.show_if is None:
        return True
    value = values.get(asked.show_if.field)
    if value is None:
        return False
    if asked.show_if.equals is not None:
        return value == asked.show_if.equals
    return isinstance(value, int | Decimal) and value > (asked.show_if.above or 0)


def missing_fields(indicator: Indicator, answer: Answer) -> tuple[Field, ...]:
    """The required fields that are still blank; () if the indicator does not apply."""
    if answer.not_applicable:
        return ()
    return tuple(
        asked
        for asked in indicator.fields
        if asked.required and asked.key not in answer.values and is_shown(indicator, asked, answer.values)
    )


def is_answered_in_full(indicator: Indicator, answer: Answer) -> bool:
    """Whether every field that applies has a value, or a reason says why the indicator does not apply."""
    return bool(answer.values or answer.not_applicable) and not missing_fields(indicator, answer)
