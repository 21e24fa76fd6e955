"""Which reminder about the end of a label is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Label
from assessments.queries.interim_checks import MONTHS
from criteria.validity import Validity, months_after, months_before

INTERIM_CHECK: Final = "interim_check"
# In the order in which they are due.
REMINDERS: Final[Mapping[str, str | Promise]] = {
    INTERIM_CHECK: _("The check after a year"),
    "six_months": _("Six months before the end"),
    "three_months": _("Three months before the end"),
    "one_month": _("One month before the end"),
    "ended": _("At the end"),
    "grace_half": _("Half-way through the time in which it can still be renewed"),
    "grace_month": _("One month before it can no longer be renewed"),
}


def reminder_days(validity: Validity) -> dict[str, dt.date]:
    """The day from which each reminder is due."""
    ends, last = validity.ends, validity.renewable_until
    return {
        INTERIM_CHECK: months_after(validity.starts, MONTHS),
        "six_months": months_before(ends, 6),
        "three_months": months_before(ends, 3),
        "one_month": months_before(ends, 1),
        "ended": ends + dt.timedelta(days=1),
        "grace_half": ends + (last - ends) / 2,
        "grace_month": months_before(last, 1),
    }


def due_reminder(label: Label, today: dt.date) -> str | None:
    """The reminder due on `today`, only the latest one: if the six-month one was missed, only the next is sent."""
    if today > label.renewable_until:
        return None
    due = [kind for kind, day in reminder_days(label.validity).items() if day <= today]
    return due[-1] if due else None
