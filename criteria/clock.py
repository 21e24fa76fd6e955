"""The date in the site's time zone, by which deadlines, validity and editions are judged for all readers."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def site_day(at: dt.datetime) -> dt.date:
    """The date of a moment in the time zone of the settings."""
    return timezone.localdate(at, timezone.get_default_timezone())
