"""Pages of organisations: home, profile, new assessments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import may_edit_organisation, membership_of, organisation_or_404
from assessments.forms.collaboration import JoinForm
from assessments.forms.editing import Edit, Seen
from assessments.forms.organisations import OrganisationForm
from assessments.models import Assessment, Organisation, User
from assessments.models.answering import OPEN
from assessments.queries.identity import earlier_names
from assessments.queries.joining import open_request_of
from assessments.queries.profiles import Profile, portable_profile, profile_of
from assessments.queries.renewal import label_running_long, renewal_starts
from assessments.views.collaboration import handed_over_to
from assessments.views.organisation_steps import profile_steps, sharing_steps
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
    assessments = found.assessments.order_by("-created_at")
    return render(
        request,
        "organisations/detail.html",
        {
            "organisation": found,
            "earlier_names": earlier_names(found),
            "may_edit": may_edit_organisation(membership),
            "profile_steps": profile_steps(found, membership),
            "sharing_steps": sharing_steps(found, membership),
            **people_of(found, membership, request.user, at=timezone.now()),
            "assessments": assessments,
            "starts_next": bool(assessments) and not any(each.status in OPEN for each in assessments),
            "language": language(),
        },
    )


@dataclass
class ProfileEdit(Edit[Profile]):
    """The profile of an organisation."""

    form: OrganisationForm
    shown: Seen

    name = "profile"

    @property
    def typed(self) -> Any:
        return portable_profile(self.form.cleaned_data)

    def seen_of(self, current: Profile) -> Seen:
        return Seen(0, current.mark)

    def save(self, organisation: Organisation, by: User) -> bool:
        """Saves what was typed, as `attempt` does. Raises AlreadyRegistered."""
        return self.attempt(lambda seen: self._store(organisation, by, seen))

    def _store(self, organisation: Organisation, by: User, seen: Seen) -> bool:
        profile, mark = self.form.cleaned_data, seen.mark or None
        update_organisation(organisation=organisation, profile=profile, by=by, at=timezone.now(), based_on=mark)
        return True

    @property
    def differing(self) -> list[tuple[str, str]]:
        """What was stored in the meantime where it differs: the label of each field, and its value in words."""
        stored = self.conflict.values if self.conflict else {}
        return [
            (str(self.form[name].label), self._words(name, value))
            for name, value in stored.items()
            if name in self.typed and value != self.typed[name]
        ]

    def _words(self, name: str, value: Any) -> str:
        words = dict(getattr(self.form.fields[name], "choices", ()))
        values = value if isinstance(value, list) else [value or ""]
        return ", ".join(str(words.get(each, each)) for each in values)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_organisation(request: SignedInRequest, slug: str) -> HttpResponse:
    """Changes the profile. 409 with both if another one was stored in the meantime."""
    found, _membership = organisation_or_404(request.user, slug, to_edit=True)
    # The form changes its instance; the title of the page and the mark need what is stored.
    stored = Organisation.objects.get(pk=found.pk)
    form = OrganisationForm(request.POST or None, instance=found, today=today())
    edit = ProfileEdit(form, Seen(0, profile_of(stored).mark))
    if request.method == "POST":
        try:
            if edit.save(stored, request.user):
                return redirect("organisation", found.slug)
        except AlreadyRegistered as refused:
            form.refuse(refused.field)
    context = {"form": form, "edit": edit, "organisation": stored}
    return render(request, "organisations/form.html", context, status=409 if edit.conflict else 200)


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
