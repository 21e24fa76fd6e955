"""Records who is currently where in an assessment."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import OperationalError

from assessments.models import Assessment, Presence, User
from assessments.workflow.disk_full import is_disk_full

logger = logging.getLogger(__name__)


def be_present(*, assessment: Assessment, user: User, area: str, indicator: str = "", at: dt.datetime) -> None:
    """Records that `user` is on an area's page. It changes no answer, so it leaves no audit row."""
    place = {"area": area, "indicator": indicator, "seen_at": at}
    try:
        # A single statement for all but the first visit, because every request calls this.
        if not Presence.objects.filter(assessment=assessment, user=user).update(**place):
            Presence.objects.update_or_create(assessment=assessment, user=user, defaults=place)
    except OperationalError as error:
        if not is_disk_full(error):
            raise
        # Presence is not essential: a full disk must not prevent anybody from reading.
        logger.exception("The database is full")
