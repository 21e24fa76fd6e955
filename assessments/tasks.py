"""Work that is done in the background; each task only calls what does it."""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID

from django.db import transaction
from django.tasks import TaskContext, task
from django.tasks.base import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import OutboxMail, ReportFile
from assessments.report.issuing.making import discard_attempts, make_report
from assessments.workflow.mail.delivery import deliver_mail
from assessments.workflow.reporting import next_in_series, release_report

logger = logging.getLogger(__name__)
# At most so many reports are looked after at a time; the rest follow soon enough.
SWEPT = 100


class WorkerLost(Exception):
    """The worker of a task ended in the middle of it."""


@task(takes_context=True)
def make_report_file(context: TaskContext[[int], None], report_id: int) -> None:
    """Makes the report that was asked for, and then the one that waited behind it."""
    number: int | None = report_id
    while number is not None:
        report = make_report(report_id=number, token=context.task_result.id, now=timezone.now)
        number = next_in_series(report) if report else None


def take_up_lost_reports(*, at: dt.datetime) -> int:
    """Queues every report again whose worker was lost, and closes the lost tasks. Returns how many were queued."""
    queued = 0
    for report_id in ReportFile.objects.overdue(at).values_list("pk", flat=True)[:SWEPT]:
        with transaction.atomic():
            released = release_report(report_id=report_id, at=at)
            if released is None:
                continue
            if released.token:
                logger.warning("The worker of report %s was lost", report_id)
                _close_task(released.token)
            if released.is_open:
                make_report_file.enqueue(report_id=report_id)
                queued += 1
            else:
                given_up = ReportFile.objects.select_related("assessment").get(pk=report_id)
                discard_attempts(given_up, before=given_up.attempts + 1)
    return queued


def take_up_lost_mail(*, at: dt.datetime) -> bool:
    """Asks for the outbox to be sent if something is due in it; a worker that was killed may have left it so."""
    is_due = OutboxMail.objects.due(at).exists()
    if is_due:
        deliver_mail.enqueue()
    return is_due


def _close_task(token: str) -> None:
    """The queue itself would show the task of a lost worker as running for ever."""
    try:
        number = UUID(token)
    except ValueError:
        # A task that was never in the database: it was done in the process that asked for it.
        return
    for lost in DBTaskResult.objects.filter(pk=number, status=TaskResultStatus.RUNNING):
        lost.set_failed(WorkerLost(f"worker {', '.join(lost.worker_ids)} is gone"))
