"""Where a report stands: its last sign of life, whether it was overtaken, its latest issue."""

from __future__ import annotations

import datetime as dt
from typing import Final

from assessments.models import ReportFile, ReportStatus, Status

# Far longer than any one step takes between two signs of life, short enough for somebody to wait through.
LEASE: Final = dt.timedelta(seconds=90)
# Whoever makes a report gives a sign of life every second, save while files are written.
QUIET: Final = dt.timedelta(seconds=30)


def silent_since(report: ReportFile, *, at: dt.datetime) -> dt.datetime | None:
    """The last sign of life of whoever makes the report, if it came longer than QUIET before `at`; None otherwise."""
    if report.status != ReportStatus.RUNNING or not report.token or report.lease_until is None:
        return None
    last = report.lease_until - LEASE
    return last if at - last > QUIET else None


def is_withdrawn_since(report: ReportFile) -> bool:
    """Whether the assessment has been withdrawn after the report was asked for."""
    return report.assessment.status == Status.WITHDRAWN and report.asked_in != Status.WITHDRAWN


def latest_issue(report: ReportFile) -> ReportFile | None:
    """The last issue of the series."""
    return ReportFile.objects.in_series_of(report).filter(status=ReportStatus.DONE).order_by("-issue").first()
