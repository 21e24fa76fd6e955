"""Deletes what has been kept long enough; what belongs to an organisation only after its owners were warned."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from assessments.files.storing import discard
from assessments.models import Assessment, AuditAction, DeletionWarning, Evidence, Status
from assessments.queries.people import owners_of
from assessments.queries.retention import (
    RULES,
    assessments_over,
    links_over,
    mail_over,
    notices_over,
    requests_over,
)
from assessments.workflow.auditing import lock, record
from assessments.workflow.deleting import delete_contents
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.inbox import count_unread
from assessments.workflow.mail.notices import Event

ANNOUNCED: Final = tuple(rule.key for rule in RULES if rule.is_announced)


def warn_of_deletions(*, today: dt.date, at: dt.datetime) -> list[DeletionWarning]:
    """Tells the owners once what will be deleted; who goes on working on a draft is warned anew later."""
    days = settings.RETENTION_WARNING_DAYS
    due_on = today + dt.timedelta(days=days)
    sent = []
    for rule in ANNOUNCED:
        over = assessments_over(rule, today, ahead=days)
        DeletionWarning.objects.filter(rule=rule).exclude(assessment__in=over.values("pk")).delete()
        for assessment in over.exclude(deletion_warnings__rule=rule).select_related("organisation"):
            sent.append(_warn(assessment, rule, due_on, at))
    return sent


@transaction.atomic
def _warn(assessment: Assessment, rule: str, due_on: dt.date, at: dt.datetime) -> DeletionWarning:
    warning = DeletionWarning.objects.create(assessment=assessment, rule=rule, sent_at=at, due_on=due_on)
    facts = {"rule": rule, "day": due_on.isoformat()}
    record(action=AuditAction.DELETION_ANNOUNCED, actor=None, at=at, assessment=assessment, after=facts)
    notify(event=Event.DELETION_AHEAD, assessment=assessment, to=owners_of(assessment.organisation), at=at, facts=facts)
    return warning


def delete_due(*, today: dt.date, at: dt.datetime) -> Counter[str]:
    """Deletes what is due, and counts it by rule."""
    deleted: Counter[str] = Counter()
    for rule in ANNOUNCED:
        warned = {"deletion_warnings__rule": rule, "deletion_warnings__due_on__lte": today}
        for assessment in assessments_over(rule, today).filter(**warned):
            deleted[rule] += _delete_of_assessment(assessment, rule, today, at)
    deleted += _delete_rows(today, at)
    return deleted


@transaction.atomic
def _delete_of_assessment(assessment: Assessment, rule: str, today: dt.date, at: dt.datetime) -> bool:
    """Deletes what `rule` is about. Returns False if somebody changed the draft in the meantime."""
    current = lock(assessment)
    if not assessments_over(rule, today).filter(pk=current.pk).exists():
        return False
    if rule == "drafts":
        count_unread(delete_contents(current))
        record(action=AuditAction.DRAFT_DELETED, actor=None, at=at, assessment=current, before=Status.DRAFT)
        return True
    titles = []
    for item in current.evidence.order_by("pk"):
        titles.append(item.title)
        if item.file:
            transaction.on_commit(partial(discard, Evidence.file.field.storage, item.file.name), robust=True)
    current.evidence.all().delete()
    DeletionWarning.objects.filter(assessment=current, rule=rule).delete()
    record(action=AuditAction.EVIDENCE_EXPIRED, actor=None, at=at, assessment=current, before=titles)
    return True


@transaction.atomic
def _delete_rows(today: dt.date, at: dt.datetime) -> Counter[str]:
    """Deletes notices, mail, links and requests that are due, with one row in the audit trail."""
    readers = set(notices_over(today).filter(read_at=None).values_list("user", flat=True))
    invitations, requests = requests_over(today)
    due: list[tuple[str, QuerySet]] = [  # type: ignore[type-arg]
        ("mail", notices_over(today)),
        ("mail", mail_over(today)),
        ("links", links_over(today)),
        ("requests", invitations),
        ("requests", requests),
    ]
    deleted: Counter[str] = Counter()
    for rule, rows in due:
        count = rows.count()
        rows.delete()
        deleted[rule] += count
    deleted = +deleted
    if readers:
        count_unread(readers)
    if deleted:
        record(action=AuditAction.ROWS_EXPIRED, actor=None, at=at, after=dict(deleted))
    return deleted
