"""Pages on which a person asks to join an organisation, and on which the request is decided."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import decides_on_joining, membership_of, organisation_or_404
from assessments.forms.collaboration import JoinForm, RoleForm
from assessments.models import JoinRequest, MembershipRole, Organisation, User
from assessments.queries.joining import open_join_requests, open_request_of
from assessments.views.pages import SignedInRequest
from assessments.workflow.inviting import AlreadyMember
from assessments.workflow.joining import (
    RequestSettled,
    TooManyRequests,
    accept_join_request,
    ask_to_join,
    decline_join_request,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: SignedInRequest, slug: str) -> HttpResponse:
    """Asks to join. Open to every signed-in person, who learns only that the organisation is registered."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if membership_of(request.user, organisation) is not None:
        return redirect("organisation", slug)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _ask(request, organisation, form):
        return redirect("join", slug)
    context = {"form": form, "organisation": organisation, "asked": open_request_of(request.user, organisation)}
    return render(request, "organisations/join.html", context)


def _ask(request: SignedInRequest, organisation: Organisation, form: JoinForm) -> bool:
    try:
        ask_to_join(organisation=organisation, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
    except TooManyRequests:
        form.add_error(None, _("So many requests have been made since yesterday that no more can be made today."))
        return False
    except AlreadyMember:
        # An owner has added the person meanwhile. The next page redirects members to the organisation.
        return True
    return True


def _decided_or_403(user: User, slug: str) -> Organisation:
    """The organisation, if `user` decides who joins it; otherwise 404 or 403."""
    found, membership = organisation_or_404(user, slug, to_edit=False)
    if not decides_on_joining(user, found, membership):
        raise PermissionDenied
    return found


def _open_or_404(organisation: Organisation, number: int, user: User) -> JoinRequest:
    """An open request that `user` may decide on. Nobody decides on their own request."""
    return get_object_or_404(open_join_requests(organisation).exclude(user=user), pk=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_request(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Shows a request, or accepts it with a role."""
    organisation = _decided_or_403(request.user, slug)
    asked = _open_or_404(organisation, number, request.user)
    form = RoleForm(request.POST or None, initial={"role": MembershipRole.EDITOR})
    if form.is_valid():
        role = MembershipRole(form.cleaned_data["role"])
        try:
            membership = accept_join_request(request=asked, role=role, by=request.user, at=timezone.now())
        except RequestSettled:
            _settled_meanwhile(request)
        else:
            words = {"name": asked.user, "role": membership.get_role_display().lower()}
            messages.info(request, _("%(name)s is now %(role)s.") % words)
        return redirect("organisation", slug)
    return render(
        request, "organisations/join_request.html", {"form": form, "organisation": organisation, "asked": asked}
    )


@login_required
@require_POST
def decline_join(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Declines a request."""
    organisation = _decided_or_403(request.user, slug)
    asked = _open_or_404(organisation, number, request.user)
    try:
        decline_join_request(request=asked, by=request.user, at=timezone.now())
    except RequestSettled:
        _settled_meanwhile(request)
    else:
        messages.info(request, _("The request of %(name)s is declined.") % {"name": asked.user})
    return redirect("organisation", slug)


def _settled_meanwhile(request: SignedInRequest) -> None:
    messages.error(request, _("Nothing was changed: somebody else has decided on this request meanwhile."))
