"""The parts of what people are told, and of the audit trail, that are days or moments: written out in words."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from criteria.formatting import format_date

# All else is somebody's own text, a choice or a number. Text that happens to look like a date is left as it was typed.
DATED: Final = frozenset({"begins", "day", "deadline", "due", "ends", "renewable_until", "starts", "was"})


def written_out(name: str, stored: str, language: str) -> str:
    """A day, or a moment on the clock of the site's time zone, in words, if `name` is one of DATED; else as it is.

    What cannot be read as a day or a moment stays as it is too: a page of many rows must not fail at one of them.
    """
    if name not in DATED:
        return stored
    try:
        if len(stored) == len("2026-12-01"):
            return format_date(dt.date.fromisoformat(stored), language)
        moment = timezone.localtime(dt.datetime.fromisoformat(stored))
    except (ValueError, OverflowError):
        return stored
    return f"{format_date(moment.date(), language)}, {moment:%H:%M}"
