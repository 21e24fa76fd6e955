"""Downloads the reports of many assessments, for the secretariat."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.models import ReportFile, Status
from assessments.models.answering import EXISTING
from assessments.report.issuing.bundle import bundle_of
from assessments.views.pages import SignedInRequest
from assessments.workflow.bulk_download import record_bulk_download


@login_required
@require_GET
def export_reports(request: SignedInRequest) -> HttpResponseBase:
    """A ZIP of the latest issue in each language of every submitted assessment, optionally of one state."""
    if not request.user.is_secretariat:
        raise PermissionDenied
    issues = ReportFile.objects.latest_of_each().exclude(assessment__status=Status.DRAFT)
    status = request.GET.get("status", "")
    is_one_state = status in EXISTING
    if is_one_state:
        issues = issues.filter(assessment__status=status)
    chosen = list(issues.select_related("assessment"))
    bundle = bundle_of(chosen)
    if not bundle:
        messages.info(request, _("There is no report to download: none has been made of these assessments."))
        return redirect("desk")
    record_bulk_download(reports=chosen, by=request.user, at=timezone.now())
    name = f"labelcheck-reports{f'-{status}' if is_one_state else ''}.zip"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(len(bundle)),
        "Cache-Control": "private, no-cache",
    }
    return StreamingHttpResponse(bundle, content_type="application/zip", headers=headers)
