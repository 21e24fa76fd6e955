"""Formats numbers, dates and answers by the conventions of each language (Unicode CLDR)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from babel.numbers import format_percent as babel_percent
from babel.units import format_unit

from criteria.answers import Value
from criteria.definitions import Field, FieldKind, Measure, PluralText
from criteria.languages import locale_of, put_together
from criteria.rounding import half_up

NO_BREAK_SPACE = "\u00a0"
# The site uses British English: "5 March 2026", and no comma before the last "and".
CONVENTIONS = {"en": "en-gb"}

type _Kind = Literal["decimal", "percent", "euro"]


@cache
def _conventions(language: str) -> Locale:
    """The locale whose conventions `language` follows for numbers, dates and lists."""
    return locale_of(CONVENTIONS.get(language, language))


def _with_decimals(pattern: str, number: Decimal, decimals: int | None) -> str:
    """CLDR's `pattern` with `decimals` decimal places, or with as many as `number` has if None."""
    if decimals is None:
        decimals = max(0, -int(number.as_tuple().exponent))
    return re.sub(r"0(\.[0#]+)?", "0" + ("." + "0" * decimals if decimals else ""), pattern, count=1)


@lru_cache(maxsize=4096)
def _formatted(kind: _Kind, number: str, language: str, decimals: int | None) -> str:
    """`number` by the language's pattern for its `kind`.

    The number is given in digits: 1.5 and 1.50 are equal, so that a cache of numbers would confuse them.
    """
    value, locale = Decimal(number), _conventions(language)
    if decimals is not None:
        value = half_up(value, decimals)  # Babel would round to the even neighbour.
    match kind:
        case "decimal":
            pattern = _with_decimals(locale.decimal_formats[None].pattern, value, decimals)
            return str(format_decimal(value, format=pattern, locale=locale))
        case "percent":
            pattern = _with_decimals(locale.percent_formats[None].pattern, value, decimals)
            return str(babel_percent(value.scaleb(-2), format=pattern, locale=locale))
        case "euro":
            pattern = _with_decimals(locale.currency_formats["standard"].pattern, value, decimals)
            return str(format_currency(value, "EUR", format=pattern, locale=locale, currency_digits=False))


def format_number(number: Decimal | int, language: str, *, decimals: int | None = None) -> str:
    """`number` with the language's separators. `decimals` fixes the decimal places; None keeps those it has."""
    return _formatted("decimal", str(number), language, decimals)


def format_percent(number: Decimal | int, language: str, *, decimals: int | None = None) -> str:
    """A percentage (0 to 100): "62%" in English, "62 %" with a no-break space in Finnish."""
    return _formatted("percent", str(number), language, decimals)


def format_euro(number: Decimal | int, language: str, *, decimals: int | None = None) -> str:
    """An amount in euros: "€1,200" in English, "1 200 €" in Finnish."""
    return _formatted("euro", str(number), language, decimals)


def decimal_sign(language: str) -> str:
    """The decimal separator: "." in English, "," in Finnish."""
    return str(_conventions(language).number_symbols["latn"]["decimal"])


def format_date(day: dt.date, language: str) -> str:
    """A date in words of the language: "5 March 2026", "5. maaliskuuta 2026"."""
    return babel_date(day, format="long", locale=_conventions(language))


def format_month(day: dt.date, language: str) -> str:
    """A month and its year: "March 2026", "maaliskuu 2026"."""
    return format_skeleton("yMMMM", day, locale=_conventions(language))


def format_size(size: int, language: str) -> str:
    """The size of a file in bytes, rounded up: "5.3 MB" in English, "5,3 Mt" in Finnish; less than 1 MB in kB."""
    unit, length = ("megabyte", 2**20) if size >= 2**20 else ("kilobyte", 2**10)
    places = Decimal("0.1") if size >= 2**20 else Decimal(1)
    number = (Decimal(size) / length).quantize(places, ROUND_CEILING)
    whole = number.to_integral_value()
    shown = whole if whole == number else number
    return str(format_unit(shown, f"digital-{unit}", length="short", locale=_conventions(language)))


def format_months(months: int, language: str) -> str:
    """A duration given in months: "2 years", "18 months"."""
    count, unit = (months, "month") if months % 12 else (months // 12, "year")
    return str(format_unit(count, f"duration-{unit}", locale=_conventions(language)))


def format_minutes(minutes: int, language: str) -> str:
    """A duration given in minutes: "3 hours", "90 minutes"."""
    count, unit = (minutes, "minute") if minutes % 60 else (minutes // 60, "hour")
    return str(format_unit(count, f"duration-{unit}", locale=_conventions(language)))


def format_names(names: Sequence[str], language: str) -> str:
    """A list of names in a sentence: "A", "A and B", "A, B and C"."""
    return format_list(names, locale=_conventions(language))


def format_alternatives(names: Sequence[str], language: str) -> str:
    """A list of alternatives in a sentence: "A", "A or B", "A, B or C"."""
    return format_list(names, style="or", locale=_conventions(language))


def statistic_decimals(measure: Measure) -> int:
    """The decimal places of a median or another statistic: those of the measure, but one for counts and steps."""
    is_whole = measure.decimals == 0 and not measure.percent and not measure.euro
    return 1 if is_whole else measure.decimals


def format_measure(measure: Measure, number: Decimal, language: str, *, with_unit: bool = True) -> str:
    """The value or a statistic of a measure, with its unit if asked; the signs % and € belong to the number.

    A fraction of a count, as in a median, keeps one decimal.
    """
    if measure.percent:
        return format_percent(number, language, decimals=measure.decimals)
    if measure.euro:
        return format_euro(number, language, decimals=measure.decimals)
    decimals = measure.decimals if number == int(number) else statistic_decimals(measure)
    return _with_unit(measure.unit if with_unit else None, number, language, decimals=decimals)


def _with_unit(unit: PluralText | None, number: Decimal | int, language: str, *, decimals: int | None = None) -> str:
    shown = format_number(number, language, decimals=decimals)
    if unit is None:
        return shown
    name = unit.for_number(number, language)
    return put_together(f"{shown}{NO_BREAK_SPACE}{name}", name)


def format_value(field: Field, value: Value, language: str) -> str:
    """An answer in words with its unit. A ladder gives its step's number and text, choices and tables a list."""
    if isinstance(value, int | Decimal):
        return _format_number_field(field, value, language)
    if isinstance(value, str):
        return field.choice_label(value, language) if field.kind is FieldKind.CHOICE else value
    if field.kind is FieldKind.MULTI:
        items = [label for key, label in field.options(language) if key in value]
    else:
        items = [format_row(field, row, language) for row in value if not isinstance(row, str)]
    return put_together(", ".join(items), *items)


def _format_number_field(field: Field, value: int | Decimal, language: str) -> str:
    match field.kind:
        case FieldKind.YEAR:
            return str(value)
        case FieldKind.PERCENT:
            return format_percent(value, language)
        case FieldKind.EURO:
            return format_euro(value, language)
        case FieldKind.LADDER:
            step = field.steps[int(value)].in_language(language)
            return put_together(f"{value}{NO_BREAK_SPACE}· {step}", step)
        case _:
            return _with_unit(field.unit, value, language)


def format_row(field: Field, row: Mapping[str, str], language: str) -> str:
    """A table row in one line: its filled cells with their labels."""
    cells = [
        f"{column.label.in_language(language)}: {format_value(column, row[column.key], language)}"
        for column in field.columns
        if column.key in row
    ]
    return "; ".join(cells)
