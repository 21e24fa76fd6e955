"""Work that is done in the background; each task only calls what does it."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone

from assessments.models import ReportFile
from assessments.report.making import make_report


@task()
def make_report_file(report_id: int) -> None:
    """Makes the report that was asked for."""
    report = ReportFile.objects.select_related("assessment__organisation").get(pk=report_id)
    make_report(report=report, at=timezone.now())
