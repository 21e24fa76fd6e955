"""Makes a report file that somebody asked for, and keeps it."""

from __future__ import annotations

import datetime as dt
import logging

from django.core.files.base import ContentFile
from django.db import transaction

from assessments.models import ReportFile, ReportStatus
from assessments.workflow.notifying import Event, notify

logger = logging.getLogger(__name__)


def make_report(*, report: ReportFile, at: dt.datetime) -> ReportFile:
    """Renders the report and stores the file. A fault is kept on the row, so that the page can say it, and raised."""
    # The typesetter is large and slow to load, and only the worker needs it.
    from assessments.report import build_context, render_html, render_pdf

    report.status = ReportStatus.RUNNING
    report.save(update_fields=["status"])
    assessment = report.assessment
    try:
        pdf = render_pdf(render_html(build_context(assessment, report.language, today=at.date())))
        name = f"{assessment.reference}-{report.language}-{report.pk}.pdf"
        report.file.save(name, ContentFile(pdf.content), save=False)
    except Exception as error:
        report.status, report.error, report.finished_at = ReportStatus.FAILED, repr(error), at
        report.save(update_fields=["status", "error", "finished_at"])
        logger.exception("report %s of %s failed", report.pk, assessment.reference)
        raise
    report.status, report.pages, report.finished_at, report.error = ReportStatus.DONE, pdf.pages, at, ""
    with transaction.atomic():
        report.save(update_fields=["status", "pages", "finished_at", "error", "file"])
        told = [report.requested_by] if report.requested_by else []
        notify(event=Event.REPORT_READY, assessment=assessment, to=told, at=at)
    return report
