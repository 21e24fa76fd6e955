"""Reports: asking for one, the lease of the worker that makes it, and what it ends in."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from assessments.access import Action, require
from assessments.models import (
    Assessment,
    AuditAction,
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

# Crockford's base 32: no letter that can be read as a digit. Ten of them are 50 bits, too many to guess.
CODE_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 10
MAX_ATTEMPTS: Final = 3


class LeaseLost(Exception):
    """Somebody else has the report now; what was made of it is to be thrown away."""


class ReportWithdrawn(Exception):
    """The assessment was withdrawn after its report had been asked for."""


@dataclass(frozen=True, slots=True)
class MadeFiles:
    """What has been stored for an issue: names in the storage ("" for none), and `size` (bytes) and `sha256` of the
    PDF."""

    file: str
    html: str
    workbook: str
    pages: int
    size: int
    sha256: str


def new_code() -> str:
    """A verification code that nobody can guess."""
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
    """A report to be made in `language`, or the one that waits already; the caller queues the work.

    A report that is being made may have read its answers before they changed, so the next one waits behind it.
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
    """The report, now held by `token`; None if it is not to be made, or not now.

    Not now: another one of its series is being made. Whoever makes that one takes this one next. No audit row: who
    works at it is no change of what people see.
    """
    found = ReportFile.objects.select_related("assessment").filter(pk=report_id).first()
    if found is None:
        return None
    current = lock(found.assessment)
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
    """The key of the report that has waited for `report` to be finished."""
    waiting = ReportFile.objects.in_series_of(report).open().exclude(pk=report.pk)
    return waiting.values_list("pk", flat=True).first()


def note_progress(*, report: ReportFile, step: ReportStep, at: dt.datetime) -> None:
    """Shows what is being done, and keeps the lease. Raises LeaseLost."""
    held = ReportFile.objects.filter(pk=report.pk, status=ReportStatus.RUNNING, token=report.token)
    if not held.update(step=step, lease_until=at + LEASE):
        raise LeaseLost


def _held(report: ReportFile) -> ReportFile:
    """The report with its assessment, locked, if it is still held by its token. Raises LeaseLost."""
    current = lock(report.assessment)
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
    *, report: ReportFile, issue: int, dated: dt.date, fingerprint: str, files: MadeFiles, at: dt.datetime
) -> ReportFile:
    """Makes the report an issue of its series and tells who asked for it. `dated`: the day that is printed on it.

    Raises LeaseLost and ReportWithdrawn."""
    current = _held(report)
    if is_withdrawn_since(current):
        raise ReportWithdrawn
    current.issue, current.dated, current.fingerprint = issue, dated, fingerprint
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
    """Ends a report that would say what an issue says already. Raises LeaseLost."""
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
    """Ends a report that cannot be made; `error` is for those who run the server. Raises LeaseLost."""
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
    """An open report that nobody was at. `token`: of the task that was lost with its worker; `is_open`: to be queued
    again, otherwise it has been given up."""

    report_id: int
    token: str
    is_open: bool


@transaction.atomic
def release_report(*, report_id: int, at: dt.datetime) -> Released | None:
    """Frees an overdue report for the next worker, or gives it up after MAX_ATTEMPTS; None if it is not overdue.

    The caller queues the work in the same transaction, so that a report is never free with nobody called to it.
    """
    found = ReportFile.objects.select_related("assessment").filter(pk=report_id).first()
    if found is None:
        return None
    current = lock(found.assessment)
    report = ReportFile.objects.overdue(at).filter(pk=report_id).first()
    if report is None:
        return None
    report.assessment, lost = current, report.token
    if report.attempts >= MAX_ATTEMPTS:
        _fail(report, ReportFault.GAVE_UP, f"{report.attempts} workers were lost", at)
        return Released(report_id, lost, is_open=False)
    report.token, report.lease_until = "", at + LEASE
    report.save(update_fields=["token", "lease_until"])
    return Released(report_id, lost, is_open=True)
