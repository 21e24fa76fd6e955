"""The state of a requested report: its last progress, whether it was withdrawn, its latest issue."""

from __future__ import annotations

import datetime as dt
from typing import Final

from assessments.models import ReportFile, ReportStatus, Status

# Much longer than any step takes between two updates, but short enough to wait for.
LEASE: Final = dt.timedelta(seconds=90)
# A worker stores its progress every second, except while files are written.
QUIET: Final = dt.timedelta(seconds=30)


def silent_since(report: ReportFile, *, at: dt.datetime) -> dt.datetime | None:
    """The time of the worker's last progress if that was more than QUIET before `at`; None otherwise."""
    if report.status != ReportStatus.RUNNING or not report.token or report.lease_until is None:
        return None
    last = report.lease_until - LEASE
    return last if at - last > QUIET else None


def is_withdrawn_since(report: ReportFile) -> bool:
    """Whether the assessment was withdrawn after the report was requested."""
    return report.assessment.status == Status.WITHDRAWN and report.asked_in != Status.WITHDRAWN


def latest_issue(report: ReportFile) -> ReportFile | None:
    """The latest issue of the report's series, if any."""
    return ReportFile.objects.in_series_of(report).filter(status=ReportStatus.DONE).order_by("-issue").first()
