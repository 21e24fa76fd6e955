"""Numbers in cells of a spreadsheet: what a value and its number format say together, and how a number is written."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from criteria.faults import AnswerFault
from criteria.numbers import Measured, check_number, read_number

# A number format in pieces: a currency with its locale, a colour or condition, literal text, padding, and the rest.
PIECES = re.compile(
    r'\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|(?P<code>.)', re.DOTALL
)
UNIT_SIGNS = "€$£¥‰%"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a number format says: the decimal places it always shows, whether it shows hundredths, and its unit."""

    zeros: int
    is_percent: bool
    unit: str


def read_format(number_format: str) -> NumberFormat:
    """The meaning of a cell's number format. Only its first section counts, the one for positive numbers."""
    code, words = "", ""
    for found in PIECES.finditer(number_format):
        piece = found["code"] or ""
        if piece == ";":
            break
        code += piece
        # A percent sign as such multiplies by a hundred; one in quotes is a unit like any other.
        words += found["currency"] or found["quoted"] or found["escaped"] or (piece if piece in "€$£¥‰" else " ")
    zeros = re.search(r"\.(0+)", code)
    unit = " ".join(word for word in words.split() if has_unit(word))
    return NumberFormat(len(zeros[1]) if zeros else 0, "%" in code, unit)


def has_unit(text: str) -> bool:
    """Whether `text`, a number or a part of a number format, has a unit: a sign such as % or a word."""
    return any(character.isalpha() or character in UNIT_SIGNS for character in text)


def cell_number(value: str | int | float, number_format: str, asked: Measured) -> tuple[Decimal, str]:
    """The number in a cell, and how the cell shows it. Raises AnswerFault.

    A percent format counts only where a percentage is asked: a cell that shows 0.4 as 40 % means 0.4 anywhere else.
    Every other unit of the number format is checked like one that somebody typed.
    """
    if isinstance(value, str):
        return read_number(value, asked), value
    shown = read_format(number_format)
    shown = replace(shown, is_percent=shown.is_percent and "%" in asked.units)
    try:
        digits = number_text(value, shown, most_decimals=asked.places)
    except ValueError as error:
        raise AnswerFault("not_a_number", value=str(value)) from error
    unit = "%" if shown.is_percent else shown.unit
    written = f"{digits} {unit}".strip()
    return check_number(Decimal(digits), asked, written=written, unit=unit), written


def shown_text(value: int | float, number_format: str) -> str:
    """A number in a cell that takes a text, with its zeros and unit as the cell shows them.

    Raises ValueError unless the number is finite.
    """
    shown = read_format(number_format)
    digits = number_text(value, shown, most_decimals=shown.zeros)
    return f"{digits} {'%' if shown.is_percent else shown.unit}".strip()


def is_bare_fraction(number: Decimal, written: str, asked: Measured) -> bool:
    """Whether the number of a percentage lies between 0 and 1 and has no unit: people may have meant a hundredfold."""
    return "%" in asked.units and not has_unit(written) and 0 < number < 1


def number_text(number: int | float, shown: NumberFormat, *, most_decimals: int = 0) -> str:
    """A cell's number with all its digits, a percentage as a number of hundredths.

    Spreadsheet programs calculate with 15 digits: 0.1 + 0.2 is 0.3. Trailing zeros are kept as the number format shows
    them, up to `most_decimals`. Raises ValueError unless the number is finite.
    """
    if isinstance(number, float) and not math.isfinite(number):
        raise ValueError("not a finite number")
    if isinstance(number, int) and not shown.is_percent:
        text = str(number)
    else:
        exact = Decimal(number if isinstance(number, int) else f"{number:.15g}")
        text = f"{exact * (100 if shown.is_percent else 1):f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    decimals = len(text.partition(".")[2])
    missing = min(shown.zeros, most_decimals) - decimals
    return text if missing <= 0 else f"{text}{'' if decimals else '.'}{'0' * missing}"


def number_cell(number: Decimal) -> tuple[float | int, str] | None:
    """The value and number format that are read back as exactly `number`; None if only text would be."""
    text = str(number)
    decimals = len(text.partition(".")[2])
    # The format must not hide digits that somebody adds later.
    number_format = f"0.{'0' * decimals}{'#' * 4}" if decimals else "General"
    value: float | int = float(number) if decimals else int(number)
    # A workbook stores 16 significant digits.
    if float(f"{value:.16g}") != value:
        return None
    is_exact = number_text(value, read_format(number_format), most_decimals=decimals) == text
    return (value, number_format) if is_exact else None
