"""Mail about labels that end: what is due on a day, and sending it once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db import transaction

from assessments.models import Label, LabelReminder
from assessments.workflow.auditing import record
from assessments.workflow.notifying import Event, notify, owners_of

# Days before the label's end, the last first; the last of all is a quarter before a renewal becomes a new label.
BEFORE_END: Final[Mapping[str, int]] = {"ended": -1, "one_month": 31, "three_months": 92, "six_months": 183}
GRACE_WARNING_DAYS: Final = 92
REMINDERS: Final = ("grace_ends", *BEFORE_END)


def due_reminder(label: Label, today: dt.date) -> str | None:
    """The reminder that fits `today`, the latest one only: whoever missed six months gets three, not both."""
    if today > label.renewable_until:
        return None
    if (label.renewable_until - today).days <= GRACE_WARNING_DAYS:
        return "grace_ends"
    left = (label.valid_until - today).days
    return next((kind for kind, days in BEFORE_END.items() if left <= days), None)


def send_due_reminders(*, today: dt.date, at: dt.datetime) -> list[LabelReminder]:
    """Tells the owners of each organisation whose label is its latest what is due; each kind once."""
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
    record(action="label_reminder_sent", actor=None, at=at, assessment=label.assessment, subject=kind)
    return reminder
