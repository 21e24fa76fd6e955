"""Pages of organisations: home, profile, people, new assessments."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import organisation_or_404
from assessments.forms.organisations import MemberForm, OrganisationForm
from assessments.models import Assessment, MembershipRole, Organisation
from assessments.views.pages import SignedInRequest, language, today
from assessments.workflow import LastOwner, invite_member, register_organisation, start_assessment, update_organisation


@login_required
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Everything that waits for the person: their organisations' assessments and those they assess."""
    user = request.user
    return render(
        request,
        "organisations/home.html",
        {
            "organisations": Organisation.objects.of(user).prefetch_related("assessments"),
            "assigned": Assessment.objects.assigned_to(user).select_related("organisation"),
            "language": language(),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_organisation(request: SignedInRequest) -> HttpResponse:
    """Registers an organisation; whoever does so becomes its owner."""
    form = OrganisationForm(request.POST or None, today=today())
    if form.is_valid():
        organisation = register_organisation(profile=form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("organisation", organisation.slug)
    return render(request, "organisations/form.html", {"form": form, "organisation": None})


@login_required
@require_safe
def organisation(request: SignedInRequest, slug: str) -> HttpResponse:
    """The profile, the people and the assessments of an organisation."""
    found, membership = organisation_or_404(request.user, slug, to_edit=False)
    return render(
        request,
        "organisations/detail.html",
        {
            "organisation": found,
            "membership": membership,
            "may_edit": membership is not None and membership.role != MembershipRole.READER,
            "is_owner": membership is not None and membership.role == MembershipRole.OWNER,
            "people": found.memberships.select_related("user").order_by("user__name"),
            "assessments": found.assessments.order_by("-created_at"),
            "language": language(),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_organisation(request: SignedInRequest, slug: str) -> HttpResponse:
    """Changes the profile."""
    found, _membership = organisation_or_404(request.user, slug, to_edit=True)
    form = OrganisationForm(request.POST or None, instance=found, today=today())
    if form.is_valid():
        update_organisation(organisation=found, profile=form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("organisation", found.slug)
    # The form has already written what was typed into its instance; the page's title keeps the stored name.
    stored = Organisation.objects.get(pk=found.pk)
    return render(request, "organisations/form.html", {"form": form, "organisation": stored})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_member(request: SignedInRequest, slug: str) -> HttpResponse:
    """Gives a person a role. Only an owner may."""
    found, membership = organisation_or_404(request.user, slug, to_edit=True)
    if membership is None or membership.role != MembershipRole.OWNER:
        raise PermissionDenied
    form = MemberForm(request.POST or None)
    if form.is_valid() and _give_access(request, found, form):
        return redirect("organisation", found.slug)
    return render(request, "organisations/member.html", {"form": form, "organisation": found})


def _give_access(request: SignedInRequest, organisation: Organisation, form: MemberForm) -> bool:
    cleaned = form.cleaned_data
    try:
        invite_member(
            organisation=organisation,
            email=cleaned["email"],
            name=cleaned["name"],
            role=MembershipRole(cleaned["role"]),
            language=language(),
            by=request.user,
            at=timezone.now(),
        )
    except LastOwner:
        form.add_error("role", _("An organisation needs an owner. Make somebody else an owner first."))
        return False
    messages.info(
        request,
        _("%(email)s now has access. A first password is set through “Forgot your password?” on the sign-in page.")
        % {"email": cleaned["email"]},
    )
    return True


@login_required
@require_POST
def new_assessment(request: SignedInRequest, slug: str) -> HttpResponse:
    """Starts a draft, or opens the one that is there."""
    found, _membership = organisation_or_404(request.user, slug, to_edit=True)
    assessment = start_assessment(organisation=found, by=request.user, at=timezone.now())
    return redirect("assessment", assessment.reference)
