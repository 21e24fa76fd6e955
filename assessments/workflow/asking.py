"""Asking back: the assessor asks the cluster about one indicator, which opens that one until the deadline."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.access import Action, can, require, require_reply
from assessments.models import Assessment, Question, QuestionMessage, User
from assessments.workflow.auditing import lock, record
from assessments.workflow.notifying import Event, notify, open_assessors_of, writers_of


class QuestionOpen(Exception):
    """There is a question about this indicator already that is not resolved."""


class QuestionResolved(Exception):
    """The question has been resolved meanwhile."""


class DeadlinePassed(Exception):
    """A deadline lies in the past."""


def questions_of(assessment: Assessment) -> QuerySet[Question]:
    """All questions with what was said, the unresolved ones first, then the latest. Two queries."""
    return assessment.questions.prefetch_related("messages__author").order_by("-resolved_at", "-asked_at", "-pk")


def unresolved_indicators(assessment: Assessment) -> frozenset[str]:
    """The indicators with a question that is not resolved. One query."""
    return frozenset(assessment.questions.unresolved().values_list("indicator", flat=True))


def questions_by_turn(assessment: Assessment) -> dict[str, bool]:
    """The indicators with an unresolved question, and whether it is the cluster's turn to reply. Two queries."""
    asked = assessment.questions.unresolved().prefetch_related("messages")
    return {question.indicator: not question.is_replied for question in asked}


def unresolved_question(assessment: Assessment, indicator: str) -> Question | None:
    """The question about `indicator` that is not resolved, with what was said, if there is one."""
    asked = assessment.questions.unresolved().filter(indicator=indicator)
    return asked.prefetch_related("messages__author").first()


def _check_deadline(deadline: dt.date, at: dt.datetime) -> None:
    if deadline < timezone.localdate(at):
        raise DeadlinePassed


def _say(question: Question, text: str, by: User, at: dt.datetime, *, is_from_assessor: bool) -> QuestionMessage:
    return QuestionMessage.objects.create(
        question=question, author=by, is_from_assessor=is_from_assessor, text=text, written_at=at
    )


@transaction.atomic
def ask_cluster(
    *, assessment: Assessment, indicator: str, text: str, deadline: dt.date, by: User, at: dt.datetime
) -> Question:
    """The assessor's question. Until the end of the day `deadline` owners and editors can change that answer.

    Raises QuestionOpen, DeadlinePassed, and WrongState outside the interview.
    """
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    _check_deadline(deadline, at)
    if indicator in unresolved_indicators(current):
        raise QuestionOpen
    question = Question.objects.create(
        assessment=current, indicator=indicator, asked_by=by, asked_at=at, deadline=deadline
    )
    _say(question, text, by, at, is_from_assessor=True)
    _tell_cluster(question, text, by, at)
    record(
        action="question_asked",
        actor=by,
        at=at,
        assessment=current,
        subject=indicator,
        after={"text": text, "deadline": deadline.isoformat()},
    )
    return question


def _tell_cluster(question: Question, text: str, by: User, at: dt.datetime) -> None:
    notify(
        event=Event.QUESTION_ASKED,
        assessment=question.assessment,
        to=writers_of(question.assessment.organisation),
        at=at,
        facts={
            "indicator": question.indicator,
            "who": str(by),
            "text": text,
            "deadline": question.deadline.isoformat(),
        },
    )


def _locked(question: Question) -> Question:
    # The assessment is locked first, as everywhere, so that nobody waits for somebody who waits for them.
    current = lock(question.assessment)
    locked = Question.objects.select_for_update().get(pk=question.pk)
    locked.assessment = current
    return locked


@transaction.atomic
def reply_to_question(
    *, question: Question, text: str, by: User, at: dt.datetime, deadline: dt.date | None = None
) -> QuestionMessage:
    """What the cluster or the assessor adds to the thread. Only the assessor may give another `deadline` with it.

    Raises QuestionResolved, DeadlinePassed, and WrongState outside the interview.
    """
    current = _locked(question)
    roles = require_reply(by, current.assessment)
    if current.resolved_at:
        raise QuestionResolved
    is_from_assessor = can(Action.REVIEW, roles, current.assessment)
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
        facts = {"indicator": current.indicator, "who": str(by), "text": text}
        readers = open_assessors_of(current.assessment)
        notify(event=Event.QUESTION_ANSWERED, assessment=current.assessment, to=readers, at=at, facts=facts)
    record(
        action="question_replied",
        actor=by,
        at=at,
        assessment=current.assessment,
        subject=current.indicator,
        before={"deadline": before.isoformat()},
        after={"text": text, "deadline": current.deadline.isoformat()},
    )
    return message


@transaction.atomic
def resolve_question(*, question: Question, by: User, at: dt.datetime) -> Question:
    """The assessor is content: the thread ends, and the indicator is closed again. Raises QuestionResolved."""
    current = _locked(question)
    require(Action.REVIEW, by, current.assessment)
    if current.resolved_at:
        raise QuestionResolved
    current.resolved_at, current.resolved_by = at, by
    current.save(update_fields=["resolved_at", "resolved_by"])
    notify(
        event=Event.QUESTION_RESOLVED,
        assessment=current.assessment,
        to=writers_of(current.assessment.organisation),
        at=at,
        facts={"indicator": current.indicator},
    )
    record(action="question_resolved", actor=by, at=at, assessment=current.assessment, subject=current.indicator)
    return current
