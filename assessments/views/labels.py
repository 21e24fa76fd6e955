"""Labels: their public pages, data and badges, and what the secretariat does with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import Action, Role, WrongState, can, organisation_or_404, roles_of
from assessments.files.credentials import CREDENTIAL_TYPE
from assessments.forms.labels import LabelForm, LabelWithdrawalForm, RemindersForm, SuspensionForm
from assessments.forms.layout import PlainForm
from assessments.models import Assessment, Label, User
from assessments.queries.credentials import credential_of
from assessments.queries.labels import (
    LabelAct,
    find_label,
    is_in_use,
    label_address,
    label_of,
    possible_acts,
    state_of_label,
)
from assessments.queries.register_data import label_record
from assessments.queries.reminders import REMINDERS
from assessments.report.charts.badge import badge
from assessments.report.issuing.certificate import issue_certificate
from assessments.report.issuing.logos import logos_of
from assessments.report.words.labels import STATE_WORDS, label_name, state_sentence
from assessments.views.badges import badge_response, language_of_badge
from assessments.views.next_steps import LABEL_ACTS
from assessments.views.pages import (
    SignedInRequest,
    build_page,
    language,
    on_assessment,
    show,
    today,
)
from assessments.workflow.labelling import NumberTaken, enter_label, lift_suspension, suspend_label, withdraw_label
from assessments.workflow.reminders import choose_reminders
from criteria.loader import load_edition


@require_safe
def label(request: HttpRequest, number: str) -> HttpResponse:
    """The public page of a label: what it is and its state today. JSON if the client prefers it."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response: HttpResponse = label_data(request, number)
    else:
        response = _page(request, find_label(number))
    patch_vary_headers(response, ["Accept"])
    return response


def _page(request: HttpRequest, found: Label | None) -> HttpResponse:
    context: dict[str, Any] = {"label": found}
    if found:
        state = state_of_label(found, today())
        edition = load_edition(found.assessment.edition)
        context |= {
            "state": state,
            "sentence": state_sentence(found, state, language()),
            "name": label_name(found, language()),
            "edition": edition,
            "address": label_address(found),
            "badge_address": settings.SITE_ADDRESS + reverse("badge", args=[found.number]),
            "has_credential": _may_use(request, found) and credential_of(found) is not None,
        }
    response = render(request, "labels/label.html", context, status=200 if found else 404)
    # The state can change at any time.
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _may_use(request: HttpRequest, found: Label) -> bool:
    """Whether the reader is of the cluster or the secretariat, and the label is valid."""
    if not isinstance(request.user, User) or not is_in_use(found, today()):
        return False
    return can(Action.USE_LABEL, roles_of(request.user, found.assessment), found.assessment)


@require_safe
def label_data(request: HttpRequest, number: str) -> JsonResponse:
    """The same as JSON. A number that is not here says nothing about labels of other registers."""
    found = find_label(number)
    facts = label_record(found, today()).portable if found else {"state": "not_in_this_register"}
    response = JsonResponse(facts, status=200 if found else 404)
    response["Cache-Control"] = "no-store"
    return response


def _badge_of(request: HttpRequest, number: str) -> str:
    """The badge in the language that its address names; raises Http404 if there is no such label."""
    found = find_label(number)
    if found is None:
        raise Http404
    reader = language_of_badge(request)
    state = state_of_label(found, today())
    with translation.override(reader):
        return badge(
            name=label_name(found, reader),
            state=state,
            word=str(STATE_WORDS[state]),
            title=f"{found.organisation.name}: {state_sentence(found, state, reader)}",
        )


@require_safe
def label_badge(request: HttpRequest, number: str) -> HttpResponseBase:
    """The badge with today's state, for other websites."""
    return badge_response(request, _badge_of(request, number))


@require_safe
@on_assessment(Action.USE_LABEL)
def certificate(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The certificate as a PDF in the reader's language and that of the issuer, while the label is valid."""
    found = _label_in_use(assessment)
    content = issue_certificate(found, language(), by=request.user, at=timezone.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{found.number}-{language()}.pdf") or ""
    return response


@require_safe
@on_assessment(Action.USE_LABEL)
def label_logos(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The signs of the label as a ZIP, while it is valid."""
    found = _label_in_use(assessment)
    response = HttpResponse(logos_of(found), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{found.number}.zip") or ""
    return response


@require_safe
@on_assessment(Action.USE_LABEL)
def credential(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The credential of the label as it was signed, while the label is valid."""
    found = _label_in_use(assessment)
    signed = credential_of(found)
    if signed is None:
        raise Http404
    response = HttpResponse(signed.token, content_type=CREDENTIAL_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{found.number}.jwt") or ""
    return response


def _label_in_use(assessment: Assessment) -> Label:
    found = label_of(assessment)
    if found is None or not is_in_use(found, today()):
        raise WrongState(Action.USE_LABEL, assessment.status)
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: SignedInRequest, slug: str) -> HttpResponse:
    """Which reminders of the end of a label the organisation wants."""
    found, _membership = organisation_or_404(request.user, slug, to_edit=True)
    wanted = [kind for kind in REMINDERS if kind not in found.reminders_off]
    # Without any box checked, nothing is wanted.
    form = RemindersForm(request.POST if request.method == "POST" else None, initial={"wanted": wanted})
    if form.is_valid():
        choose_reminders(organisation=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("organisation", found.slug)
    return render(request, "organisations/reminders.html", {"organisation": found, "form": form})


@dataclass(frozen=True, slots=True)
class ActWords:
    """What the page of an act says, its form and the function that does it."""

    title: str | Promise
    lead: str | Promise
    done: str | Promise
    form: type[PlainForm]
    do: Callable[..., Label]


ACTS: Final = {
    LabelAct.ENTER: ActWords(
        LABEL_ACTS[LabelAct.ENTER],
        gettext_lazy("Copy the number and the days from the certificate of the issuer."),
        gettext_lazy("The label is entered, and the cluster is told."),
        LabelForm,
        enter_label,
    ),
    LabelAct.SUSPEND: ActWords(
        LABEL_ACTS[LabelAct.SUSPEND],
        gettext_lazy("Its page and its badge say so until you lift the suspension. Its last day stays the same."),
        gettext_lazy("The label is suspended, and the cluster is told."),
        SuspensionForm,
        suspend_label,
    ),
    LabelAct.LIFT: ActWords(
        LABEL_ACTS[LabelAct.LIFT],
        gettext_lazy("The label is valid again until its last day."),
        gettext_lazy("The suspension is lifted, and the cluster is told."),
        SuspensionForm,
        lift_suspension,
    ),
    LabelAct.WITHDRAW: ActWords(
        LABEL_ACTS[LabelAct.WITHDRAW],
        gettext_lazy("This cannot be undone. A new label needs a new assessment."),
        gettext_lazy("The label is withdrawn, and the cluster is told."),
        LabelWithdrawalForm,
        withdraw_label,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.KEEP_LABEL)
def act_on_label(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], act: str) -> HttpResponse:
    """Enters, suspends, restores or withdraws the label of the assessment."""
    if act not in set(LabelAct):
        raise Http404
    chosen = LabelAct(act)
    if chosen not in possible_acts(assessment, label_of(assessment)):
        raise WrongState(Action.KEEP_LABEL, assessment.status)
    words = ACTS[chosen]
    form = words.form(request.POST or None)
    if form.is_valid():
        try:
            words.do(assessment=assessment, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NumberTaken:
            form.add_error("number", _("Another label has this number."))
        else:
            messages.info(request, str(words.done))
            return redirect("assessment", assessment.reference)
    return show(request, "assessments/label_act.html", build_page(assessment, roles), form=form, words=words)
