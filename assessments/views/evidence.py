"""Evidence of an indicator: listing and adding it, serving its files, removing it, marking it as seen."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import Action, Role, may_change, require_change
from assessments.forms.evidence import FileForm, LinkForm, evidence_full, not_stored, too_large
from assessments.models import Assessment, Evidence
from assessments.queries.evidence import evidence_of, size_of_evidence, was_handed_in
from assessments.views.next_steps import back_from_evidence
from assessments.views.pages import NO_ROOM, Page, SignedInRequest, build_page, on_assessment, show, today
from assessments.workflow.evidence import (
    MAX_ASSESSMENT_SIZE,
    EvidenceFull,
    EvidenceHandedIn,
    FileNotStored,
    FileTooLarge,
    add_file,
    add_link,
    mark_evidence,
    remove_evidence,
)
from criteria.definitions import Indicator

logger = logging.getLogger(__name__)


def _indicator_or_404(page: Page, key: str) -> Indicator:
    try:
        return page.edition.indicator(key)
    except KeyError as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.READ_ANSWERS)
def evidence(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str) -> HttpResponse:
    """The evidence of one indicator, with a form to add a file and one to add a link."""
    page = build_page(assessment, roles)
    indicator = _indicator_or_404(page, key)
    file_form, link_form = FileForm(prefix="file"), LinkForm(prefix="link")
    status = 200
    if request.method == "POST":
        require_change(key, request.user, assessment, today())
        if "add_link" in request.POST:
            link_form = LinkForm(request.POST, prefix="link")
            is_added = _add_link(link_form, assessment, key, request)
        else:
            file_form = FileForm(request.POST, request.FILES, prefix="file")
            is_added = _add_file(file_form, assessment, key, request)
        if is_added:
            messages.info(request, _("Added"))
            return redirect("evidence", assessment.reference, key)
        status = NO_ROOM if file_form.has_error("file", "not_stored") else 422
    is_open = may_change(key, roles, assessment, today())
    return show(
        request,
        "assessments/evidence.html",
        page,
        indicator=indicator,
        back=back_from_evidence(page, indicator, may_change=is_open),
        may_change=is_open,
        evidence=[(item, not was_handed_in(item, assessment)) for item in evidence_of(assessment, key)],
        used=size_of_evidence(assessment),
        limit=MAX_ASSESSMENT_SIZE,
        file_form=file_form,
        link_form=link_form,
        status=status,
    )


def _add_link(form: LinkForm, assessment: Assessment, key: str, request: SignedInRequest) -> bool:
    if not form.is_valid():
        return False
    add_link(assessment=assessment, indicator=key, by=request.user, at=timezone.now(), **form.cleaned_data)
    return True


def _add_file(form: FileForm, assessment: Assessment, key: str, request: SignedInRequest) -> bool:
    if not form.is_valid():
        return False
    size = form.checked.content.size
    try:
        add_file(
            assessment=assessment,
            indicator=key,
            title=form.cleaned_data["title"],
            statement=form.cleaned_data["statement"],
            file=form.checked,
            by=request.user,
            at=timezone.now(),
        )
    except FileTooLarge:
        form.add_error("file", too_large(size))
    except EvidenceFull as full:
        form.add_error("file", evidence_full(size, full.used))
    except FileNotStored:
        logger.exception("Evidence of %s bytes for %s could not be stored", size, assessment.reference)
        form.add_error("file", ValidationError(not_stored(), code="not_stored"))
    return not form.errors


@require_safe
@on_assessment(Action.READ_ANSWERS)
def evidence_file(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], number: int
) -> HttpResponseBase:
    """The file of one piece of evidence, as a download that no browser renders on this site."""
    item = get_object_or_404(assessment.evidence.exclude(file=""), pk=number)
    try:
        content = item.file.open("rb")
    except FileNotFoundError as error:
        logger.exception("The file of evidence %s is missing", item.pk)
        raise Http404 from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=item.file_name,
        content_type=item.media_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )


@require_POST
@on_assessment(Action.VIEW)
def remove(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], number: int) -> HttpResponse:
    """Removes one piece of evidence."""
    try:
        item = assessment.evidence.get(pk=number)
        remove_evidence(evidence=item, by=request.user, at=timezone.now())
    except Evidence.DoesNotExist as error:
        raise Http404 from error
    except EvidenceHandedIn:
        messages.error(request, _("Evidence that was handed in stays. Nothing was removed."))
    else:
        messages.info(request, _("Removed: %(title)s") % {"title": item.title})
    return redirect("evidence", assessment.reference, item.indicator)


@require_POST
@on_assessment(Action.REVIEW)
def mark_seen(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], number: int) -> HttpResponse:
    """Marks one piece of evidence as seen by the assessor, or takes the mark back."""
    item = get_object_or_404(assessment.evidence, pk=number)
    mark_evidence(evidence=item, is_seen="undo" not in request.POST, by=request.user, at=timezone.now())
    return redirect(f"{reverse('review', args=[assessment.reference, item.indicator])}#evidence")
