"""The day on the clock of the site: what deadlines, validity and editions go by, wherever a reader is."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def site_day(at: dt.datetime) -> dt.date:
    """The day of a moment in the time zone of the settings."""
    return timezone.localdate(at, timezone.get_default_timezone())
