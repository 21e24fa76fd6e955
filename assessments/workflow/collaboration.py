"""The team's work on an indicator: comments, hand-overs and flags."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.access import DRAFT, Action, WrongState, require, require_team
from assessments.models import Assessment, AuditAction, Comment, Flag, HandOver, Organisation, User
from assessments.queries.collaboration import colleagues
from assessments.workflow.auditing import lock, record
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event
from assessments.workflow.repetition import done_before


class NotAColleague(Exception):
    """An indicator can only be handed over to owners and editors of the organisation."""


@transaction.atomic
def add_comment(
    *, assessment: Assessment, indicator: str, text: str, by: User, at: dt.datetime, to_assessor: bool = False
) -> Comment:
    """Adds a comment on an indicator. It is not part of the answer and leaves no audit row.

    Only the team can read it, unless it is marked `to_assessor`. A repeated request has no effect.
    """
    current = lock(assessment)
    require_team(by, current)
    said = {"indicator": indicator, "author": by, "text": text, "to_assessor": to_assessor}
    twin = done_before(current.comments.all(), "written_at", at=at, **said)
    return twin or Comment.objects.create(assessment=current, written_at=at, **said)


@transaction.atomic
def set_flag(*, assessment: Assessment, indicator: str, is_flagged: bool, by: User, at: dt.datetime) -> None:
    """Flags an indicator, or removes the flag. Raises WrongState if the assessment is no longer a draft.

    A flag is a note of the team, like comments: not part of the answer, and without an audit row.
    """
    current = lock(assessment)
    require(Action.EDIT_ANSWERS, by, current)
    if is_flagged:
        Flag.objects.get_or_create(
            assessment=current, indicator=indicator, defaults={"flagged_by": by, "flagged_at": at}
        )
    else:
        Flag.objects.filter(assessment=current, indicator=indicator).delete()


@transaction.atomic
def hand_over(*, assessment: Assessment, indicator: str, to: User, note: str, by: User, at: dt.datetime) -> HandOver:
    """Hands an indicator over to a colleague and notifies them; an earlier hand-over ends.

    A repeated request has no effect. Raises NotAColleague, and WrongState if the assessment is no longer a draft.
    """
    current = lock(assessment)
    require(Action.EDIT_ANSWERS, by, current)
    if not colleagues(current.organisation).filter(pk=to.pk).exists():
        raise NotAColleague
    before = HandOver.objects.filter(assessment=current, indicator=indicator, closed_at=None).select_related("to")
    earlier = before.first()
    if twin := done_before(before, "handed_at", at=at, to=to, by=by, note=note):
        return twin
    before.update(closed_at=at)
    handed = HandOver.objects.create(assessment=current, indicator=indicator, to=to, by=by, note=note, handed_at=at)
    if to != by:
        facts = {"indicator": indicator, "who": str(by), "note": note}
        notify(event=Event.HANDED_OVER, assessment=current, to=[to], at=at, facts=facts, reply_to=by)
    record(
        action=AuditAction.INDICATOR_HANDED_OVER,
        actor=by,
        at=at,
        assessment=current,
        subject=indicator,
        before={"to": earlier.to.email} if earlier else None,
        after={"to": to.email},
    )
    return handed


@transaction.atomic
def close_hand_over(*, assessment: Assessment, indicator: str, by: User, at: dt.datetime) -> HandOver | None:
    """Ends the open hand-over of an indicator, by the colleague who has it or by any owner or editor.

    Returns None if there is none. Raises PermissionDenied, and WrongState if the assessment is no longer a draft.
    """
    current = lock(assessment)
    handed = HandOver.objects.filter(assessment=current, indicator=indicator, closed_at=None).first()
    if handed is None or handed.to_id != by.pk:
        require(Action.EDIT_ANSWERS, by, current)
    if current.status not in DRAFT:
        raise WrongState(Action.EDIT_ANSWERS, current.status)
    if handed is None:
        return None
    handed.closed_at = at
    handed.save(update_fields=["closed_at"])
    record(action=AuditAction.HAND_OVER_CLOSED, actor=by, at=at, assessment=current, subject=indicator)
    return handed


def release_from_hand_overs(*, user: User, organisation: Organisation, at: dt.datetime) -> int:
    """Ends all hand-overs to a person who may no longer answer for the organisation; returns how many.

    Part of a change of their membership, in the caller's transaction, which writes the audit row.
    """
    open_ones = HandOver.objects.filter(to=user, assessment__organisation=organisation, closed_at=None)
    return open_ones.update(closed_at=at)
