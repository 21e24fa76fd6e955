"""When a label starts and ends, and until when it can be renewed."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

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


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day `months` months earlier, or the last day of that month if it has no such day."""
    last = end_of_month(day, months_later=-months)
    return last.replace(day=min(day.day, last.day))


def first_validity(rule: ValidityRule, *, interview: dt.date) -> Validity:
    """The validity of a first label: `rule.first_months` from the month of the interview, to the end of that month.

    Source: cluster-analysis.org/benchmarked-clusters (two years from the month of the interview).
    """
    ends = end_of_month(interview, months_later=rule.first_months)
    return Validity(interview, ends, end_of_month(ends, months_later=rule.grace_months))


def renewed_validity(rule: ValidityRule, *, previous_end: dt.date, interview: dt.date) -> Validity:
    """The validity of a renewal: `rule.renewal_months`, without a gap from the previous end.

    An interview later than `rule.grace_months` after the previous end gives a first label again. Source: as for a first
    label; that a late renewal counts as a first label is inferred.
    """
    if interview > end_of_month(previous_end, months_later=rule.grace_months):
        return first_validity(rule, interview=interview)
    ends = end_of_month(previous_end, months_later=rule.renewal_months)
    return Validity(previous_end + dt.timedelta(days=1), ends, end_of_month(ends, months_later=rule.grace_months))
