"""Makes a requested report step by step under a lease, and stores its files as one issue."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from django.core.files.base import ContentFile
from django.utils import translation

from assessments.files.sealing import seal
from assessments.files.storing import discard, printed_chapters, store_whole
from assessments.material import read_material
from assessments.models import ReportFault, ReportFile, ReportKind, ReportStep
from assessments.queries.reports import is_withdrawn_since, latest_issue
from assessments.report.content.document import report_of
from assessments.report.content.tree import ReportContext
from assessments.report.issuing.verification import issued
from assessments.report.issuing.workbook import write_recommendations
from assessments.report.printing.fonts import MissingFont, choose_fonts, require_fonts, with_fonts_inside
from assessments.report.printing.html import TEMPLATES, render_html
from assessments.report.printing.pdf import Pdf
from assessments.report.printing.report import print_report
from assessments.workflow.reporting import (
    LeaseLost,
    MadeFiles,
    ReportWithdrawn,
    claim_report,
    fail_report,
    issue_report,
    note_progress,
    settle_unchanged,
)
from criteria.clock import site_day

logger = logging.getLogger(__name__)

type Clock = Callable[[], dt.datetime]

# The shortest time between two extensions of the lease within one step.
EVERY: Final = dt.timedelta(seconds=1)


class NotStored(Exception):
    """The storage had no room for a file, or stored only a part of it."""


def make_report(*, report_id: int, token: str, now: Clock) -> ReportFile | None:
    """Makes the report and stores it; None if it must not be made or another worker has taken it over.

    `token` identifies this attempt and must be unique. Any error is stored on the row, so that the page can show it.
    """
    report = claim_report(report_id=report_id, token=token, at=now())
    if report is None:
        return None
    try:
        try:
            return _make(report, now)
        except ReportWithdrawn:
            return fail_report(report=report, fault=ReportFault.WITHDRAWN, error="", at=now())
        except MissingFont as error:
            logger.exception("Report %s was not made", report.pk)
            return fail_report(report=report, fault=ReportFault.NO_FONT, error=repr(error), at=now())
        except NotStored as error:
            logger.exception("Report %s was not stored", report.pk)
            return fail_report(report=report, fault=ReportFault.NOT_STORED, error=repr(error), at=now())
        except LeaseLost:
            raise
        except Exception as error:  # Any error is shown to the person waiting and ends the attempts.
            logger.exception("Report %s could not be made", report.pk)
            return fail_report(report=report, fault=ReportFault.FAULT, error=repr(error), at=now())
    except LeaseLost:
        logger.warning("Report %s was taken over; what was made of it here is thrown away", report.pk)
        return None


class _Progress:
    """Stores the current step of a report, and extends its lease while the step takes."""

    def __init__(self, report: ReportFile, now: Clock) -> None:
        self.report, self.now = report, now

    def begin(self, step: ReportStep) -> None:
        """Stores a new step. Raises LeaseLost."""
        self.step, self.last = step, self.now()
        note_progress(report=self.report, step=step, at=self.last)

    def keep_on(self) -> None:
        """Extends the lease, at most once a second. Raises LeaseLost."""
        if self.now() - self.last >= EVERY:
            self.begin(self.step)


def _make(report: ReportFile, now: Clock) -> ReportFile:
    if is_withdrawn_since(report):
        raise ReportWithdrawn
    require_fonts()
    discard_attempts(report, before=report.attempts)
    progress = _Progress(report, now)
    progress.begin(ReportStep.DATA)
    today = site_day(progress.last)
    with translation.override(report.language):
        material = read_material(report.assessment, report.language, today=today)
        context = report_of(material)
    progress.begin(ReportStep.HTML)
    template = TEMPLATES[ReportKind(report.kind)]
    fingerprint = fingerprint_of(context, template)
    latest = latest_issue(report)
    if latest is not None and latest.fingerprint == fingerprint:
        return settle_unchanged(report=report, same_as=latest, at=now())
    issue = (latest.issue or 0) + 1 if latest else 1
    context = issued(context, report, issue=issue)
    html = render_html(context, template=template)
    pdf = _print(html, progress, keep_in=printed_chapters(report.assessment.reference, report.language))
    files = _store(report, context, html, replace(pdf, content=seal(pdf.content, at=now())))
    try:
        return issue_report(
            report=report,
            issue=issue,
            dated=today,
            fingerprint=fingerprint,
            files=files,
            at=now(),
            release=material.benchmark.release,
        )
    except BaseException:
        _discard(files)
        raise


def _print(html: str, progress: _Progress, *, keep_in: Path) -> Pdf:
    progress.begin(ReportStep.LAYOUT)
    merging = partial(progress.begin, ReportStep.WRITING)
    pdf = print_report(html, keep_in=keep_in, notice=progress.keep_on, merging=merging)
    progress.begin(ReportStep.WRITING)
    return pdf


def fingerprint_of(context: ReportContext, template: str) -> str:
    """SHA-256 (hexadecimal) of the report without its style, its date and the plan, which depends on the date.

    The texts that only the workbook has are part of it, and the fonts beside Source Sans, so that a report whose
    characters had none is made again.
    """
    html = render_html(replace(context, date="", date_iso="", plan=None), template=template)
    head, _style, body = html.partition("</style>")
    fonts = "".join(path.name for path in choose_fonts(html).fonts)
    advice = "".join(advice.text for advice in context.all_advice)
    return hashlib.sha256((head.partition("<style>")[0] + fonts + body + advice).encode()).hexdigest()


# ---- files


@dataclass(frozen=True, slots=True)
class _Name:
    """The file names of one attempt; they contain nothing that a user typed."""

    report: ReportFile
    attempt: int

    def __call__(self, extension: str) -> str:
        report = self.report
        stem = f"{report.assessment.reference}-{report.language}-{report.kind}-{report.pk}-{self.attempt}"
        # The folder depends on the time of the request, so that a later attempt, even in another month, finds it.
        return f"reports/{report.requested_at:%Y/%m}/{stem}.{extension}"


EXTENSIONS: Final = ("pdf", "html", "xlsx")


def _store(report: ReportFile, context: ReportContext, html: str, pdf: Pdf) -> MadeFiles:
    name = _Name(report, report.attempts)
    contents = {"pdf": pdf.content}
    if report.kind == ReportKind.FULL:
        contents |= {"html": with_fonts_inside(html).encode(), "xlsx": write_recommendations(context)}
    stored: dict[str, str] = {}
    try:
        for extension, content in contents.items():
            stored[extension] = store_whole(ReportFile.file.field.storage, name(extension), ContentFile(content))
    except OSError as error:
        _delete(stored.values())
        raise NotStored from error
    return MadeFiles(
        file=stored["pdf"],
        html=stored.get("html", ""),
        workbook=stored.get("xlsx", ""),
        pages=pdf.pages,
        size=len(pdf.content),
        sha256=hashlib.sha256(pdf.content).hexdigest(),
    )


def _discard(files: MadeFiles) -> None:
    _delete([files.file, files.html, files.workbook])


def discard_attempts(report: ReportFile, *, before: int) -> None:
    """Deletes the files that killed workers had stored in attempts before number `before`."""
    for attempt in range(1, before):
        name = _Name(report, attempt)
        _delete(name(extension) for extension in EXTENSIONS)


def _delete(names: Iterable[str]) -> None:
    for name in names:
        discard(ReportFile.file.field.storage, name)
