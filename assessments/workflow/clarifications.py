"""Questions of the assessor to the cluster about one indicator, which opens that answer until the deadline."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.access import Action, can, require, require_reply
from assessments.models import Assessment, AuditAction, Clarification, ClarificationMessage, User
from assessments.queries.clarifications import unresolved_indicators
from assessments.queries.people import open_assessors_of, writers_of
from assessments.workflow.auditing import lock, record
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event
from assessments.workflow.repetition import done_before
from criteria.clock import site_day


class ClarificationOpen(Exception):
    """There is already an unresolved question about this indicator."""


class ClarificationResolved(Exception):
    """The question has been resolved in the meantime."""


class DeadlinePassed(Exception):
    """The deadline is in the past."""


def _check_deadline(deadline: dt.date, at: dt.datetime) -> None:
    if deadline < site_day(at):
        raise DeadlinePassed


def _say(
    clarification: Clarification, text: str, by: User, at: dt.datetime, *, is_from_assessor: bool
) -> ClarificationMessage:
    return ClarificationMessage.objects.create(
        clarification=clarification, author=by, is_from_assessor=is_from_assessor, text=text, written_at=at
    )


@transaction.atomic
def ask_cluster(
    *, assessment: Assessment, indicator: str, text: str, deadline: dt.date, by: User, at: dt.datetime
) -> Clarification:
    """Asks the cluster a question. Until the end of `deadline`, owners and editors can change that answer.

    A repeated request has no effect. Raises ClarificationOpen, DeadlinePassed, and WrongState outside the interview.
    """
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    _check_deadline(deadline, at)
    same = {"indicator": indicator, "asked_by": by, "deadline": deadline, "messages__text": text}
    if twin := done_before(current.clarifications.unresolved(), "asked_at", at=at, **same):
        return twin
    if indicator in unresolved_indicators(current):
        raise ClarificationOpen
    clarification = Clarification.objects.create(
        assessment=current, indicator=indicator, asked_by=by, asked_at=at, deadline=deadline
    )
    _say(clarification, text, by, at, is_from_assessor=True)
    _tell_cluster(clarification, text, by, at)
    record(
        action=AuditAction.QUESTION_ASKED,
        actor=by,
        at=at,
        assessment=current,
        subject=indicator,
        after={"text": text, "deadline": deadline.isoformat()},
    )
    return clarification


def _tell_assessors(clarification: Clarification, text: str, by: User, at: dt.datetime) -> None:
    notify(
        event=Event.QUESTION_ANSWERED,
        assessment=clarification.assessment,
        to=open_assessors_of(clarification.assessment),
        at=at,
        facts={"indicator": clarification.indicator, "who": str(by), "text": text},
    )


def _tell_cluster(clarification: Clarification, text: str, by: User, at: dt.datetime) -> None:
    notify(
        event=Event.QUESTION_ASKED,
        assessment=clarification.assessment,
        to=writers_of(clarification.assessment.organisation),
        at=at,
        facts={
            "indicator": clarification.indicator,
            "who": str(by),
            "text": text,
            "deadline": clarification.deadline.isoformat(),
        },
    )


def _locked(clarification: Clarification) -> Clarification:
    # The assessment is locked first, as everywhere, to avoid deadlocks.
    current = lock(clarification.assessment)
    locked = Clarification.objects.select_for_update().get(pk=clarification.pk)
    locked.assessment = current
    return locked


@transaction.atomic
def reply_to_clarification(
    *, clarification: Clarification, text: str, by: User, at: dt.datetime, deadline: dt.date | None = None
) -> ClarificationMessage:
    """Adds a message of the cluster or the assessor to the thread. Only the assessor may also change the `deadline`.

    A repeated request has no effect. Raises ClarificationResolved, DeadlinePassed, and WrongState outside the
    interview.
    """
    current = _locked(clarification)
    roles = require_reply(by, current.assessment)
    if current.resolved_at:
        raise ClarificationResolved
    is_from_assessor = can(Action.REVIEW, roles, current.assessment)
    twin = done_before(current.messages.all(), "written_at", at=at, author=by, text=text)
    # The same message after a reply, or with another deadline, is a new message.
    if twin and twin == current.messages.last() and deadline in (None, current.deadline):
        return twin
    before = current.deadline
    if deadline and deadline != before:
        if not is_from_assessor:
            raise PermissionDenied
        _check_deadline(deadline, at)
        current.deadline = deadline
        current.save(update_fields=["deadline"])
    message = _say(current, text, by, at, is_from_assessor=is_from_assessor)
    if is_from_assessor:
        _tell_cluster(current, text, by, at)
    else:
        _tell_assessors(current, text, by, at)
    record(
        action=AuditAction.QUESTION_REPLIED,
        actor=by,
        at=at,
        assessment=current.assessment,
        subject=current.indicator,
        before={"deadline": before.isoformat()},
        after={"text": text, "deadline": current.deadline.isoformat()},
    )
    return message


@transaction.atomic
def resolve_clarification(*, clarification: Clarification, by: User, at: dt.datetime) -> Clarification:
    """The assessor accepts the reply: the thread ends, and the answer is closed again. Raises ClarificationResolved."""
    current = _locked(clarification)
    require(Action.REVIEW, by, current.assessment)
    if current.resolved_at:
        raise ClarificationResolved
    current.resolved_at, current.resolved_by = at, by
    current.save(update_fields=["resolved_at", "resolved_by"])
    notify(
        event=Event.QUESTION_RESOLVED,
        assessment=current.assessment,
        to=writers_of(current.assessment.organisation),
        at=at,
        facts={"indicator": current.indicator},
    )
    record(
        action=AuditAction.QUESTION_RESOLVED, actor=by, at=at, assessment=current.assessment, subject=current.indicator
    )
    return current
