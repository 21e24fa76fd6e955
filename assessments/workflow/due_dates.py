"""Sets the due date of an assessment."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.access import Action, require
from assessments.models import Assessment, AuditAction, User
from assessments.workflow.auditing import lock, record
from criteria.clock import site_day


class DueInPast(Exception):
    """A due date cannot be in the past."""


@transaction.atomic
def set_due_date(*, assessment: Assessment, due_on: dt.date, by: User, at: dt.datetime) -> None:
    """Sets the due date for the assessors. Raises DueInPast."""
    current = lock(assessment)
    require(Action.ASSIGN, by, current)
    if due_on < site_day(at):
        raise DueInPast
    assignments = current.assignments.filter(ended_at=None)
    before = assignments.values_list("due_on", flat=True).first()
    if not assignments.exclude(due_on=due_on).union(assignments.filter(due_on=None)).exists():
        return
    assignments.update(due_on=due_on)
    record(
        action=AuditAction.DUE_DATE_SET,
        actor=by,
        at=at,
        assessment=current,
        before=before.isoformat() if before else None,
        after=due_on.isoformat(),
    )
