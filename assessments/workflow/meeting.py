"""Who is where in an assessment right now."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final, NamedTuple

from django.db import OperationalError

from assessments.models import Assessment, Presence, User
from assessments.workflow.room import is_out_of_room

logger = logging.getLogger(__name__)

# A page reports itself every 30 seconds; two silences in a row mean that it was left.
PRESENT_FOR: Final = dt.timedelta(seconds=75)


def be_present(*, assessment: Assessment, user: User, area: str, indicator: str = "", at: dt.datetime) -> None:
    """Notes that `user` is on an area's page. It changes no answer, so it leaves no audit row."""
    place = {"area": area, "indicator": indicator, "seen_at": at}
    try:
        # One statement for all but the first visit: pages call this at every request.
        if not Presence.objects.filter(assessment=assessment, user=user).update(**place):
            Presence.objects.update_or_create(assessment=assessment, user=user, defaults=place)
    except OperationalError as error:
        if not is_out_of_room(error):
            raise
        # Who is where is a courtesy: a full disk must not keep anybody from reading what is stored.
        logger.exception("The database is full")


class Other(NamedTuple):
    """Somebody else who is in the assessment: their name, and the area and indicator they are at."""

    name: str
    area: str
    indicator: str


def others_present(assessment: Assessment, user: User, *, at: dt.datetime, assessing: bool = False) -> list[Other]:
    """The others who were seen a moment ago, by name: those of the team, or with `assessing` the assessors.

    Neither side sees where the other one is. One query while nobody else is there, otherwise two.
    """
    found = Presence.objects.filter(assessment=assessment, seen_at__gt=at - PRESENT_FOR).exclude(user=user)
    rows = list(found.order_by("user__name").values_list("user", "user__name", "area", "indicator"))
    if not rows:
        return []
    assessors = set(assessment.assignments.filter(ended_at=None).values_list("assessor", flat=True))
    return [Other(*place) for person, *place in rows if (person in assessors) == assessing]


def last_place(assessment: Assessment, user: User) -> Presence | None:
    """Where `user` left off."""
    return Presence.objects.filter(assessment=assessment, user=user).first()
