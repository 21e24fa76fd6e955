"""The units of percentages and amounts in euros, as people write them beside a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from babel.numbers import get_currency_name
from babel.units import format_unit

from criteria.languages import locale_of

# Numbers that between them need every form of a unit in most languages.
COUNTS: Final = (0, 1, 2, 5)


def percent_units(languages: Iterable[str]) -> frozenset[str]:
    """The sign of a percentage, and its name in `languages` by CLDR: "percent", "prosenttia"."""
    return frozenset({"%", *(name for language in languages for name in _percent_names(language))})


def euro_units(languages: Iterable[str]) -> frozenset[str]:
    """The sign and the code of the euro, and its name in `languages` by CLDR: "euros", "euroa"."""
    return frozenset({"€", "eur", *(name for language in languages for name in _euro_names(language))})


@cache
def _percent_names(language: str) -> frozenset[str]:
    written = (format_unit(count, "concentr-percent", "long", locale=locale_of(language)) for count in COUNTS)
    return frozenset(re.sub(r"\d", "", text).strip() for text in written)


@cache
def _euro_names(language: str) -> frozenset[str]:
    return frozenset(get_currency_name("EUR", count=count, locale=locale_of(language)) for count in COUNTS)
