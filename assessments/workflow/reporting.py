"""Requests for reports, the lease of the worker that makes one, and its results."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.http import Http404

from assessments.access import Action, require
from assessments.models import (
    Assessment,
    AuditAction,
    Release,
    ReportFault,
    ReportFile,
    ReportKind,
    ReportStatus,
    ReportStep,
    User,
)
from assessments.queries.reports import LEASE, is_withdrawn_since
from assessments.workflow.auditing import lock, record
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event

# Crockford's base 32 has no letter that can be read as a digit. Ten of them are 50 bits, too many to guess.
CODE_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 10
MAX_ATTEMPTS: Final = 3


class LeaseLost(Exception):
    """Another worker has taken over the report; what was made so far must be discarded."""


class ReportWithdrawn(Exception):
    """The assessment was withdrawn after the report was requested."""


@dataclass(frozen=True, slots=True)
class MadeFiles:
    """The stored files of an issue: names in the storage ("" for none), and number of pages.

    `size` (bytes) and `sha256` are those of the PDF.
    """

    file: str
    html: str
    workbook: str
    pages: int
    size: int
    sha256: str


def new_code() -> str:
    """A random verification code that cannot be guessed."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


@transaction.atomic
def request_report(
    *,
    assessment: Assessment,
    language: str,
    by: User,
    at: dt.datetime,
    code: str,
    kind: ReportKind = ReportKind.FULL,
) -> ReportFile:
    """Requests a report in `language`, or returns the one already waiting; the caller enqueues the task.

    A report that is being made may have read the answers before they changed, so the new one waits behind it.
    """
    current = lock(assessment)
    require(Action.READ_ANSWERS, by, current)
    asked = ReportFile(
        assessment=current,
        language=language,
        kind=kind,
        is_assessed=current.is_finished,
        asked_in=current.status,
        requested_by=by,
        requested_at=at,
        lease_until=at + LEASE,
        code=code,
    )
    if waiting := ReportFile.objects.in_series_of(asked).filter(status=ReportStatus.QUEUED).first():
        return waiting
    asked.save()
    record(action=AuditAction.REPORT_REQUESTED, actor=by, at=at, assessment=current, subject=asked.series)
    return asked


@transaction.atomic
def claim_report(*, report_id: int, token: str, at: dt.datetime) -> ReportFile | None:
    """Claims the report for `token`; returns None if it must not be made, or not now.

    Not now: another one of its series is being made, and its worker takes this one next. No audit row, because users
    see no change.
    """
    found = ReportFile.objects.select_related("assessment").filter(pk=report_id).first()
    if found is None:
        return None
    current = _lock_unless_deleted(found)
    if current is None:
        return None
    report = ReportFile.objects.select_related("requested_by").get(pk=report_id)
    report.assessment = current
    others = ReportFile.objects.in_series_of(report).filter(status=ReportStatus.RUNNING).exclude(pk=report.pk)
    is_free = report.status == ReportStatus.QUEUED or (report.status == ReportStatus.RUNNING and not report.token)
    if not is_free or others.exists():
        return None
    report.status, report.token, report.lease_until = ReportStatus.RUNNING, token, at + LEASE
    report.attempts, report.step = report.attempts + 1, ""
    report.save(update_fields=["status", "token", "lease_until", "attempts", "step"])
    return report


def next_in_series(report: ReportFile) -> int | None:
    """The primary key of the report that waits behind `report`, if any."""
    waiting = ReportFile.objects.in_series_of(report).open().exclude(pk=report.pk)
    return waiting.values_list("pk", flat=True).first()


def note_progress(*, report: ReportFile, step: ReportStep, at: dt.datetime) -> None:
    """Stores the progress and extends the lease. Raises LeaseLost."""
    held = ReportFile.objects.filter(pk=report.pk, status=ReportStatus.RUNNING, token=report.token)
    if not held.update(step=step, lease_until=at + LEASE):
        raise LeaseLost


def _lock_unless_deleted(report: ReportFile) -> Assessment | None:
    """The assessment of a report, locked; None if it was a draft that was deleted with its reports meanwhile."""
    try:
        return lock(report.assessment)
    except Http404:
        return None


def _held(report: ReportFile) -> ReportFile:
    """The report with its assessment, locked, if its token still holds it. Raises LeaseLost."""
    current = _lock_unless_deleted(report)
    if current is None:
        raise LeaseLost
    now = ReportFile.objects.select_related("requested_by").get(pk=report.pk)
    if now.status != ReportStatus.RUNNING or now.token != report.token:
        raise LeaseLost
    now.assessment = current
    return now


def _end(report: ReportFile, status: ReportStatus, at: dt.datetime) -> None:
    report.status, report.finished_at = status, at
    report.token, report.lease_until, report.step = "", None, ""
    report.save()


@transaction.atomic
def issue_report(
    *,
    report: ReportFile,
    issue: int,
    dated: dt.date,
    fingerprint: str,
    files: MadeFiles,
    at: dt.datetime,
    release: Release | None = None,
) -> ReportFile:
    """Makes the report an issue of its series and notifies its requester. `dated` is the date printed on it.

    `release` is the one whose figures it shows.

    Raises LeaseLost and ReportWithdrawn.
    """
    current = _held(report)
    if is_withdrawn_since(current):
        raise ReportWithdrawn
    current.issue, current.dated, current.fingerprint, current.release = issue, dated, fingerprint, release
    current.file.name, current.html.name, current.workbook.name = files.file, files.html, files.workbook
    current.pages, current.size, current.sha256 = files.pages, files.size, files.sha256
    _end(current, ReportStatus.DONE, at)
    _tell(current, at)
    record(
        action=AuditAction.REPORT_ISSUED,
        actor=None,
        at=at,
        assessment=current.assessment,
        subject=current.series,
        after={"issue": issue, "code": current.code, "sha256": files.sha256},
    )
    return current


@transaction.atomic
def settle_unchanged(*, report: ReportFile, same_as: ReportFile, at: dt.datetime) -> ReportFile:
    """Ends a report that would have the same content as an earlier issue. Raises LeaseLost."""
    current = _held(report)
    current.same_as = same_as
    _end(current, ReportStatus.UNCHANGED, at)
    _tell(current, at)
    record(
        action=AuditAction.REPORT_UNCHANGED,
        actor=None,
        at=at,
        assessment=current.assessment,
        subject=current.series,
        after={"issue": same_as.issue},
    )
    return current


def _tell(report: ReportFile, at: dt.datetime) -> None:
    told = [report.requested_by] if report.requested_by else []
    notify(event=Event.REPORT_READY, assessment=report.assessment, to=told, at=at)


@transaction.atomic
def fail_report(*, report: ReportFile, fault: ReportFault, error: str, at: dt.datetime) -> ReportFile:
    """Ends a report that cannot be made; `error` is for the operators. Raises LeaseLost."""
    current = _held(report)
    _fail(current, fault, error, at)
    return current


def _fail(report: ReportFile, fault: ReportFault, error: str, at: dt.datetime) -> None:
    report.fault, report.error = fault, error
    _end(report, ReportStatus.FAILED, at)
    record(
        action=AuditAction.REPORT_FAILED,
        actor=None,
        at=at,
        assessment=report.assessment,
        subject=report.series,
        reason=fault,
    )


@dataclass(frozen=True, slots=True)
class Released:
    """An overdue report that was released.

    `token` is that of the lost task; `is_open`: it is to be queued again, otherwise it was given up.
    """

    report_id: int
    token: str
    is_open: bool


@transaction.atomic
def release_report(*, report_id: int, at: dt.datetime) -> Released | None:
    """Releases an overdue report for the next worker, or gives it up after MAX_ATTEMPTS; None if it is not overdue.

    The caller enqueues the task in the same transaction, so that no released report is forgotten.
    """
    found = ReportFile.objects.select_related("assessment").filter(pk=report_id).first()
    if found is None:
        return None
    current = _lock_unless_deleted(found)
    report = ReportFile.objects.overdue(at).filter(pk=report_id).first()
    if current is None or report is None:
        return None
    report.assessment, lost = current, report.token
    if report.attempts >= MAX_ATTEMPTS:
        _fail(report, ReportFault.GAVE_UP, f"{report.attempts} workers were lost", at)
        return Released(report_id, lost, is_open=False)
    report.token, report.lease_until = "", at + LEASE
    report.save(update_fields=["token", "lease_until"])
    return Released(report_id, lost, is_open=True)
