"""The team's work on an indicator: comments, hand-overs and flags."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from assessments.models import Assessment, Comment, HandOver, MembershipRole, Organisation, Status, User
from criteria.loader import load_edition

ANSWERING: Final = (MembershipRole.OWNER, MembershipRole.EDITOR)


@dataclass(frozen=True, slots=True)
class TeamState:
    """The team's comments, open hand-over and flag on an indicator. The names of `to` and `by` are loaded."""

    comments: int
    hand_over: HandOver | None
    is_flagged: bool


def team_states(assessment: Assessment) -> dict[str, TeamState]:
    """The team state of every indicator of the edition, by key. Three queries."""
    comments = Counter(assessment.comments.order_by().values_list("indicator", flat=True))
    shown = ("indicator", "note", "handed_at", "to__name", "to__email", "by__name", "by__email")
    open_ones = assessment.hand_overs.filter(closed_at=None).select_related("to", "by").only(*shown)
    handed = {hand_over.indicator: hand_over for hand_over in open_ones}
    flagged = set(assessment.flags.values_list("indicator", flat=True))
    return {
        indicator.key: TeamState(
            comments[indicator.key], handed.get(indicator.key), is_flagged=indicator.key in flagged
        )
        for indicator in load_edition(assessment.edition).indicators
    }


def comments_of(assessment: Assessment, indicator: str) -> QuerySet[Comment]:
    """The comments on an indicator with their authors, the oldest first."""
    return assessment.comments.filter(indicator=indicator).select_related("author").order_by("written_at", "pk")


def colleagues(organisation: Organisation) -> QuerySet[User]:
    """The people who may answer for the organisation, by address."""
    return User.objects.filter(
        is_active=True, memberships__organisation=organisation, memberships__role__in=ANSWERING
    ).order_by("email")


def handed_to(user: User) -> QuerySet[HandOver]:
    """The open hand-overs to `user` in drafts of their organisations, the oldest first."""
    return (
        HandOver.objects.filter(
            to=user,
            closed_at=None,
            assessment__status=Status.DRAFT,
            assessment__organisation__memberships__user=user,
        )
        .select_related("assessment__organisation", "by")
        .order_by("handed_at", "pk")
    )


def comments_to_assessor(assessment: Assessment) -> dict[str, list[Comment]]:
    """The comments written for the assessor, by indicator, the oldest first; never those within the team."""
    found: dict[str, list[Comment]] = {}
    comments = assessment.comments.filter(to_assessor=True).select_related("author").order_by("written_at", "pk")
    for comment in comments:
        found.setdefault(comment.indicator, []).append(comment)
    return found
