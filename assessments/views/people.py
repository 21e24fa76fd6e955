"""Pages about the people of an organisation: invitations, roles, ownership."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import decides_on_joining, may_appoint_owner, may_manage_people, organisation_or_404
from assessments.forms.collaboration import AppointForm, InvitationForm, OwnershipForm, RoleForm
from assessments.models import Invitation, Membership, MembershipRole, Organisation, User
from assessments.queries.invitations import (
    InvitationState,
    find_invitation,
    invitation_state,
    is_invited,
    pending_invitations,
)
from assessments.queries.joining import open_join_requests
from assessments.queries.memberships import owners_left
from assessments.views.organisation_steps import owner_notice, people_steps
from assessments.views.pages import SignedInRequest, language
from assessments.workflow.inviting import (
    AlreadyMember,
    InvitationClosed,
    TooManyInvitations,
    WrongAddress,
    accept_invitation,
    invite,
    send_again,
    withdraw_invitation,
)
from assessments.workflow.memberships import LastOwner, appoint_owner, change_role, hand_ownership_over, remove_member
from criteria.sorting import sort_key


@dataclass(frozen=True, slots=True)
class PendingInvitation:
    """An invitation in the list of an organisation."""

    invitation: Invitation
    is_expired: bool


def people_of(
    organisation: Organisation, membership: Membership | None, user: User, *, at: dt.datetime
) -> dict[str, Any]:
    """What the page of an organisation shows about its people. Members see each other; owners also see invitations."""
    is_owner, may_appoint = may_manage_people(membership), may_appoint_owner(user, membership)
    pending = pending_invitations(organisation) if is_owner or may_appoint else []
    owners = owners_left(organisation)
    return {
        "is_owner": is_owner,
        "people_steps": people_steps(organisation, user, membership),
        "people": sorted(
            organisation.memberships.select_related("user"), key=lambda found: sort_key(found.user.name, language())
        ),
        "owner_notice": owner_notice(organisation, membership, owners=owners),
        "join_requests": open_join_requests(organisation).exclude(user=user)
        if decides_on_joining(user, organisation, membership)
        else [],
        "invitations": [
            PendingInvitation(item, is_expired=invitation_state(item, at) is InvitationState.EXPIRED)
            for item in pending
        ],
    }


def _too_many() -> str:
    return _("So many invitations have gone out since yesterday that no more can be sent today.")


def _owned_or_403(user: User, slug: str) -> Organisation:
    """The organisation, if `user` is one of its owners."""
    found, membership = organisation_or_404(user, slug, to_edit=True)
    if not may_manage_people(membership):
        raise PermissionDenied
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_member(request: SignedInRequest, slug: str) -> HttpResponse:
    """Invites a person by mail; for owners only."""
    found = _owned_or_403(request.user, slug)
    form = InvitationForm(request.POST or None)
    if form.is_valid() and _invite(request, found, form, role=form.cleaned_data["role"]):
        return redirect("organisation", found.slug)
    return render(request, "organisations/member.html", {"form": form, "organisation": found})


def _invite(
    request: SignedInRequest, organisation: Organisation, form: InvitationForm | AppointForm, *, role: str
) -> bool:
    """Returns True if the invitation was stored. The response does not reveal whether the address has an account."""
    email = form.cleaned_data["email"]
    try:
        invite(
            organisation=organisation,
            email=email,
            role=MembershipRole(role),
            by=request.user,
            at=timezone.now(),
            site=settings.SITE_ADDRESS,
            reason=form.cleaned_data.get("reason", ""),
        )
    except AlreadyMember:
        form.add_error("email", _("This person is a member already. Nothing was changed."))
        return False
    except TooManyInvitations:
        form.add_error("email", _too_many())
        return False
    messages.info(request, _("An invitation is on its way to %(email)s. It is valid for 14 days.") % {"email": email})
    return True


def _pending_or_404(organisation: Organisation, number: int) -> Invitation:
    return get_object_or_404(organisation.invitations.select_related("organisation"), pk=number)


@login_required
@require_POST
def send_invitation_again(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Sends an invitation again; for owners only."""
    found = _owned_or_403(request.user, slug)
    invitation = _pending_or_404(found, number)
    try:
        send_again(invitation=invitation, by=request.user, at=timezone.now(), site=settings.SITE_ADDRESS)
    except InvitationClosed:
        _closed_meanwhile(request)
    except TooManyInvitations:
        messages.error(request, _too_many())
    else:
        messages.info(
            request,
            _("The invitation is on its way to %(email)s once more. Only the link in the new mail works.")
            % {"email": invitation.email},
        )
    return redirect("organisation", found.slug)


@login_required
@require_POST
def withdraw_open_invitation(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Withdraws an invitation; for owners only."""
    found = _owned_or_403(request.user, slug)
    invitation = _pending_or_404(found, number)
    try:
        withdraw_invitation(invitation=invitation, by=request.user, at=timezone.now())
    except InvitationClosed:
        _closed_meanwhile(request)
    else:
        messages.info(
            request,
            _("The invitation to %(email)s is withdrawn. Its link no longer works.") % {"email": invitation.email},
        )
    return redirect("organisation", found.slug)


def _closed_meanwhile(request: HttpRequest) -> None:
    messages.error(request, _("Nothing was changed: the invitation has been used or withdrawn meanwhile."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in an invitation: joining, or why that is not possible."""
    found = find_invitation(token)
    if found is None:
        return render(request, "organisations/invitation.html", {"state": "unknown"}, status=404)
    at = timezone.now()
    user = request.user if isinstance(request.user, User) else None
    state = invitation_state(found, at)
    if request.method == "POST" and user is None:
        return redirect_to_login(request.path)
    if request.method == "POST" and user is not None:
        try:
            membership, is_new = accept_invitation(invitation=found, by=user, at=at)
        except InvitationClosed:
            found.refresh_from_db()
            state = invitation_state(found, at)
        except WrongAddress:
            raise PermissionDenied from None
        else:
            _welcome(request, membership, is_new=is_new)
            return redirect("organisation", found.organisation.slug)
    return _invitation_page(request, found, state, user)


def _welcome(request: HttpRequest, membership: Membership, *, is_new: bool) -> None:
    words = {"cluster": membership.organisation.name, "role": membership.get_role_display().lower()}
    if is_new:
        messages.info(request, _("You now belong to %(cluster)s as %(role)s.") % words)
    else:
        messages.info(request, _("You belong to %(cluster)s already. You stay %(role)s; nothing was changed.") % words)


def _invitation_page(
    request: HttpRequest, found: Invitation, state: InvitationState, user: User | None
) -> HttpResponse:
    status = 200
    shown = str(state)
    if state is not InvitationState.OPEN:
        status = 410
    elif user is not None and not is_invited(user, found):
        status, shown = 403, "other_address"
    context = {
        "invitation": found,
        "organisation": found.organisation,
        "state": shown,
        "is_member": user is not None and user.memberships.filter(organisation=found.organisation).exists(),
    }
    return render(request, "organisations/invitation.html", context, status=status)


def _member_or_404(organisation: Organisation, member: int) -> Membership:
    return get_object_or_404(organisation.memberships.select_related("user", "organisation"), pk=member)


def _needs_an_owner() -> str:
    return _("An organisation needs an owner. Make somebody else an owner first.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Changes a member's role; for owners only."""
    found = _owned_or_403(request.user, slug)
    person = _member_or_404(found, number)
    form = RoleForm(request.POST or None, initial={"role": person.role})
    if form.is_valid():
        role = MembershipRole(form.cleaned_data["role"])
        try:
            if change_role(membership=person, role=role, by=request.user, at=timezone.now()):
                words = {"name": person.user, "role": role.label.lower()}
                messages.info(request, _("%(name)s is now %(role)s.") % words)
        except LastOwner:
            form.add_error("role", _needs_an_owner())
        except Membership.DoesNotExist as error:
            raise Http404 from error
        else:
            return redirect("organisation", found.slug)
    return render(request, "organisations/role.html", {"form": form, "organisation": found, "person": person})


@login_required
@require_POST
def remove(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Removes a member; for owners only."""
    found = _owned_or_403(request.user, slug)
    person = _member_or_404(found, number)
    try:
        remove_member(membership=person, by=request.user, at=timezone.now())
    except LastOwner:
        messages.error(request, _needs_an_owner())
        return redirect("member", found.slug, number)
    except Membership.DoesNotExist as error:
        raise Http404 from error
    messages.info(
        request,
        _("%(name)s no longer has access to %(cluster)s.") % {"name": person.user, "cluster": found.name},
    )
    # People who have removed themselves no longer see the organisation.
    return redirect("home") if person.user == request.user else redirect("organisation", found.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_ownership(request: SignedInRequest, slug: str) -> HttpResponse:
    """An owner makes another member an owner, and may step down with it."""
    found = _owned_or_403(request.user, slug)
    form = OwnershipForm(request.POST or None, organisation=found)
    if form.is_valid():
        try:
            new_owner = hand_ownership_over(
                to=form.cleaned_data["member"],
                own_role=MembershipRole(form.cleaned_data["own_role"]),
                by=request.user,
                at=timezone.now(),
            )
        except Membership.DoesNotExist as error:
            raise Http404 from error
        messages.info(request, _("%(name)s is now an owner.") % {"name": new_owner.user})
        return redirect("organisation", found.slug)
    return render(request, "organisations/ownership.html", {"form": form, "organisation": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: SignedInRequest, slug: str) -> HttpResponse:
    """The secretariat makes a person an owner, with a reason. Closed to members, who are not impartial."""
    found, membership = organisation_or_404(request.user, slug, to_edit=False)
    if membership is not None:
        raise PermissionDenied
    form = AppointForm(request.POST or None, organisation=found)
    if form.is_valid() and _appoint(request, found, form):
        return redirect("organisation", found.slug)
    return render(request, "organisations/appoint.html", {"form": form, "organisation": found})


def _appoint(request: SignedInRequest, organisation: Organisation, form: AppointForm) -> bool:
    person, reason = form.cleaned_data["member"], form.cleaned_data["reason"]
    if person is None:
        return _invite(request, organisation, form, role=MembershipRole.OWNER)
    try:
        appoint_owner(membership=person, reason=reason, by=request.user, at=timezone.now())
    except Membership.DoesNotExist as error:
        raise Http404 from error
    messages.info(request, _("%(name)s is now an owner.") % {"name": person.user})
    return True
