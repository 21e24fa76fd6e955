"""The cluster's pages of recommendations: replies after the decision, and outcomes of the previous ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.access import Action, Role, WrongState
from assessments.forms.editing import Edit, Seen
from assessments.forms.recommendations import RecommendationReplyForm
from assessments.models import Assessment, RecommendationReply, User
from assessments.queries.following_up import RecommendationOutcome, last_recommendations
from assessments.queries.marks import mark_of
from assessments.queries.recommendations import DraftedRecommendation, final_recommendations, replies_to
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show, today
from assessments.workflow.recommendations import UnknownRecommendation, reply_facts, reply_to_recommendation


@dataclass
class ReplyRow(Edit[RecommendationReply]):
    """One recommendation with the cluster's reply."""

    number: int
    advice: DraftedRecommendation
    title: str
    text: str
    is_first: bool
    reply: RecommendationReply | None
    form: RecommendationReplyForm
    shown: Seen

    @property
    def name(self) -> str:
        return self.advice.key

    @property
    def typed(self) -> Any:
        return reply_facts(**self.form.cleaned_data)

    def seen_of(self, current: RecommendationReply) -> Seen:
        return _seen(current)

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves the input, like `attempt`."""
        is_saved = self.attempt(
            lambda seen: reply_to_recommendation(
                assessment=assessment,
                key=self.advice.key,
                **self.form.cleaned_data,
                by=by,
                at=timezone.now(),
                based_on=seen.version,
            )
        )
        self.reply = self.conflict or self.reply
        return is_saved


def _seen(reply: RecommendationReply | None) -> Seen:
    if reply is None:
        return Seen(0, mark_of(None))
    return Seen(reply.version, mark_of(reply_facts(reply.reply, reply.due_on, reply.note)))


def _rows(assessment: Assessment, key: str = "", data: Any = None) -> list[ReplyRow]:
    final, said = final_recommendations(assessment), replies_to(assessment)
    rows = []
    for number, advice in enumerate(final.ordered, 1):
        reply = said.get(advice.key)
        initial = {"reply": reply.reply, "due_on": reply.due_on, "note": reply.note} if reply else {}
        form = RecommendationReplyForm(data if advice.key == key else None, prefix=advice.key, initial=initial)
        title, text = advice.shown_title(language()), advice.shown_text(language())
        rows.append(ReplyRow(number, advice, title, text, advice in final.first, reply, form, _seen(reply)))
    return rows


def _page(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], rows: list[ReplyRow], status: int = 200
) -> HttpResponse:
    return show(
        request,
        "assessments/advice.html",
        build_page(assessment, roles),
        rows=rows,
        first=[row for row in rows if row.is_first],
        others=[row for row in rows if not row.is_first],
        replied=sum(row.reply is not None for row in rows),
        faulty=next((row for row in rows if row.form.is_bound), None),
        status=status,
    )


@require_safe
@on_assessment(Action.VIEW)
def advice(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The recommendations with the cluster's replies; they are published with the decision."""
    if not assessment.is_finished:
        raise WrongState(Action.REPLY, assessment.status)
    return _page(request, assessment, roles, _rows(assessment))


@require_POST
@on_assessment(Action.REPLY)
def reply(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str) -> HttpResponse:
    """The cluster's reply to one recommendation. 409 with both texts if a colleague has replied in the meantime."""
    rows = _rows(assessment, key, request.POST)
    row = next((row for row in rows if row.advice.key == key), None)
    if row is None:
        raise Http404
    try:
        is_saved = row.save(assessment, request.user)
    except UnknownRecommendation as error:
        raise Http404 from error
    if not is_saved:
        return _page(request, assessment, roles, rows, status=row.status)
    messages.info(request, _("Saved"))
    return redirect(f"{reverse('advice', args=[assessment.reference])}#advice-{key}")


@require_safe
@on_assessment(Action.READ_ANSWERS)
def follow_up(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """What became of the previous assessment's recommendations."""
    page = build_page(assessment, roles)
    found = last_recommendations(assessment, page.answers, today=today())
    counted = Counter(item.outcome for item in found.followed) if found else Counter()
    counts = [(outcome, counted[outcome]) for outcome in RecommendationOutcome if counted[outcome]]
    return show(request, "assessments/follow_up.html", page, follow_up=found, counts=counts)
