"""Background tasks; each only calls the function that does the work."""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID

from django.db import transaction
from django.tasks import TaskContext, task
from django.tasks.base import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Consultation, OutboxMail, ReportFile
from assessments.report.issuing.making import discard_attempts, make_report
from assessments.workflow.consultations import tell_clusters
from assessments.workflow.mail.delivery import deliver_mail
from assessments.workflow.releasing import ReleaseRefused, is_due, make_release
from assessments.workflow.reporting import next_in_series, release_report
from criteria.clock import site_day
from criteria.loader import current_edition

logger = logging.getLogger(__name__)
# The most lost reports handled per call; the rest follow with the next one.
SWEPT = 100


class WorkerLost(Exception):
    """The worker of a task ended before the task did."""


@task(takes_context=True)
def make_report_file(context: TaskContext[[int], None], report_id: int) -> None:
    """Makes the requested report, and then the next one waiting in its series."""
    number: int | None = report_id
    while number is not None:
        report = make_report(report_id=number, token=context.task_result.id, now=timezone.now)
        number = next_in_series(report) if report else None


def take_up_lost_reports(*, at: dt.datetime) -> int:
    """Queues reports again whose worker was lost, and closes the lost tasks. Returns how many were queued."""
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
    """Queues sending of the outbox if mail is due, for example after a worker was killed. Returns whether it is due."""
    is_due = OutboxMail.objects.due(at).exists()
    if is_due:
        deliver_mail.enqueue()
    return is_due


@task
def make_due_release() -> None:
    """Publishes comparison figures, unless somebody else has just done it."""
    edition = current_edition(timezone.localdate())
    try:
        make_release(edition=edition, by=None, at=timezone.now())
    except ReleaseRefused as refused:
        logger.info("No release of edition %s: %s", edition.key, refused)


def take_up_release(*, at: dt.datetime) -> bool:
    """Queues the scheduled release of comparison figures if it is due. Returns whether it is."""
    due = is_due(edition=current_edition(site_day(at)), at=at)
    if due:
        make_due_release.enqueue()
    return due


@task
def tell_asked_clusters(consultation_id: int) -> None:
    """Tells clusters that they are asked, or that the result is published."""
    while tell_clusters(consultation_id=consultation_id, at=timezone.now()):
        pass


def take_up_lost_consultations() -> int:
    """Queues telling of clusters again, for example after a worker was killed. Doing it twice is harmless."""
    left = list(Consultation.objects.filter(told_until__isnull=False).values_list("pk", flat=True))
    for number in left:
        tell_asked_clusters.enqueue(consultation_id=number)
    return len(left)


def _close_task(token: str) -> None:
    """Marks the task of a lost worker as failed; the queue itself would show it as running for ever."""
    try:
        number = UUID(token)
    except ValueError:
        # The task was never in the database because it ran immediately in the process that queued it.
        return
    for lost in DBTaskResult.objects.filter(pk=number, status=TaskResultStatus.RUNNING):
        lost.set_failed(WorkerLost(f"worker {', '.join(lost.worker_ids)} is gone"))
