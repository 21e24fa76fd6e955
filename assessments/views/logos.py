"""The logo of an organisation: showing, changing and removing it."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import organisation_or_404
from assessments.forms.logos import LogoForm, no_room
from assessments.views.pages import SignedInRequest
from assessments.workflow.logos import LogoNotStored, remove_logo, set_logo

logger = logging.getLogger(__name__)
INSUFFICIENT_STORAGE = 507
MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg"}


@login_required
@require_safe
def logo(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """The logo, for members of the organisation and the secretariat."""
    found, _membership = organisation_or_404(request.user, slug, to_edit=False)
    if not found.logo:
        raise Http404
    try:
        content = found.logo.open("rb")
    except FileNotFoundError as error:
        logger.exception("The logo of %s is missing", slug)
        raise Http404 from error
    return FileResponse(
        content,
        content_type=MEDIA_TYPES[str(found.logo.name).rsplit(".", 1)[-1]],
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_logo(request: SignedInRequest, slug: str) -> HttpResponse:
    """Uploads a logo."""
    found, _membership = organisation_or_404(request.user, slug, to_edit=True)
    is_sent = request.method == "POST"
    form = LogoForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        try:
            set_logo(organisation=found, picture=form.picture, by=request.user, at=timezone.now())
        except LogoNotStored:
            logger.exception("The logo of %s could not be stored", slug)
            form.add_error("logo", ValidationError(no_room(), code="not_stored"))
        else:
            messages.info(request, _("The logo is kept. It is printed on reports made from now on."))
            return redirect("organisation", slug)
    status = INSUFFICIENT_STORAGE if form.has_error("logo", "not_stored") else 422
    return render(
        request,
        "organisations/logo.html",
        {"form": form, "organisation": found},
        status=status if form.is_bound else 200,
    )


@login_required
@require_POST
def delete_logo(request: SignedInRequest, slug: str) -> HttpResponse:
    """Removes the logo."""
    found, _membership = organisation_or_404(request.user, slug, to_edit=True)
    if found.logo:
        remove_logo(organisation=found, by=request.user, at=timezone.now())
        messages.info(request, _("The logo is removed. Issues made before keep it."))
    return redirect("organisation", slug)
