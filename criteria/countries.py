"""The countries of ISO 3166-1 with their names in every language of Unicode's CLDR."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages
from babel.localedata import locale_identifiers

from criteria.definitions import Choice, Text
from criteria.languages import FALLBACK, is_language, locale_of
from criteria.text import clean_line

# Territories of CLDR that are no countries: groupings, test regions, islands without an ISO code of their own.
NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


@dataclass(frozen=True, slots=True)
class CountryNames(Mapping[str, str]):
    """The names of one country by language, each looked up on demand."""

    code: str

    def __getitem__(self, language: str) -> str:
        if not is_language(language):
            raise KeyError(language)
        return str(locale_of(language).territories[self.code])

    def __iter__(self) -> Iterator[str]:
        return (identifier.lower().replace("_", "-") for identifier in locale_identifiers())

    def __len__(self) -> int:
        return len(locale_identifiers())


@cache
def countries() -> tuple[Choice, ...]:
    """Every country as a choice keyed by its ISO alpha-2 code, in the order of the codes."""
    known = map(str, locale_of(FALLBACK).territories)
    codes = sorted(c for c in known if len(c) == 2 and c.isalpha() and c not in NOT_COUNTRIES)
    return tuple(Choice(code, Text(CountryNames(code))) for code in codes)


@cache
def country_name(code: str, language: str) -> str:
    """The name of the country `code` in `language`; the code itself if it is unknown or empty."""
    for choice in countries():
        if choice.key == code:
            return choice.label.in_language(language)
    return code


# Country codes used by the EU, and common names that CLDR has only in a longer form.
ALSO_KNOWN_AS = {"EL": "GR", "UK": "GB", "Great Britain": "GB", "Czech Republic": "CZ", "Turkey": "TR", "Holland": "NL",
    "USA": "US", "Hong Kong": "HK", "Macao": "MO", "Palestine": "PS", "Macedonia": "MK",
    "The Netherlands": "NL", "Slovak Republic": "SK", "Republic of Ireland": "IE", "U.K.": "GB", "Bosnia": "BA",
    "Hellas": "GR"}  # fmt: skip


def find_country(text: str, languages: tuple[str, ...]) -> str | None:
    """The code of the country that `text` names; None if it names none.

    Accepts two- and three-letter codes, the EU's own codes, and names in each of `languages` and in the country's
    official languages.
    """
    return _codes_by_name(languages).get(clean_line(text).casefold())


@cache
def _codes_by_name(languages: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    known = {choice.key: choice.label for choice in countries()}
    for code, label in known.items():
        own = (_name_in(language, code) for language in get_official_languages(code, regional=True))
        names = [code, *(label.in_language(language) for language in languages), *(name for name in own if name)]
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
