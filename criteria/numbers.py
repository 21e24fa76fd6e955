"""How a number that a person wrote is read, wherever it comes from: form, file, workbook, cohort or command."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from criteria.faults import AnswerFault
from criteria.text import clean_line

# A number in plain digits between a unit on either side: thousands apart by spaces, one decimal comma or point.
WRITTEN: Final = re.compile(
    r"(?P<before>[^\d.,+-]*)(?P<sign>[+-]?)(?P<whole>[\d ]*)(?:[.,](?P<places>\d*))?(?P<after>.*)", re.ASCII
)
GROUPS_OF_THREE: Final = re.compile(r"\d+|[1-9]\d{0,2}(?: \d{3})+", re.ASCII)
EURO_SIGNS: Final = frozenset({"€", "eur"})
UNIT_CHARACTERS: Final = "%‰€$£ .-/²³"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a number has to be: the units it may be written with, and its limits. `places` 0: it is whole.

    `low` and `high` are the least and the greatest value; None: there is no limit. `is_year`: it is the number of a
    year, and `high` is the current one.
    """

    units: Collection[str] = ()
    places: int = 0
    low: Decimal | None = None
    high: Decimal | None = None
    is_year: bool = False


def read_number(raw: str, asked: Measured) -> Decimal:
    """The number written in `raw`, in the digits that were written (0.50 stays 0.50), checked against `asked`.

    Decimal comma or point; spaces separate thousands, in groups of three. A unit, before or behind, has to be one of
    `asked.units`. Nothing is guessed: "1,000" may mean one or a thousand and is refused where it could be either.
    Raises AnswerFault, with further faults of the same number in its `others`; each quotes what was written.
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
    faults = list(_faults(number, written, asked))
    if unit and unit.casefold().rstrip(".") not in {known.casefold() for known in asked.units}:
        faults.insert(0, AnswerFault("wrong_unit", value=written))
    if faults:
        raise faults[0].with_others(faults[1:])
    return _in_places(number, asked.places)


def check_number(number: Decimal, asked: Measured, *, written: str) -> Decimal:
    """`number`, if it is as `asked` wants it. `written`: how it stood where it came from, for the message."""
    if faults := list(_faults(number, written, asked)):
        raise faults[0].with_others(faults[1:])
    return _in_places(number, asked.places)


def _faults(number: Decimal, written: str, asked: Measured) -> Collection[AnswerFault]:
    found = []
    if _places(number) > asked.places:
        if asked.places:
            found.append(AnswerFault("too_exact", value=written, decimals=asked.places))
        else:
            found.append(AnswerFault("not_whole", value=written))
    low, high = asked.low, asked.high
    if asked.is_year and high is not None and number > high:
        found.append(AnswerFault("year_in_future", value=written, year=int(high)))
    elif low is not None and high is not None and not low <= number <= high:
        found.append(AnswerFault("out_of_range", value=written, min=low, max=high))
    elif low is not None and number < low:
        found.append(AnswerFault("too_small", value=written, min=low))
    elif high is not None and number > high:
        found.append(AnswerFault("too_large", value=written, max=high))
    return found


def _places(number: Decimal) -> int:
    """The decimal places of `number` without zeros at its end, exactly, however many digits it has."""
    return len(f"{number:f}".partition(".")[2].rstrip("0"))


def _in_places(number: Decimal, places: int) -> Decimal:
    """`number` without zeros beyond `places`; its value is the same."""
    whole, mark, decimals = f"{number:f}".partition(".")
    return Decimal(f"{whole}{mark if places else ''}{decimals[:places]}")


def _could_be_thousands(whole: str, places: str, asked: Measured) -> bool:
    """Whether the mark between `whole` and `places` could separate thousands: "1,000", not "0,500", not 99,123 %.

    Where numbers are written with three decimal places, three of them are what they seem.
    """
    if asked.places == 3 or len(places) != 3 or len(whole) > 3 or whole.startswith("0"):
        return False
    return asked.high is None or Decimal(whole + places) <= asked.high
