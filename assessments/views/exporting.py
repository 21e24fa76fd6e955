"""The reports of many assessments in one download, for the secretariat."""

from __future__ import annotations

import re
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.models import ReportFile, Status
from assessments.report.issuing.bundle import Bundle, bundle_of
from assessments.views.pages import SignedInRequest
from assessments.workflow.bulk_download import take_out_reports

ONE_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")
PARTIAL, NOT_SATISFIABLE = 206, 416


@login_required
@require_safe
def export_reports(request: SignedInRequest) -> HttpResponseBase:
    """The latest issue in each language of every assessment handed in, of one state or of all, as a ZIP.

    A download that broke off goes on where it stopped, as long as nothing has been issued in between.
    """
    if not request.user.is_secretariat:
        raise PermissionDenied
    issues = ReportFile.objects.latest_of_each().exclude(assessment__status=Status.DRAFT)
    status = request.GET.get("status", "")
    if status in Status.values:
        issues = issues.filter(assessment__status=status)
    chosen = list(issues.select_related("assessment"))
    bundle = bundle_of(chosen)
    if not bundle.entries:
        messages.info(request, _("There is no report to download: none has been made of these assessments."))
        return redirect("desk")
    answer = _answer(request, bundle, f"labelcheck-reports{f'-{status}' if status in Status.values else ''}.zip")
    if request.method == "GET" and answer.status_code != NOT_SATISFIABLE:
        is_rest = not answer.headers.get("Content-Range", "bytes 0-").startswith("bytes 0-")
        take_out_reports(reports=chosen, is_rest=is_rest, by=request.user, at=timezone.now())
    return answer


def _answer(request: SignedInRequest, bundle: Bundle, name: str) -> HttpResponseBase:
    size, etag = bundle.size, bundle.etag
    wanted = _wanted(request, size, etag)
    headers = {
        "Content-Type": "application/zip",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
    if wanted is None:
        return HttpResponse(status=NOT_SATISFIABLE, headers=headers | {"Content-Range": f"bytes */{size}"})
    start, end = wanted
    headers["Content-Length"] = str(end - start)
    status = 200
    if end - start < size:
        status = PARTIAL
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(bundle.stream(start, end), status=status, headers=headers)


def _wanted(request: SignedInRequest, size: int, etag: str) -> tuple[int, int] | None:
    """From where up to (not including) where; None if the download ends before that. All, unless one range is asked
    for of these very bytes."""
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or asked.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return 0, size
    first, last = asked.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    if last and first and int(last) < int(first):
        # No range at all, says the standard: it is as if nothing had been asked.
        return 0, size
    return (start, end) if start < end else None
