"""Language data from Unicode CLDR, and English as the fallback for missing wordings."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from html import escape

from babel import Locale, UnknownLocaleError

# Every text exists in this language; it replaces a missing wording in any other.
FALLBACK = "en"
# The order in which CLDR names plural forms.
PLURALS = ("zero", "one", "two", "few", "many", "other")


@cache
def locale_of(language: str) -> Locale:
    """CLDR's data for a language code such as "fi" or "pt-br". Raises UnknownLocaleError if there are none."""
    return Locale.parse(language, sep="-")


@cache
def is_language(code: str) -> bool:
    """Whether `code` is the code of a language in CLDR, in lower case."""
    try:
        return code == code.lower() and bool(locale_of(code))
    except (UnknownLocaleError, ValueError):
        return False


@cache
def plural_forms(language: str) -> tuple[str, ...]:
    """The plural forms of a language in CLDR's order: "one" and "other" in English."""
    return tuple(form for form in PLURALS if form in {*locale_of(language).plural_form.tags, "other"})


def plural_form(number: Decimal | int, language: str) -> int:
    """The index of the form that agrees with `number` among the plural forms of `language`; 1.00 counts as 1."""
    return plural_forms(language).index(locale_of(language).plural_form(Decimal(number).normalize()))


class FallbackText(str):
    """An English wording shown because there is none in `language`.

    HTML output marks it as English; everywhere else, also as part of a sentence, it is plain text.
    """

    def __new__(cls, wording: str, language: str) -> FallbackText:
        """Creates the fallback for a reader of `language`."""
        made = super().__new__(cls, wording)
        made.language = language
        return made

    language: str

    def __html__(self) -> str:
        name = locale_of(self.language).languages[FALLBACK]
        return f'<span lang="{FALLBACK}">{escape(self)}</span> <small class="fallback">({escape(name)})</small>'


def put_together(text: str, *parts: str) -> str:
    """`text`, which consists only of `parts`, numbers and signs, as a FallbackText if one of the parts is."""
    fallback = next((part for part in parts if isinstance(part, FallbackText)), None)
    return text if fallback is None else FallbackText(text, fallback.language)
