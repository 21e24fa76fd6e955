"""Pages of organisations: home, profile, new assessments."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import may_edit_organisation, membership_of, organisation_or_404
from assessments.forms.collaboration import JoinForm
from assessments.forms.organisations import OrganisationForm
from assessments.models import Assessment, Organisation
from assessments.queries.identity import earlier_names
from assessments.queries.joining import open_request_of
from assessments.queries.renewal import label_running_long, renewal_starts
from assessments.views.collaboration import handed_over_to
from assessments.views.organisation_steps import profile_steps
from assessments.views.pages import SignedInRequest, language, today
from assessments.views.people import people_of
from assessments.workflow.organising import (
    AlreadyRegistered,
    register_organisation,
    start_assessment,
    update_organisation,
)
from criteria.sorting import sort_key


@login_required
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Everything that waits for the person: assessments of their organisations, and those they assess."""
    user = request.user
    # A person belongs to few organisations: all are shown, sorted for the reader's language.
    organisations = Organisation.objects.of(user).prefetch_related("assessments")
    return render(
        request,
        "organisations/home.html",
        {
            "organisations": sorted(organisations, key=lambda found: sort_key(found.name, language())),
            "handed": handed_over_to(user),
            "assigned": Assessment.objects.assigned_to(user).select_related("organisation"),
            "language": language(),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_organisation(request: SignedInRequest) -> HttpResponse:
    """Registers an organisation with the person as its owner. If it exists already, they can ask to join it."""
    form = OrganisationForm(request.POST or None, today=today())
    if form.is_valid():
        try:
            organisation = register_organisation(profile=form.cleaned_data, by=request.user, at=timezone.now())
        except AlreadyRegistered as refused:
            form.refuse(refused.field)
            return _already_registered(request, form, refused.organisation)
        return redirect("organisation", organisation.slug)
    return render(request, "organisations/form.html", {"form": form, "organisation": None})


def _already_registered(request: SignedInRequest, form: OrganisationForm, there: Organisation) -> HttpResponse:
    """The page that offers to join the existing organisation, followed by the form as it was filled in."""
    context = {
        "form": form,
        "organisation": there,
        "join_form": JoinForm(),
        "asked": open_request_of(request.user, there),
        "is_member": membership_of(request.user, there) is not None,
    }
    return render(request, "organisations/registered.html", context)


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
            "earlier_names": earlier_names(found),
            "may_edit": may_edit_organisation(membership),
            "profile_steps": profile_steps(found, membership),
            **people_of(found, membership, request.user, at=timezone.now()),
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
        try:
            update_organisation(organisation=found, profile=form.cleaned_data, by=request.user, at=timezone.now())
        except AlreadyRegistered as refused:
            form.refuse(refused.field)
        else:
            return redirect("organisation", found.slug)
    # The form has already changed its instance; the page's title keeps the stored name.
    stored = Organisation.objects.get(pk=found.pk)
    return render(request, "organisations/form.html", {"form": form, "organisation": stored})


@login_required
@require_POST
def new_assessment(request: SignedInRequest, slug: str) -> HttpResponse:
    """Starts a draft, or opens the existing one; asks first while the label still lasts long."""
    found, _membership = organisation_or_404(request.user, slug, to_edit=True)
    label = None if "early" in request.POST else label_running_long(found, today())
    if label is not None:
        context = {"organisation": found, "label": label, "usual_from": renewal_starts(label)}
        return render(request, "organisations/start_early.html", context)
    assessment = start_assessment(organisation=found, by=request.user, at=timezone.now())
    return redirect("assessment", assessment.reference)
