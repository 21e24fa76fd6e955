"""The calendar of funding calls and events: what is still to come, and what somebody looks for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from assessments.models import CalendarEntry

# What the secretariat writes of an entry.
CONTENT: Final = (
    "kind", "title", "text", "for_whom", "source", "link", "starts_on", "ends_on", "country", "portfolio", "language",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CalendarSearch:
    """What somebody looks for in the calendar. "" means any."""

    kind: str = ""
    country: str = ""
    portfolio: str = ""


def upcoming(search: CalendarSearch, today: dt.date) -> QuerySet[CalendarEntry]:
    """The entries that match and have not ended, the next to end first. Entries for all countries or fields match."""
    found = CalendarEntry.objects.filter(ends_on__gte=today)
    if search.kind:
        found = found.filter(kind=search.kind)
    if search.country:
        found = found.filter(country__in=["", search.country])
    if search.portfolio:
        found = found.filter(portfolio__in=["", search.portfolio])
    return found.order_by("ends_on", "pk")


def content_of(entry: CalendarEntry) -> dict[str, Any]:
    """What the secretariat wrote of an entry."""
    return {name: getattr(entry, name) for name in CONTENT}


def portable_content(content: dict[str, Any]) -> dict[str, Any]:
    """The same in a form that JSON can hold."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in content.items()}
