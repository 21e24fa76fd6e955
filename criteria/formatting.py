"""Numbers, dates and answers as a reader of English or Finnish writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from babel.dates import format_date as babel_date
from babel.numbers import format_decimal

from criteria.answers import Value
from criteria.definitions import Field, FieldKind, Measure

NO_BREAK_SPACE = "\u00a0"


def format_number(number: Decimal | int, language: str, *, decimals: int | None = None) -> str:
    """`number` with the language's separators; `decimals` fixes the digits shown, None keeps those it has."""
    number = Decimal(number)
    if decimals is None:
        decimals = max(0, -int(number.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(number, format=pattern, locale=language[:2]))


def format_percent(number: Decimal | int, language: str, *, decimals: int | None = None) -> str:
    """A percentage (0-100): "62%" in English, "62 %" with a no-break space in Finnish."""
    space = NO_BREAK_SPACE if language.startswith("fi") else ""
    return f"{format_number(number, language, decimals=decimals)}{space}%"


def format_euro(number: Decimal | int, language: str, *, decimals: int | None = None) -> str:
    """An amount in euros: "€1,200" in English, "1 200 €" in Finnish."""
    amount = format_number(number, language, decimals=decimals)
    return f"{amount}{NO_BREAK_SPACE}€" if language.startswith("fi") else f"€{amount}"


def format_date(day: dt.date, language: str) -> str:
    """A date in words of the language: "5 March 2026", "5. maaliskuuta 2026"."""
    pattern = "d. MMMM y" if language.startswith("fi") else "d MMMM y"
    return babel_date(day, format=pattern, locale=language[:2])


def format_month(day: dt.date, language: str) -> str:
    """A month and its year: "March 2026", "maaliskuu 2026"."""
    return babel_date(day, format="LLLL y", locale=language[:2])


def format_measure(measure: Measure, number: Decimal, language: str) -> str:
    """A measure's number with its unit, in the digits the measure is shown with."""
    if measure.percent:
        return format_percent(number, language, decimals=measure.decimals)
    if measure.euro:
        return format_euro(number, language, decimals=measure.decimals)
    shown = format_number(number, language, decimals=measure.decimals)
    return f"{shown}{NO_BREAK_SPACE}{measure.unit.for_number(number, language)}" if measure.unit else shown


def format_value(field: Field, value: Value, language: str) -> str:
    """An answer in words and units. A ladder gives its step's number and text, several choices a list."""
    if isinstance(value, int | Decimal):
        return _format_number_field(field, value, language)
    if isinstance(value, str):
        return field.choice_label(value, language) if field.kind is FieldKind.CHOICE else value
    return ", ".join(
        field.choice_label(item, language) if isinstance(item, str) else format_row(field, item, language)
        for item in value
    )


def _format_number_field(field: Field, value: int | Decimal, language: str) -> str:
    match field.kind:
        case FieldKind.YEAR:
            return str(value)
        case FieldKind.PERCENT:
            return format_percent(value, language)
        case FieldKind.EURO:
            return format_euro(value, language)
        case FieldKind.LADDER:
            return f"{value}{NO_BREAK_SPACE}· {field.steps[int(value)].in_language(language)}"
        case _:
            shown = format_number(value, language)
            return f"{shown}{NO_BREAK_SPACE}{field.unit.for_number(value, language)}" if field.unit else shown


def format_row(field: Field, row: Mapping[str, str], language: str) -> str:
    """A table's row in one line: its filled cells with their labels."""
    cells = [
        f"{column.label.in_language(language)}: {format_value(column, row[column.key], language)}"
        for column in field.columns
        if column.key in row
    ]
    return "; ".join(cells)
