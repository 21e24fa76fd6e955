"""When a label starts and ends, until when it can be renewed, and what state it is in on a day."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from criteria.definitions import ValidityRule


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and last day of a label, and the last day on which a renewal still continues it."""

    starts: dt.date
    ends: dt.date
    renewable_until: dt.date


def end_of_month(day: dt.date, *, months_later: int = 0) -> dt.date:
    """The last day of the month `months_later` months after that of `day`."""
    months = day.year * 12 + day.month - 1 + months_later
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day `months` months later, or the last day of that month if it has no such day."""
    last = end_of_month(day, months_later=months)
    return last.replace(day=min(day.day, last.day))


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day `months` months earlier, or the last day of that month if it has no such day."""
    return months_after(day, -months)


def first_validity(rule: ValidityRule, *, interview: dt.date) -> Validity:
    """The validity of a first label: `rule.first_months` from the month of the interview, to the end of that month.

    Source: cluster-analysis.org/benchmarked-clusters (two years from the month of the interview).
    """
    ends = end_of_month(interview, months_later=rule.first_months)
    return Validity(interview, ends, end_of_month(ends, months_later=rule.grace_months))


def renewed_validity(rule: ValidityRule, *, previous_end: dt.date, interview: dt.date) -> Validity:
    """The validity of a label after a previous one of the same level.

    A renewal lasts `rule.renewal_months`, without a gap from the previous end. An interview later than
    `rule.grace_months` after that end gives a first label again. Source: as for a first label; that a late renewal
    counts as a first label is inferred.
    """
    if interview > end_of_month(previous_end, months_later=rule.grace_months):
        return first_validity(rule, interview=interview)
    ends = end_of_month(previous_end, months_later=rule.renewal_months)
    return Validity(previous_end + dt.timedelta(days=1), ends, end_of_month(ends, months_later=rule.grace_months))


class LabelState(StrEnum):
    """What a label is worth on a day."""

    AHEAD = "ahead"
    VALID = "valid"
    IN_GRACE = "in_grace"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


def state_on(
    today: dt.date, *, validity: Validity, suspended_on: dt.date | None, withdrawn_on: dt.date | None, is_renewed: bool
) -> LabelState:
    """The state of a label on `today`. In its year of grace it is not valid, but can still be renewed.

    A label that has been renewed has no year of grace. One that has expired is no longer suspended.
    """
    if withdrawn_on and withdrawn_on <= today:
        return LabelState.WITHDRAWN
    if today > (validity.ends if is_renewed else validity.renewable_until):
        return LabelState.EXPIRED
    if suspended_on and suspended_on <= today:
        return LabelState.SUSPENDED
    if today > validity.ends:
        return LabelState.IN_GRACE
    return LabelState.VALID if today >= validity.starts else LabelState.AHEAD
