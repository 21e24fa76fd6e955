"""Who is where in an assessment right now."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import OperationalError

from assessments.models import Assessment, Presence, User
from assessments.workflow.disk_full import is_disk_full

logger = logging.getLogger(__name__)


def be_present(*, assessment: Assessment, user: User, area: str, indicator: str = "", at: dt.datetime) -> None:
    """Notes that `user` is on an area's page. It changes no answer, so it leaves no audit row."""
    place = {"area": area, "indicator": indicator, "seen_at": at}
    try:
        # One statement for all but the first visit: pages call this at every request.
        if not Presence.objects.filter(assessment=assessment, user=user).update(**place):
            Presence.objects.update_or_create(assessment=assessment, user=user, defaults=place)
    except OperationalError as error:
        if not is_disk_full(error):
            raise
        # Who is where is a courtesy: a full disk must not keep anybody from reading what is stored.
        logger.exception("The database is full")
