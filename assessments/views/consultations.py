"""Common positions and quick questions: public pages, those of the asked clusters, and those of the secretariat."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import may_edit_organisation, organisation_of_member
from assessments.forms.consultations import ConsultationForm, PublishForm, ReplyToConsultationForm
from assessments.forms.organisations import portfolio_choices
from assessments.models import Consultation, ConsultationKind, ConsultationReply
from assessments.queries.consultations import (
    MIN_FOR_COUNTS,
    ConsultationState,
    concerned_by,
    concerns,
    consultation_state,
    consultations_of,
    outcome_of,
    published,
    reply_choices,
)
from assessments.tasks import tell_asked_clusters
from assessments.views.cohorts import for_secretariat
from assessments.views.pages import SignedInRequest, language, today
from assessments.workflow.consultations import (
    NotInThisState,
    open_consultation,
    publish_consultation,
    reply_to_consultation,
    save_consultation,
)
from criteria.sorting import sort_key

STATE_WORDS: Final[dict[ConsultationState, Promise]] = {
    ConsultationState.DRAFT: gettext_lazy("draft"),
    ConsultationState.OPEN: gettext_lazy("open"),
    ConsultationState.CLOSED: gettext_lazy("waits for publication"),
    ConsultationState.PUBLISHED: gettext_lazy("published"),
}


@dataclass(frozen=True, slots=True)
class ListedConsultation:
    """A position or question in a list."""

    consultation: Consultation
    state: ConsultationState

    @property
    def words(self) -> str:
        """The state in words."""
        return str(STATE_WORDS[self.state])


def _listed(consultation: Consultation) -> ListedConsultation:
    return ListedConsultation(consultation, consultation_state(consultation, today()))


def _outcome(consultation: Consultation, *, is_public: bool = True) -> dict[str, Any]:
    outcome = outcome_of(consultation, is_public=is_public)
    names = sorted((each.name for each in outcome.supporters), key=lambda name: sort_key(name, language()))
    fields = dict(portfolio_choices(today()))
    return {
        "consultation": consultation,
        "outcome": outcome,
        "supporters": names,
        "least": MIN_FOR_COUNTS,
        "field": fields.get(consultation.portfolio, consultation.portfolio),
    }


@require_safe
def positions(request: HttpRequest) -> HttpResponse:
    """What was published, for everybody."""
    return render(request, "consultations/published.html", {"published": published()})


@require_safe
def position(request: HttpRequest, number: int) -> HttpResponse:
    """One published position or question: its text, the counts, the clusters that support it publicly."""
    return render(request, "consultations/result.html", _outcome(get_object_or_404(published(), pk=number)))


@login_required
@require_safe
def consultations(request: SignedInRequest, slug: str) -> HttpResponse:
    """What an organisation was asked, and what it replied."""
    found, _membership = organisation_of_member(request.user, slug)
    replied = {reply.consultation_id: reply for reply in ConsultationReply.objects.filter(organisation=found)}
    rows = [(_listed(asked), replied.get(asked.pk)) for asked in consultations_of(found)]
    return render(request, "consultations/list.html", {"organisation": found, "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """One position or question, and the organisation's reply, which can be changed until the deadline."""
    found, membership = organisation_of_member(request.user, slug)
    asked = get_object_or_404(Consultation, pk=number, opened_at__isnull=False)
    if not concerns(asked, found):
        raise Http404
    if request.method == "POST" and not may_edit_organisation(membership):
        raise PermissionDenied
    reply = ConsultationReply.objects.filter(organisation=found, consultation=asked).first()
    before = {"choice": reply.choice, "text": reply.text, "is_named": reply.is_named} if reply else {}
    form = ReplyToConsultationForm(request.POST or None, consultation=asked, initial=before)
    status = HTTPStatus.OK
    if form.is_valid():
        try:
            reply_to_consultation(
                consultation=asked, organisation=found, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotInThisState:
            status = HTTPStatus.CONFLICT
        else:
            messages.info(request, _("Your reply is stored. You can change it until the deadline."))
            return redirect("consultations", slug)
    words = dict(reply_choices(asked))
    context = {
        "organisation": found,
        "listed": _listed(asked),
        "form": form,
        "reply": reply,
        "reply_words": words.get(reply.choice) if reply else "",
        "may_reply": may_edit_organisation(membership),
    }
    return render(request, "consultations/reply.html", context, status=status)


@require_safe
@for_secretariat
def desk_consultations(request: SignedInRequest) -> HttpResponse:
    """All positions and questions, for the secretariat."""
    rows = [_listed(each) for each in Consultation.objects.order_by("-pk")]
    return render(request, "consultations/desk.html", {"rows": rows, "kinds": ConsultationKind.choices})


@require_http_methods(["GET", "HEAD", "POST"])
@for_secretariat
def new_consultation(request: SignedInRequest, kind: str) -> HttpResponse:
    """Drafts a position or a question."""
    if kind not in ConsultationKind.values:
        raise Http404
    return _draft(request, None, kind)


@require_http_methods(["GET", "HEAD", "POST"])
@for_secretariat
def desk_consultation(request: SignedInRequest, number: int) -> HttpResponse:
    """A draft to be changed or, once it was opened, the replies."""
    found = get_object_or_404(Consultation, pk=number)
    if _listed(found).state is ConsultationState.DRAFT:
        return _draft(request, found, found.kind)
    if request.method == "POST":
        return _not_now(request, found)
    return _replies(request, found, PublishForm(initial={"result": found.text if found.is_position else ""}))


def _replies(request: SignedInRequest, found: Consultation, form: PublishForm) -> HttpResponse:
    """The replies with the form to publish a result; 422 if it was filled in wrongly."""
    amendments = found.replies.exclude(text="").select_related("organisation").order_by("pk")
    context = {"listed": _listed(found), "amendments": amendments, "form": form, **_outcome(found, is_public=False)}
    status = 422 if form.errors else 200
    return render(request, "consultations/replies.html", context, status=status)


def _draft(request: SignedInRequest, draft: Consultation | None, kind: str) -> HttpResponse:
    is_position = kind == ConsultationKind.POSITION
    initial = {}
    if draft is not None:
        names = ("title", "text", "country", "portfolio", "deadline")
        initial = {**{name: getattr(draft, name) for name in names}, "choices": "\n".join(draft.choices)}
    form = ConsultationForm(request.POST or None, today=today(), is_position=is_position, initial=initial)
    if form.is_valid():
        values = {"choices": [], **form.cleaned_data}
        saved = save_consultation(consultation=draft, kind=kind, by=request.user, at=timezone.now(), **values)
        messages.info(request, _("Saved as a draft. Look at it once more before you ask."))
        return redirect("desk_consultation", saved.pk)
    asked = len(concerned_by(draft)) if draft else 0
    kind_words = ConsultationKind(kind).label
    context = {"form": form, "draft": draft, "kind_words": kind_words, "asked": asked}
    return render(request, "consultations/draft.html", context)


@require_POST
@for_secretariat
def ask_consultation(request: SignedInRequest, number: int) -> HttpResponse:
    """Asks the clusters."""
    found = get_object_or_404(Consultation, pk=number)
    try:
        # In one transaction, so that nobody is left untold.
        with transaction.atomic():
            asked = open_consultation(consultation=found, by=request.user, at=timezone.now())
            tell_asked_clusters.enqueue(consultation_id=found.pk)
    except NotInThisState:
        return _not_now(request, found)
    words = ngettext("%(count)d cluster was asked.", "%(count)d clusters were asked.", asked)
    messages.info(request, words % {"count": asked})
    return redirect("desk_consultation", number)


@require_POST
@for_secretariat
def publish_result(request: SignedInRequest, number: int) -> HttpResponse:
    """Publishes the result."""
    found = get_object_or_404(Consultation, pk=number)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _replies(request, found, form)
    try:
        with transaction.atomic():
            publish_consultation(
                consultation=found, result=form.cleaned_data["result"], by=request.user, at=timezone.now()
            )
            tell_asked_clusters.enqueue(consultation_id=found.pk)
    except NotInThisState:
        return _not_now(request, found)
    return redirect("position", number)


def _not_now(request: SignedInRequest, found: Consultation) -> HttpResponse:
    messages.error(request, _("Nothing was changed: this cannot be done in the present state."))
    return redirect("desk_consultation", found.pk)
