"""Asking for a report."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.access import Action, require
from assessments.models import Assessment, ReportFile, User
from assessments.workflow.auditing import record


@transaction.atomic
def request_report(*, assessment: Assessment, language: str, by: User, at: dt.datetime) -> ReportFile:
    """A report to be made in `language` ("en" or "fi"); the caller queues the work."""
    require(Action.READ_ANSWERS, by, assessment)
    report = ReportFile.objects.create(
        assessment=assessment,
        language=language,
        is_assessed=assessment.is_finished,
        requested_by=by,
        requested_at=at,
    )
    record(action="report_requested", actor=by, at=at, assessment=assessment, subject=language)
    return report
