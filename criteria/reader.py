"""The languages of the interface, and the one that the reader of a page has chosen."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from criteria.languages import FALLBACK


def language() -> str:
    """The language that is active: one of settings.LANGUAGES."""
    return get_language() or FALLBACK


def languages() -> tuple[str, ...]:
    """The codes of all languages that the site can be read in."""
    return tuple(code for code, _name in settings.LANGUAGES)
