"""Sends reminders about the end of labels, once each, and keeps which of them an organisation wants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.access import may_edit_organisation, membership_of
from assessments.models import AuditAction, Label, LabelReminder, Organisation, User
from assessments.queries.people import owners_of
from assessments.queries.reminders import INTERIM_CHECK, REMINDERS, due_reminder
from assessments.workflow.auditing import record
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event


def send_due_reminders(*, today: dt.date, at: dt.datetime) -> list[LabelReminder]:
    """Sends the owners the due reminder about their organisation's latest label of each level, each kind once.

    Those that the organisation switched off are not sent.
    """
    sent = []
    for label in Label.objects.latest_of_each().filter(renewable_until__gte=today):
        kind = due_reminder(label, today)
        if kind and kind not in label.organisation.reminders_off and not label.reminders.filter(kind=kind).exists():
            sent.append(_send(label, kind, at))
    return sent


@transaction.atomic
def choose_reminders(*, organisation: Organisation, wanted: Collection[str], by: User, at: dt.datetime) -> None:
    """Keeps which reminders the organisation wants. Raises PermissionDenied unless `by` may change its profile."""
    if not may_edit_organisation(membership_of(by, organisation)):
        raise PermissionDenied
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = [kind for kind in REMINDERS if kind not in current.reminders_off]
    current.reminders_off = [kind for kind in REMINDERS if kind not in wanted]
    current.save(update_fields=["reminders_off"])
    record(
        action=AuditAction.REMINDERS_CHOSEN,
        actor=by,
        at=at,
        organisation=current,
        before=before,
        after=[kind for kind in REMINDERS if kind in wanted],
    )


@transaction.atomic
def _send(label: Label, kind: str, at: dt.datetime) -> LabelReminder:
    reminder = LabelReminder.objects.create(label=label, kind=kind, sent_at=at)
    notify(
        event=Event.INTERIM_CHECK if kind == INTERIM_CHECK else Event.LABEL_ENDS,
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
