"""Waives criteria, and finishes an assessment."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.access import Action, require
from assessments.issuer import preparation_facts
from assessments.models import Assessment, AuditAction, Proposal, Status, User, Waiver
from assessments.queries.assessments import assessment_year
from assessments.queries.people import secretariat_of
from assessments.workflow.auditing import lock, record
from assessments.workflow.interviews import stop_clock
from assessments.workflow.level_consistency import record_levels
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event
from criteria.loader import load_edition


class InterviewMissing(Exception):
    """An assessment cannot be finished unless the interview has a date that is not in the future."""


class ClarificationsUnresolved(Exception):
    """An assessment cannot be finished while questions to the cluster are unresolved."""


@transaction.atomic
def grant_waiver(
    *, assessment: Assessment, criterion: str, programme: str, reason: str, by: User, at: dt.datetime
) -> Waiver:
    """Waives a binding criterion for this assessment; requires a recognised programme and a reason.

    Raises PermissionDenied if the criterion is not binding.
    """
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
        action=AuditAction.CRITERION_WAIVED,
        actor=by,
        at=at,
        assessment=current,
        subject=criterion,
        after=programme,
        reason=reason,
    )
    return waiver


@transaction.atomic
def finish_assessment(
    *, assessment: Assessment, proposal: Proposal, reason: str, by: User, at: dt.datetime, today: dt.date
) -> Assessment:
    """Passes the assessment to the secretariat for the decision, with the assessor's recommendation.

    Raises InterviewMissing and ClarificationsUnresolved.
    """
    current = lock(assessment)
    require(Action.FINISH, by, current)
    if current.clarifications.unresolved().exists():
        raise ClarificationsUnresolved
    if current.interview_on is None or current.interview_on > today:
        raise InterviewMissing
    current.status, current.assessed_at = Status.ASSESSED, at
    current.proposal, current.proposal_reason = Proposal(proposal), reason
    current.save(update_fields=["status", "assessed_at", "proposal", "proposal_reason"])
    stop_clock(current, at)
    record_levels(current, year=assessment_year(current))
    record(
        action=AuditAction.ASSESSED,
        actor=by,
        at=at,
        assessment=current,
        before=Status.INTERVIEW,
        after={"status": current.status, "proposal": current.proposal},
        reason=reason,
    )
    facts = {"proposal": str(proposal), **preparation_facts()}
    notify(event=Event.FINISHED, assessment=current, to=secretariat_of(current), at=at, facts=facts)
    return current
