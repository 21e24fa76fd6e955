"""Requesting reports, following their progress, and downloading them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import Action, Role
from assessments.forms.desk import ReportForm
from assessments.models import Assessment, ReportFile, ReportKind, ReportStatus, ReportStep, Status
from assessments.queries.reports import silent_since
from assessments.report.issuing.unprintable import unprintable
from assessments.tasks import make_report_file
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show, today
from assessments.workflow.reporting import new_code, request_report

# Format of an issue → field of ReportFile with its file, and its media type.
FORMS = {
    "pdf": ("file", "application/pdf"),
    "html": ("html", "text/html; charset=utf-8"),
    "xlsx": ("workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}

ASSESSED = gettext_lazy("The assessed report.")
DRAFT = gettext_lazy("A draft: every page says that the decision is pending.")
SELF_ASSESSMENT = gettext_lazy("A self-assessment at any time: it says on every page that it is not assessed.")
# What a report made now says of itself on its pages.
SAYS_OF_ITSELF: Final = {
    Status.DRAFT: SELF_ASSESSMENT,
    Status.SUBMITTED: SELF_ASSESSMENT,
    Status.INTERVIEW: DRAFT,
    Status.ASSESSED: DRAFT,
    Status.LABELLED: ASSESSED,
    Status.NOT_LABELLED: ASSESSED,
    Status.WITHDRAWN: gettext_lazy("The assessment was withdrawn: every page of the report says so."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.READ_ANSWERS)
def reports(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The issues and the requested reports; buttons request another one, or only the summary."""
    form = ReportForm(request.POST or None, initial={"language": language()})
    if form.is_valid():
        _ask_for(assessment, form.cleaned_data["language"], form.cleaned_data["kind"], request)
        return redirect("reports", assessment.reference)
    context = _list_of(assessment, timezone.now())
    if request.htmx:
        return render(request, "assessments/reports.html#progress", {"assessment": assessment, **context})
    context["says_of_itself"] = SAYS_OF_ITSELF[Status(assessment.status)]
    context["unprintable"] = unprintable(assessment, language(), today=today())
    return show(request, "assessments/reports.html", build_page(assessment, roles), form=form, **context)


def _ask_for(assessment: Assessment, chosen: str, kind: ReportKind, request: SignedInRequest) -> None:
    # In one transaction, so that no report waits without a task. Enqueueing twice is harmless.
    with transaction.atomic():
        report = request_report(
            assessment=assessment, language=chosen, kind=kind, by=request.user, at=timezone.now(), code=new_code()
        )
        make_report_file.enqueue(report_id=report.pk)


@dataclass(frozen=True, slots=True)
class MakingStep:
    """One step of making a report."""

    words: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class RequestedReport:
    """A report that is not an issue: still to be made, or ended without one.

    `silent_since` is the time of the worker's last progress, if that is too long ago.
    """

    report: ReportFile
    steps: tuple[MakingStep, ...]
    silent_since: dt.datetime | None


def _list_of(assessment: Assessment, at: dt.datetime) -> dict[str, Any]:
    """The issues, and the other reports that are open or newer than the last issue of their series. Two queries."""
    issues = list(assessment.reports.issued().select_related("requested_by"))
    latest = {(issue.language, issue.kind): issue for issue in reversed(issues)}
    others = assessment.reports.exclude(status=ReportStatus.DONE).select_related("same_as", "requested_by")
    asked, ended = [], set()
    for report in others.order_by("-pk"):
        series = (report.language, report.kind)
        issue = latest.get(series)
        is_news = series not in ended and (issue is None or report.pk > issue.pk)
        if report.is_open or is_news:
            asked.append(RequestedReport(report, _steps_of(report), silent_since(report, at=at)))
        if not report.is_open:
            ended.add(series)
    return {"issues": issues, "asked": asked, "waiting": any(each.report.is_open for each in asked)}


def _steps_of(report: ReportFile) -> tuple[MakingStep, ...]:
    steps = list(ReportStep)
    at = steps.index(ReportStep(report.step)) if report.step else 0
    return tuple(MakingStep(str(step.label), number < at, number == at) for number, step in enumerate(steps))


@require_safe
@on_assessment(Action.READ_ANSWERS)
def download(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], number: int, form: str = "pdf"
) -> HttpResponseBase:
    """One issue as a file: the report as pdf or html, its recommendations as xlsx."""
    if form not in FORMS:
        raise Http404
    field, media_type = FORMS[form]
    report = get_object_or_404(assessment.reports.filter(status=ReportStatus.DONE), pk=number)
    file = getattr(report, field)
    if not file:
        raise Http404
    return FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=f"{report.file_stem}.{form}",
        content_type=media_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )
