"""Assigning, interviewing and assessing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.access import Action, membership_of, require
from assessments.models import Answer as AnswerRow
from assessments.models import (
    Assessment,
    Assignment,
    RecommendationEdit,
    Remark,
    Status,
    User,
    Waiver,
)
from assessments.workflow.answering import effective_answers
from assessments.workflow.auditing import lock, record
from assessments.workflow.notifying import Event, notify, owners_of, secretariat_of
from criteria.answers import Answer, Answers, portable
from criteria.definitions import Recommendation
from criteria.development import develop
from criteria.loader import load_edition
from criteria.measures import measure_all


class NotImpartial(Exception):
    """The person cannot assess: they are no assessor, or they belong to the organisation."""


class InterviewMissing(Exception):
    """The assessment cannot be finished before the interview has a date that is not in the future."""


class QuestionsUnresolved(Exception):
    """The assessment cannot be finished while questions to the cluster are not resolved."""


def assessment_year(assessment: Assessment) -> int:
    """The year the answers speak of: that of the hand-in, or of the start while it is a draft."""
    return (assessment.submitted_at or assessment.created_at).year


@transaction.atomic
def assign_assessor(*, assessment: Assessment, assessor: User, by: User, at: dt.datetime) -> Assessment:
    """Makes `assessor` the one assessor and opens the interview. Raises NotImpartial."""
    current = lock(assessment)
    require(Action.ASSIGN, by, current)
    if not assessor.is_assessor or membership_of(assessor, current.organisation):
        raise NotImpartial
    before = current.status
    current.assignments.filter(ended_at=None).exclude(assessor=assessor).update(ended_at=at)
    Assignment.objects.get_or_create(
        assessment=current, assessor=assessor, ended_at=None, defaults={"assigned_by": by, "assigned_at": at}
    )
    current.status = Status.INTERVIEW
    current.save(update_fields=["status"])
    told = [assessor, *owners_of(current.organisation)]
    notify(event=Event.ASSIGNED, assessment=current, to=told, at=at, facts={"assessor": str(assessor)})
    record(
        action="assessor_assigned",
        actor=by,
        at=at,
        assessment=current,
        subject=assessor.email,
        before=before,
        after=current.status,
    )
    return current


@transaction.atomic
def plan_interview(*, assessment: Assessment, day: dt.date, by: User, at: dt.datetime) -> Assessment:
    """Sets the date of the interview; the label's validity runs from its month."""
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    before = current.interview_on
    current.interview_on = day
    current.save(update_fields=["interview_on"])
    record(
        action="interview_planned",
        actor=by,
        at=at,
        assessment=current,
        before=before.isoformat() if before else None,
        after=day.isoformat(),
    )
    return current


@transaction.atomic
def write_remark(*, assessment: Assessment, indicator: str, text: str, by: User, at: dt.datetime) -> None:
    """The assessor's remark on one indicator; an empty text removes it."""
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    if text:
        Remark.objects.update_or_create(
            assessment=current, indicator=indicator, defaults={"text": text, "updated_by": by, "updated_at": at}
        )
    else:
        Remark.objects.filter(assessment=current, indicator=indicator).delete()
    record(action="remark_written", actor=by, at=at, assessment=current, subject=indicator, after=text)


@transaction.atomic
def agree_value(
    *, assessment: Assessment, indicator: str, answer: Answer | None, reason: str, by: User, at: dt.datetime
) -> None:
    """Records the value agreed in the interview beside the cluster's own; None takes it back. Both are kept."""
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    row = AnswerRow.objects.filter(assessment=current, indicator=indicator).first()
    if row is None:
        if answer is None:
            return
        # The cluster left the indicator blank: version 0 is its own answer that never was.
        row = AnswerRow(assessment=current, indicator=indicator, version=0, updated_at=at)
    before = row.agreed
    row.agreed = None if answer is None else {key: portable(value) for key, value in answer.values.items()}
    row.agreed_reason = reason if answer else ""
    row.agreed_by, row.agreed_at = (by, at) if answer else (None, None)
    row.save()
    record(
        action="value_agreed",
        actor=by,
        at=at,
        assessment=current,
        subject=indicator,
        before=before,
        after=row.agreed,
        reason=reason,
    )


@transaction.atomic
def edit_recommendation(
    *, assessment: Assessment, key: str, is_rejected: bool, title: str, text: str, by: User, at: dt.datetime
) -> None:
    """Rejects or rewords one drafted recommendation; blank wording means the catalogue's."""
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    changed: dict[str, Any] = {"is_rejected": is_rejected, "title": title, "text": text}
    if any(changed.values()):
        RecommendationEdit.objects.update_or_create(
            assessment=current, key=key, defaults={**changed, "updated_by": by, "updated_at": at}
        )
    else:
        RecommendationEdit.objects.filter(assessment=current, key=key).delete()
    record(action="recommendation_edited", actor=by, at=at, assessment=current, subject=key, after=changed)


@dataclass(frozen=True, slots=True)
class Advice:
    """A drafted recommendation with the assessor's change to it. `title` and `text`: "" keeps the catalogue's."""

    recommendation: Recommendation
    is_rejected: bool = False
    title: str = ""
    text: str = ""

    def shown_title(self, language: str) -> str:
        return self.title or self.recommendation.title.in_language(language)

    def shown_text(self, language: str) -> str:
        return self.text or self.recommendation.text.in_language(language)


def draft_recommendations(assessment: Assessment, answers: Answers | None = None) -> list[Advice]:
    """Every recommendation that follows from the answers that count, with the assessor's changes, in form order."""
    if answers is None:
        answers = effective_answers(assessment)
    edition = load_edition(assessment.edition)
    measured = measure_all(edition, answers, year=assessment_year(assessment))
    edits = {edit.key: edit for edit in assessment.recommendation_edits.all()}
    drafted = []
    for recommendation in develop(edition, answers, measured).recommendations:
        edit = edits.get(recommendation.key)
        drafted.append(
            Advice(recommendation, edit.is_rejected, edit.title, edit.text) if edit else Advice(recommendation)
        )
    return drafted


@transaction.atomic
def grant_waiver(
    *, assessment: Assessment, criterion: str, programme: str, reason: str, by: User, at: dt.datetime
) -> Waiver:
    """Waives a binding criterion for this assessment. Needs a recognised programme and a reason."""
    current = lock(assessment)
    require(Action.WAIVE, by, current)
    if not load_edition(current.edition).criterion(criterion).binding:
        raise PermissionDenied
    waiver, _ = Waiver.objects.update_or_create(
        assessment=current,
        criterion=criterion,
        defaults={"programme": programme, "reason": reason, "granted_by": by, "granted_at": at},
    )
    record(
        action="criterion_waived",
        actor=by,
        at=at,
        assessment=current,
        subject=criterion,
        after=programme,
        reason=reason,
    )
    return waiver


@transaction.atomic
def finish_assessment(*, assessment: Assessment, by: User, at: dt.datetime, today: dt.date) -> Assessment:
    """Hands the assessment to the secretariat for decision. Raises InterviewMissing, QuestionsUnresolved."""
    current = lock(assessment)
    require(Action.FINISH, by, current)
    if current.questions.unresolved().exists():
        raise QuestionsUnresolved
    if current.interview_on is None or current.interview_on > today:
        raise InterviewMissing
    current.status, current.assessed_at = Status.ASSESSED, at
    current.save(update_fields=["status", "assessed_at"])
    notify(event=Event.FINISHED, assessment=current, to=secretariat_of(current), at=at)
    record(action="assessed", actor=by, at=at, assessment=current, before=Status.INTERVIEW, after=Status.ASSESSED)
    return current
