"""Mail about labels that end: what is due on a day, and sending it once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.models import Label, LabelReminder, MembershipRole
from assessments.workflow.auditing import record
from criteria.formatting import format_date

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
    """Sends what is due to the owners of each organisation whose label is its latest; each kind once."""
    sent = []
    for label in Label.objects.latest_of_each().filter(renewable_until__gte=today):
        kind = due_reminder(label, today)
        if kind and not label.reminders.filter(kind=kind).exists():
            sent.append(_send(label, kind, at))
    return sent


@transaction.atomic
def _send(label: Label, kind: str, at: dt.datetime) -> LabelReminder:
    """The row is written first: if sending fails, it goes with the transaction and the next run tries again."""
    reminder = LabelReminder.objects.create(label=label, kind=kind, sent_at=at)
    owners = label.organisation.memberships.filter(role=MembershipRole.OWNER).select_related("user")
    for membership in owners:
        user = membership.user
        with translation.override(user.language):
            text = render_to_string(
                "mail/label_ends.txt",
                {
                    "user": user,
                    "label": label,
                    "kind": kind,
                    "ends": format_date(label.valid_until, user.language),
                    "renewable_until": format_date(label.renewable_until, user.language),
                },
            )
            send_mail(_("The Bronze label of %s") % label.organisation.name, text, None, [user.email])
    record(action="label_reminder_sent", actor=None, at=at, assessment=label.assessment, subject=kind)
    return reminder
