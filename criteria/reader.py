"""The languages of the interface and the active one."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from criteria.languages import FALLBACK


def language() -> str:
    """The active language: one of settings.LANGUAGES."""
    return get_language() or FALLBACK


def languages() -> tuple[str, ...]:
    """The codes of all languages of the interface."""
    return tuple(code for code, _name in settings.LANGUAGES)
