"""The countries of ISO 3166-1 with their English and Finnish names, from Unicode's CLDR."""

from __future__ import annotations

from functools import cache

from babel import Locale

from criteria.definitions import LANGUAGES, Choice, Text

# CLDR also names groupings, test regions and islands without an ISO code of their own.
NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


@cache
def countries() -> tuple[Choice, ...]:
    """Every country as a choice keyed by its ISO alpha-2 code, in the order of the codes."""
    english, finnish = (
        {str(code): name for code, name in Locale(language).territories.items()} for language in LANGUAGES
    )
    codes = sorted(c for c in english if len(c) == 2 and c.isalpha() and c not in NOT_COUNTRIES)
    return tuple(Choice(code, Text(en=english[code], fi=finnish[code])) for code in codes)


@cache
def country_name(code: str, language: str) -> str:
    """The name of the country `code` in `language`; the code itself if it is unknown or empty."""
    for choice in countries():
        if choice.key == code:
            return choice.label.in_language(language)
    return code
