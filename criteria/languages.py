"""Language data from Unicode CLDR, and English as the fallback for missing wordings."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from html import escape
from typing import Self

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


class ForeignText(str):
    """A text for a reader of `language` that is written in another one.

    HTML output marks it with the name of its language; everywhere else, also as part of a sentence, it is plain text.
    """

    language: str
    written_in: str

    def __new__(cls, wording: str, language: str, written_in: str) -> Self:
        """Creates the text for a reader of `language`."""
        made = super().__new__(cls, wording)
        made.language, made.written_in = language, written_in
        return made

    def __html__(self) -> str:
        name = locale_of(self.language).languages[self.written_in]
        return f'<span lang="{self.written_in}">{escape(self)}</span> <small class="fallback">({escape(name)})</small>'


class FallbackText(ForeignText):
    """An English wording shown because there is none in `language`."""

    def __new__(cls, wording: str, language: str) -> Self:
        """Creates the fallback for a reader of `language`."""
        return super().__new__(cls, wording, language, FALLBACK)


def as_written(text: str, written_in: str, language: str) -> str:
    """`text` for a reader of `language`, as a ForeignText if it is known to be written in another one."""
    return ForeignText(text, language, written_in) if text and written_in not in ("", language) else text


def put_together(text: str, *parts: str) -> str:
    """`text`, which consists only of `parts`, numbers and signs, as a FallbackText if one of the parts is."""
    fallback = next((part for part in parts if isinstance(part, FallbackText)), None)
    return text if fallback is None else FallbackText(text, fallback.language)
