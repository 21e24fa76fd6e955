"""Sends reminders about the end of labels, once each."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.models import AuditAction, Label, LabelReminder
from assessments.queries.people import owners_of
from assessments.queries.reminders import due_reminder
from assessments.workflow.auditing import record
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event


def send_due_reminders(*, today: dt.date, at: dt.datetime) -> list[LabelReminder]:
    """Sends the owners the due reminder about their organisation's latest label, each kind once."""
    sent = []
    for label in Label.objects.latest_of_each().filter(renewable_until__gte=today):
        kind = due_reminder(label, today)
        if kind and not label.reminders.filter(kind=kind).exists():
            sent.append(_send(label, kind, at))
    return sent


@transaction.atomic
def _send(label: Label, kind: str, at: dt.datetime) -> LabelReminder:
    reminder = LabelReminder.objects.create(label=label, kind=kind, sent_at=at)
    notify(
        event=Event.LABEL_ENDS,
        assessment=label.assessment,
        to=owners_of(label.organisation),
        at=at,
        facts={
            "kind": kind,
            "number": label.number,
            "ends": label.valid_until.isoformat(),
            "renewable_until": label.renewable_until.isoformat(),
        },
    )
    record(action=AuditAction.LABEL_REMINDER_SENT, actor=None, at=at, assessment=label.assessment, subject=kind)
    return reminder
