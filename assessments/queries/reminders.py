"""Which reminder about the end of a label is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from assessments.models import Label

# Days before the end of the label, the last reminder first. After these comes one a quarter of a year before a renewal
# would become a new label.
BEFORE_END: Final[Mapping[str, int]] = {"ended": -1, "one_month": 31, "three_months": 92, "six_months": 183}

GRACE_WARNING_DAYS: Final = 92

REMINDERS: Final = ("grace_ends", *BEFORE_END)


def due_reminder(label: Label, today: dt.date) -> str | None:
    """The reminder due on `today`, only the latest one: if the six-month one was missed, only the next is sent."""
    if today > label.renewable_until:
        return None
    if (label.renewable_until - today).days <= GRACE_WARNING_DAYS:
        return "grace_ends"
    left = (label.valid_until - today).days
    return next((kind for kind, days in BEFORE_END.items() if left <= days), None)
