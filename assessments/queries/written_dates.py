"""Formats dates and times in the facts of notices and in the audit trail."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from assessments.models import person_word
from criteria.formatting import format_date
from criteria.time_zones import moment_words

# Only these keys hold dates. Text that happens to look like a date stays as it was typed.
DATED: Final = frozenset({"begins", "day", "deadline", "due", "ends", "renewable_until", "starts", "was"})
# These keys name a person, whose account may be deleted.
NAMING: Final = frozenset({"who", "assessor", "email", "to"})


def written_out(name: str, stored: str, language: str) -> str:
    """A fact as the reader sees it.

    Dates and local times (keys of DATED) are formatted in `language`, and the placeholder of a deleted account (keys of
    NAMING) becomes words; all else stays unchanged. So does text that is not a date or time: a page of many rows must
    not fail because of one.
    """
    if name in NAMING:
        return person_word(stored)
    if name not in DATED:
        return stored
    try:
        if len(stored) == len("2026-12-01"):
            return format_date(dt.date.fromisoformat(stored), language)
        moment = timezone.localtime(dt.datetime.fromisoformat(stored))
    except (ValueError, OverflowError):
        return stored
    return moment_words(moment, language)
