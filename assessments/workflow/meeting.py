"""Who is where in an assessment right now."""

from __future__ import annotations

import datetime as dt
from typing import Final

from assessments.models import Assessment, Presence, User

# A page reports itself every 30 seconds; two silences in a row mean that it was left.
PRESENT_FOR: Final = dt.timedelta(seconds=75)


def be_present(*, assessment: Assessment, user: User, area: str, indicator: str = "", at: dt.datetime) -> None:
    """Notes that `user` is on an area's page. It changes no answer, so it leaves no audit row."""
    Presence.objects.update_or_create(
        assessment=assessment, user=user, defaults={"area": area, "indicator": indicator, "seen_at": at}
    )


def others_present(assessment: Assessment, user: User, *, at: dt.datetime, assessing: bool = False) -> list[Presence]:
    """Where the others are who were seen a moment ago, by name: those of the team, or with `assessing` the assessors.

    Neither side sees where the other one is.
    """
    assessors = assessment.assignments.filter(ended_at=None).values("assessor")
    present = Presence.objects.filter(assessment=assessment, seen_at__gt=at - PRESENT_FOR).exclude(user=user)
    present = present.filter(user__in=assessors) if assessing else present.exclude(user__in=assessors)
    return list(present.select_related("user").order_by("user__name"))


def last_place(assessment: Assessment, user: User) -> Presence | None:
    """Where `user` left off."""
    return Presence.objects.filter(assessment=assessment, user=user).first()
