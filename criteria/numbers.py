"""Reads numbers written by people, whatever the source: form, file, workbook, cohort file or command."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from criteria.faults import AnswerFault
from criteria.text import clean_line

# A number in plain digits with an optional unit before or after: spaces between thousands, one decimal comma or point.
WRITTEN: Final = re.compile(
    r"(?P<before>[^\d.,+-]*)(?P<sign>[+-]?)(?P<whole>[\d ]*)(?:[.,](?P<places>\d*))?(?P<after>.*)", re.ASCII
)
GROUPS_OF_THREE: Final = re.compile(r"\d+|[1-9]\d{0,2}(?: \d{3})+", re.ASCII)
UNIT_CHARACTERS: Final = "%‰€$£ .-/²³"


@dataclass(frozen=True, slots=True)
class Measured:
    """What is required of a number: the accepted units, the decimal places (0 for a whole number) and the limits.

    `low` and `high` are the lowest and highest value, None for no limit. If `is_year`, the number is a year and `high`
    the current year.
    """

    units: Collection[str] = ()
    places: int = 0
    low: Decimal | None = None
    high: Decimal | None = None
    is_year: bool = False


def read_number(raw: str, asked: Measured) -> Decimal:
    """The number in `raw` with the digits as written (0.50 stays 0.50), checked against `asked`.

    Accepts a decimal comma or point, and spaces between groups of three digits. A unit before or after the number must
    be one of `asked.units`. Ambiguous numbers are refused: "1,000" may mean one or a thousand. Raises AnswerFault, with
    further faults of the same number in `others`; each quotes what was written.
    """
    written = clean_line(raw)
    found = WRITTEN.fullmatch(written)
    if found is None or not (found["whole"].strip() or found["places"]):
        raise AnswerFault("not_a_number", value=written)
    whole, places, unit = found["whole"].strip(), found["places"] or "", f"{found['before']} {found['after']}".strip()
    if any(not character.isalpha() and character not in UNIT_CHARACTERS for character in unit):
        raise AnswerFault("not_a_number", value=written)
    if whole and not GROUPS_OF_THREE.fullmatch(whole):
        raise AnswerFault("torn_digits", value=written)
    whole = whole.replace(" ", "") or "0"
    if _could_be_thousands(whole, places, asked):
        decimal = Decimal(f"{whole}.{places}")
        raise AnswerFault("two_meanings", value=written, grouped=whole + places, decimal=decimal)
    number = Decimal(f"{whole}.{places}" if places else whole)
    number = -number if found["sign"] == "-" and number else number
    return check_number(number, asked, written=written, unit=unit)


def check_number(number: Decimal, asked: Measured, *, written: str, unit: str = "") -> Decimal:
    """`number` checked against `asked`, with the unit it was given in.

    `written` is its original form, quoted in the fault. Raises AnswerFault.
    """
    if faults := _faults(number, unit, written, asked):
        raise faults[0].with_others(faults[1:])
    return _in_places(number, asked.places)


def _faults(number: Decimal, unit: str, written: str, asked: Measured) -> list[AnswerFault]:
    found = []
    if unit and unit.casefold().rstrip(".") not in {known.casefold() for known in asked.units}:
        found.append(AnswerFault("wrong_unit", value=written))
    if _places(number) > asked.places:
        if asked.places:
            found.append(AnswerFault("too_exact", value=written, decimals=asked.places))
        else:
            found.append(AnswerFault("not_whole", value=written))
    low, high = asked.low, asked.high
    if asked.is_year and high is not None and number > high:
        found.append(AnswerFault("year_in_future", value=written, year=int(high)))
    elif asked.is_year and low is not None and high is not None and number < low:
        found.append(AnswerFault("year_out_of_range", value=written, first=int(low), year=int(high)))
    elif low is not None and high is not None and not low <= number <= high:
        found.append(AnswerFault("out_of_range", value=written, min=low, max=high))
    elif low is not None and number < low:
        found.append(AnswerFault("too_small", value=written, min=low))
    elif high is not None and number > high:
        found.append(AnswerFault("too_large", value=written, max=high))
    return found


def _places(number: Decimal) -> int:
    """The number of decimal places of `number` without trailing zeros, exact for any number of digits."""
    return len(f"{number:f}".partition(".")[2].rstrip("0"))


def _in_places(number: Decimal, places: int) -> Decimal:
    """`number` without trailing zeros beyond `places`; its value is unchanged."""
    whole, mark, decimals = f"{number:f}".partition(".")
    return Decimal(f"{whole}{mark if places else ''}{decimals[:places]}")


def _could_be_thousands(whole: str, places: str, asked: Measured) -> bool:
    """Whether the separator between `whole` and `places` could separate thousands.

    It could in "1,000", but not in "0,500", in 99,123 % (above the limit), or where three decimal places are allowed.
    """
    if asked.places == 3 or len(places) != 3 or len(whole) > 3 or whole.startswith("0"):
        return False
    return asked.high is None or Decimal(whole + places) <= asked.high
