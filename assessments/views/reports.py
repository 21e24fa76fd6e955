"""Asking for reports, watching them being made, downloading them."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import Action, Role
from assessments.forms.review import ReportForm
from assessments.models import Assessment, ReportStatus
from assessments.tasks import make_report_file
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show
from assessments.workflow import request_report


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.READ_ANSWERS)
def reports(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The reports made so far; a press of a button makes another."""
    form = ReportForm(request.POST or None, initial={"language": language()})
    if form.is_valid():
        report = request_report(
            assessment=assessment, language=form.cleaned_data["language"], by=request.user, at=timezone.now()
        )
        make_report_file.enqueue(report_id=report.pk)
        return redirect("reports", assessment.reference)
    made = list(assessment.reports.select_related("requested_by").order_by("-requested_at", "-pk"))
    waiting = any(report.status in (ReportStatus.QUEUED, ReportStatus.RUNNING) for report in made)
    return show(
        request, "assessments/reports.html", build_page(assessment, roles), form=form, reports=made, waiting=waiting
    )


@require_safe
@on_assessment(Action.READ_ANSWERS)
def download(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], number: int) -> HttpResponseBase:
    """The file of one report."""
    report = get_object_or_404(assessment.reports, pk=number)
    if report.status != ReportStatus.DONE:
        raise Http404
    return FileResponse(
        report.file.open("rb"),
        as_attachment=True,
        filename=f"labelcheck-{assessment.reference}-{report.language}.pdf",
        content_type="application/pdf",
    )
