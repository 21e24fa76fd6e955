"""The countries of ISO 3166-1 with their English and Finnish names, from Unicode's CLDR."""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

from criteria.definitions import LANGUAGES, Choice, Text
from criteria.text import clean_line

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


# The Union's own codes, and names that CLDR has only in a longer form.
ALSO_KNOWN_AS = {"EL": "GR", "UK": "GB", "Great Britain": "GB", "Czech Republic": "CZ", "Turkey": "TR", "Holland": "NL",
    "USA": "US", "Hong Kong": "HK", "Macao": "MO", "Palestine": "PS", "Macedonia": "MK"}  # fmt: skip


def find_country(text: str) -> str | None:
    """The code of the country that `text` names: by its two or three letters, as the Union writes them, or by name.

    Names in every language of the catalogue and in the country's own languages; None if it names none.
    """
    return _codes_by_name().get(clean_line(text).casefold())


@cache
def _codes_by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    known = {choice.key: choice.label for choice in countries()}
    for code, label in known.items():
        own = (_name_in(language, code) for language in get_official_languages(code, regional=True))
        names = [code, *(label.in_language(language) for language in LANGUAGES), *(name for name in own if name)]
        for name in names:
            found.setdefault(name.casefold(), code)
    aliases = get_global("territory_aliases")
    three_letters = {alias: codes[0] for alias, codes in aliases.items() if len(alias) == 3 and len(codes) == 1}
    for name, code in {**three_letters, **ALSO_KNOWN_AS}.items():
        if code in known:
            found.setdefault(name.casefold(), code)
    return found


def _name_in(language: str, code: str) -> str | None:
    try:
        name = Locale.parse(language).territories.get(code)
    except (UnknownLocaleError, ValueError):
        return None
    return str(name) if name else None
