"""Who is currently where in an assessment."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from assessments.models import Assessment, Presence, User

# A page reports every 30 seconds; two missed reports mean that it was left.
PRESENT_FOR: Final = dt.timedelta(seconds=75)


class Other(NamedTuple):
    """Another person in the assessment, with the area and indicator they are at."""

    name: str
    area: str
    indicator: str


def others_present(assessment: Assessment, user: User, *, at: dt.datetime, assessing: bool = False) -> list[Other]:
    """The other people currently in the assessment, by name: the team or, if `assessing`, the assessors.

    The team and the assessors do not see each other. One query if nobody else is there, otherwise two.
    """
    found = Presence.objects.filter(assessment=assessment, seen_at__gt=at - PRESENT_FOR).exclude(user=user)
    rows = list(found.order_by("user__name").values_list("user", "user__name", "area", "indicator"))
    if not rows:
        return []
    assessors = set(assessment.assignments.filter(ended_at=None).values_list("assessor", flat=True))
    return [Other(*place) for person, *place in rows if (person in assessors) == assessing]


def last_place(assessment: Assessment, user: User) -> Presence | None:
    """Where `user` was last in the assessment."""
    return Presence.objects.filter(assessment=assessment, user=user).first()
