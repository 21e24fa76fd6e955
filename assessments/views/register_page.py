"""The pages on which owners write, preview, publish and take back what the register shows of their organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import may_publish, organisation_or_404
from assessments.forms.editing import Edit, Seen
from assessments.forms.register import RegisterPageForm
from assessments.models import Organisation, User
from assessments.queries.register import RegisterPage, draft_of, published_content
from assessments.views.pages import SignedInRequest, today
from assessments.views.register import cluster_context
from assessments.workflow.editing import Stale
from assessments.workflow.publishing import (
    NoLabel,
    publish_register_page,
    take_back_register_page,
    write_register_page,
)


@dataclass
class RegisterPageEdit(Edit[RegisterPage]):
    """The draft of an organisation's page in the register."""

    form: RegisterPageForm
    shown: Seen

    name = "register"

    @property
    def typed(self) -> Any:
        return self.form.content.portable

    def seen_of(self, current: RegisterPage) -> Seen:
        return Seen(0, current.content.mark)

    def save(self, organisation: Organisation, by: User) -> bool:
        """Saves what was typed, as `attempt` does."""

        def store(seen: Seen) -> bool:
            write_register_page(
                organisation=organisation, content=self.form.content, by=by, at=timezone.now(), based_on=seen.mark
            )
            return True

        return self.attempt(store)

    @property
    def differing(self) -> list[tuple[str, str]]:
        """What was stored in the meantime where it differs: the label of each field, and its text."""
        if self.conflict is None:
            return []
        stored = RegisterPageForm(content=self.conflict.content, today=today())
        return [
            (str(field.label), str(stored[field.name].initial or ""))
            for field in self.form
            if (stored[field.name].initial or "") != (self.form.cleaned_data[field.name] or "")
            and not isinstance(stored[field.name].initial, tuple)
        ]


def _organisation(request: SignedInRequest, slug: str) -> Organisation:
    """The organisation, for its owners. Raises Http404 for outsiders and PermissionDenied for others."""
    found, membership = organisation_or_404(request.user, slug, to_edit=False)
    if not may_publish(membership):
        raise PermissionDenied
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Writes the draft. 409 with both if another one was stored in the meantime."""
    found = _organisation(request, slug)
    stored = draft_of(found)
    form = RegisterPageForm(request.POST or None, content=stored.content, today=today())
    edit = RegisterPageEdit(form, Seen(0, stored.content.mark))
    is_sent = request.method == "POST"
    if is_sent and edit.save(found, request.user):
        return redirect("preview_register_page", slug)
    context = {"form": form, "edit": edit, "organisation": found, "published": published_content(found)}
    return render(request, "organisations/register_page.html", context, status=edit.status if is_sent else 200)


def _preview(request: SignedInRequest, found: Organisation, *, fault: str = "", status: int = 200) -> HttpResponse:
    draft, published = draft_of(found).content, published_content(found)
    context = {
        **cluster_context(found, draft.published, today()),
        "mark": draft.mark,
        "published": published,
        "is_published_as_shown": published == draft.published,
        "has_label": found.labels.exists(),
        "fault": fault,
    }
    return render(request, "organisations/register_preview.html", context, status=status)


@login_required
@require_safe
def preview_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Exactly what the public would see of the draft."""
    return _preview(request, _organisation(request, slug))


@login_required
@require_POST
def publish_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Publishes the draft that was previewed. 409 if it was changed in the meantime, or there is no label yet."""
    found = _organisation(request, slug)
    try:
        publish_register_page(
            organisation=found, by=request.user, at=timezone.now(), based_on=request.POST.get("mark", "")
        )
    except Stale:
        fault = _("The draft has been changed since you looked at it. This is how it stands now; nothing is published.")
        return _preview(request, found, fault=fault, status=409)
    except NoLabel:
        fault = _("The register holds clusters with a label. You can publish the page as soon as you have one.")
        return _preview(request, found, fault=fault, status=409)
    messages.info(request, _("Published. Everybody can read the page now."))
    return redirect("preview_register_page", slug)


@login_required
@require_POST
def take_back_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Takes back what was published."""
    found = _organisation(request, slug)
    take_back_register_page(organisation=found, by=request.user, at=timezone.now())
    messages.info(request, _("Taken back. The register shows only your labels now; your draft is kept."))
    return redirect("preview_register_page", slug)
