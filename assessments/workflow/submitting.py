"""Submits an assessment if it is eligible."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.access import Action, require
from assessments.models import Assessment, AuditAction, Status, User
from assessments.queries.eligibility import verdict_of
from assessments.queries.people import owners_of, secretariat_of
from assessments.workflow.auditing import lock, record
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event
from criteria.eligibility import RuleResult, RuleState


class NotSubmittable(Exception):
    """Binding criteria are neither met nor waived; `rules` are their results."""

    def __init__(self, rules: list[RuleResult]) -> None:
        super().__init__(", ".join(rule.criterion.key for rule in rules))
        self.rules = rules


@transaction.atomic
def submit(*, assessment: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Submits the answers, which freezes them. Raises NotSubmittable if a binding criterion is not met."""
    current = lock(assessment)
    require(Action.SUBMIT, by, current)
    failed = [rule for rule in verdict_of(current).binding if rule.state is RuleState.NOT_MET]
    if failed:
        raise NotSubmittable(failed)
    current.status, current.submitted_at = Status.SUBMITTED, at
    current.save(update_fields=["status", "submitted_at"])
    owners = owners_of(current.organisation).exclude(pk=by.pk)
    notify(event=Event.HANDED_IN, assessment=current, to=[*secretariat_of(current), *owners], at=at)
    record(
        action=AuditAction.SUBMITTED, actor=by, at=at, assessment=current, before=Status.DRAFT, after=Status.SUBMITTED
    )
    return current
