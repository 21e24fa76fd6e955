"""Assigning an assessor, waiving a criterion, and finishing an assessment."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.access import Action, membership_of, require
from assessments.models import Assessment, Assignment, Status, User, Waiver
from assessments.workflow.auditing import lock, record
from criteria.loader import load_edition


class NotImpartial(Exception):
    """The person cannot assess: they are no assessor, or they belong to the organisation."""


class InterviewMissing(Exception):
    """The assessment cannot be finished before the interview has a date that is not in the future."""


def assessment_year(assessment: Assessment) -> int:
    """The year the answers speak of: that of the hand-in, or of the start while it is a draft."""
    return (assessment.submitted_at or assessment.created_at).year


@transaction.atomic
def assign_assessor(*, assessment: Assessment, assessor: User, by: User, at: dt.datetime) -> Assessment:
    """Makes `assessor` the one assessor and opens the interview. Raises NotImpartial.

    The assessment is due after as many days as its edition gives, until the secretariat sets another day.
    """
    current = lock(assessment)
    require(Action.ASSIGN, by, current)
    if not assessor.is_assessor or membership_of(assessor, current.organisation):
        raise NotImpartial
    before = current.status
    current.assignments.filter(ended_at=None).exclude(assessor=assessor).update(ended_at=at)
    due_on = timezone.localdate(at) + dt.timedelta(days=load_edition(current.edition).review.due_days)
    Assignment.objects.get_or_create(
        assessment=current,
        assessor=assessor,
        ended_at=None,
        defaults={"assigned_by": by, "assigned_at": at, "due_on": due_on},
    )
    current.status = Status.INTERVIEW
    current.save(update_fields=["status"])
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
    """Hands the assessment to the secretariat for decision. Raises InterviewMissing."""
    current = lock(assessment)
    require(Action.FINISH, by, current)
    if current.interview_on is None or current.interview_on > today:
        raise InterviewMissing
    current.status, current.assessed_at = Status.ASSESSED, at
    current.save(update_fields=["status", "assessed_at"])
    record(action="assessed", actor=by, at=at, assessment=current, before=Status.INTERVIEW, after=Status.ASSESSED)
    return current
