"""The days of calls and events in words."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from assessments.models import CalendarEntry, CalendarKind
from criteria.formatting import format_date


def days_in_words(entry: CalendarEntry, *, today: dt.date, language: str) -> str:
    """When an event is, or until when a call is open and, if that lies ahead, from when."""
    first = format_date(entry.starts_on, language) if entry.starts_on else ""
    last = format_date(entry.ends_on, language)
    if entry.kind == CalendarKind.CALL:
        if entry.starts_on and entry.starts_on > today:
            return _("Opens on %(first)s, deadline %(last)s") % {"first": first, "last": last}
        return _("Deadline %(last)s") % {"last": last}
    return last if entry.starts_on == entry.ends_on else _("%(first)s to %(last)s") % {"first": first, "last": last}
