"""Links to reports: the list of an organisation, and the pages for recipients, who do not sign in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from assessments.access import may_share, organisation_of_member
from assessments.forms.sharing import ShareForm
from assessments.models import OpenedPart, ReportFile, ShareLink
from assessments.queries.labels import is_in_use, label_of
from assessments.queries.organisation_data import organisation_archive
from assessments.queries.sharing import LinkState, find_link, link_state, links_of
from assessments.report.issuing.certificate import issue_certificate
from assessments.views.limits import is_too_often
from assessments.views.pages import SignedInRequest, today
from assessments.views.verifying import label_status
from assessments.workflow.sharing import log_opening, revoke_link, share_report
from assessments.workflow.taking_away import record_archive
from criteria.reader import language

# Search engines list neither page nor file, the address goes to no other site, and no cache keeps them.
SECRET: Final = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}

OF_FILES: Final = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}


@dataclass(frozen=True, slots=True)
class ListedLink:
    """A link in the list of its organisation."""

    link: ShareLink
    state: LinkState

    @property
    def words(self) -> str:
        """The state in words."""
        words = {
            LinkState.OPEN: _("open"),
            LinkState.EXPIRED: _("ended"),
            LinkState.REVOKED: _("revoked"),
            LinkState.EMPTY: _("deleted"),
        }
        return words[self.state]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share_links(request: SignedInRequest, slug: str) -> HttpResponse:
    """The links of an organisation and what was opened by them; owners make another one.

    The address of a new link is in the response to the form, because only its hash is stored.
    """
    found, membership = organisation_of_member(request.user, slug)
    if request.method == "POST" and not may_share(membership):
        raise PermissionDenied
    form = ShareForm(request.POST or None, organisation=found, initial=request.GET.dict())
    made: dict[str, Any] = {}
    if form.is_valid():
        link, token = share_report(organisation=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        made = {"made": link, "made_address": request.build_absolute_uri(reverse("shared", args=[token]))}
        form = ShareForm(organisation=found)
    at = timezone.now()
    context = {
        "organisation": found,
        "form": form,
        "may_share": may_share(membership),
        "links": [ListedLink(link, link_state(link, at)) for link in links_of(found)],
    }
    return render(request, "organisations/share_links.html", context | made)


@login_required
@require_safe
def share_link(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """One link, with everything that was opened by it."""
    found, membership = organisation_of_member(request.user, slug)
    link = get_object_or_404(links_of(found), pk=number)
    context = {
        "organisation": found,
        "listed": ListedLink(link, link_state(link, timezone.now())),
        "openings": link.openings.order_by("-at", "-pk"),
        "may_share": may_share(membership),
    }
    return render(request, "organisations/share_link.html", context)


@login_required
@require_POST
def revoke_share_link(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Ends a link at once."""
    found, _membership = organisation_of_member(request.user, slug)
    link = get_object_or_404(found.share_links.select_related("organisation"), pk=number)
    revoke_link(link=link, by=request.user, at=timezone.now())
    messages.info(request, _("The link is revoked: whoever opens it learns only that it has ended."))
    return redirect("share_links", slug)


@login_required
@require_GET
@reauthentication_required  # type: ignore[untyped-decorator]
def organisation_data(request: SignedInRequest, slug: str) -> StreamingHttpResponse:
    """Everything about the organisation as a ZIP, for owners who have entered their password again."""
    found, _membership = organisation_of_member(request.user, slug)
    at = timezone.now()
    record_archive(organisation=found, by=request.user, at=at)
    headers = {
        "Content-Disposition": f'attachment; filename="labelcheck-{found.slug}-{at:%Y-%m-%d}.zip"',
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(organisation_archive(found, at), content_type="application/zip", headers=headers)


type RecipientView = Callable[[HttpRequest, ShareLink, ReportFile, str], HttpResponseBase]


def _by_token(part: OpenedPart) -> Callable[[RecipientView], Callable[[HttpRequest, str], HttpResponseBase]]:
    """Loads an open link and its report for the recipient, and logs that `part` of it was opened.

    404 if there is no such link, 410 if it has ended, 429 for too many requests.
    """

    def decorate(view: RecipientView) -> Callable[[HttpRequest, str], HttpResponseBase]:
        @wraps(view)
        def load(request: HttpRequest, token: str) -> HttpResponseBase:
            response = _opened(request, token, part, view)
            for name, value in SECRET.items():
                response[name] = value
            return response

        return load

    return decorate


def _opened(request: HttpRequest, token: str, part: OpenedPart, view: RecipientView) -> HttpResponseBase:
    if is_too_often(request, "shared", most=settings.SHARED_REQUESTS_PER_MINUTE):
        return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    link, at = find_link(token), timezone.now()
    if link is None:
        raise Http404
    if link.report is None or link_state(link, at) is not LinkState.OPEN:
        return render(request, "shared/ended.html", status=HTTPStatus.GONE)
    response = view(request, link, link.report, token)
    # A program that only asks whether the address exists (HEAD) opens nothing.
    if request.method != "HEAD":
        log_opening(link=link, part=part, at=at)
    return response


@require_safe
@_by_token(OpenedPart.PAGE)
def shared(request: HttpRequest, link: ShareLink, report: ReportFile, token: str) -> HttpResponseBase:
    """What a recipient is shown: whose document it is, which one, until when."""
    label = label_of(report.assessment)
    context = {
        "link": link,
        "report": report,
        "token": token,
        "label": label,
        "has_certificate": label is not None and is_in_use(label, today()),
        "label_status": label_status(report.assessment, today=today()),
    }
    return render(request, "shared/page.html", context)


@require_safe
@_by_token(OpenedPart.FILE)
def shared_file(request: HttpRequest, link: ShareLink, report: ReportFile, token: str) -> HttpResponseBase:
    """The document itself, as PDF."""
    return FileResponse(
        report.file.open("rb"),
        filename=f"{report.file_stem}.pdf",
        as_attachment=True,
        content_type="application/pdf",
        headers=OF_FILES,
    )


@require_safe
@_by_token(OpenedPart.CERTIFICATE)
def shared_certificate(request: HttpRequest, link: ShareLink, report: ReportFile, token: str) -> HttpResponseBase:
    """The certificate of the label that the report led to, as PDF; 404 unless the label is valid."""
    label = label_of(report.assessment)
    if label is None or not is_in_use(label, today()):
        raise Http404
    return FileResponse(
        BytesIO(issue_certificate(label, language(), by=None, at=timezone.now())),
        filename=f"{label.number}-{language()}.pdf",
        as_attachment=True,
        content_type="application/pdf",
        headers=OF_FILES,
    )
