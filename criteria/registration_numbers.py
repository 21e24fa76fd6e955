"""Numbers of organisations in the business registers of their countries, checked where the rules are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from criteria.text import clean_line

MOST_CHARACTERS: Final = 40
# The oldest numbers had six digits and now have a leading zero; VAT numbers begin with "FI".
FINNISH: Final = re.compile("(?:FI)?([0-9]{6,7})-?([0-9])", re.IGNORECASE)
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2)


def registration_number(text: str, country: str) -> str | None:
    """The number as written in `country`, "" if there is none; None if it is invalid.

    In Finland a Y-tunnus, "0112038-9"; elsewhere any cleaned text with a letter or digit.
    """
    line = clean_line(text)
    if not line:
        return ""
    if check := CHECKS.get(country):
        return check(line)
    return line if number_identity(line) and len(line) <= MOST_CHARACTERS else None


def number_identity(number: str) -> str:
    """A normalised form of a number: only its letters and digits."""
    folded = unicodedata.normalize("NFKC", number).casefold()
    return "".join(character for character in folded if character.isalnum())


def _finnish(line: str) -> str | None:
    dashes = "".join("-" if unicodedata.category(c) == "Pd" or c == "\u2212" else c for c in line)
    found = FINNISH.fullmatch(unicodedata.normalize("NFKC", dashes).replace(" ", ""))
    if found is None:
        return None
    digits = found[1].rjust(7, "0")
    rest = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11
    # Numbers with the remainder 1 are not assigned, because their check digit would be 10.
    is_right = rest != 1 and int(found[2]) == (11 - rest) % 11
    return f"{digits}-{found[2]}" if is_right else None


CHECKS: Final[Mapping[str, Callable[[str], str | None]]] = {"FI": _finnish}
