"""Who is where in an assessment right now."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from assessments.models import Assessment, Presence, User

# A page reports itself every 30 seconds; two silences in a row mean that it was left.
PRESENT_FOR: Final = dt.timedelta(seconds=75)


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
