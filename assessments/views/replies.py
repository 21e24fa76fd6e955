"""The cluster's side of recommendations: replying to each after the decision, and what became of the last run's."""

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
from assessments.forms.interview import Seen, mark_of, seen_of
from assessments.forms.recommendations import RecommendationReplyForm
from assessments.models import Assessment, RecommendationReply, Reply, User
from assessments.queries.following_up import RecommendationOutcome, last_recommendations
from assessments.queries.recommendations import DraftedRecommendation, final_recommendations, replies_to
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show, today
from assessments.workflow.recommendations import StaleReply, UnknownRecommendation, reply_facts, reply_to_recommendation


@dataclass(slots=True)
class ReplyRow:
    """One recommendation with what the cluster said to it. `conflict` is what a colleague stored meanwhile."""

    number: int
    advice: DraftedRecommendation
    title: str
    text: str
    is_first: bool
    reply: RecommendationReply | None
    form: RecommendationReplyForm
    shown: Seen
    conflict: RecommendationReply | None = None

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves what was typed if it is valid; True if it is stored now. A conflict stores nothing."""
        if not self.form.is_valid():
            # What a colleague stored meanwhile has not been seen, so the corrected reply must meet it as a conflict.
            self.shown = self.form.seen
            return False
        reply, due_on = Reply(self.form.cleaned_data["reply"]), self.form.cleaned_data["due_on"]
        note = self.form.cleaned_data["note"].replace("\r\n", "\n")
        if mark_of(reply_facts(reply, due_on, note)) == self.form.seen.mark:
            return True
        try:
            reply_to_recommendation(
                assessment=assessment,
                key=self.advice.key,
                reply=reply,
                due_on=due_on,
                note=note,
                by=by,
                at=timezone.now(),
                based_on=self.form.seen.version,
            )
        except StaleReply as stale:
            self.conflict = self.reply = stale.current
            # Saving once more is then a choice made with both in view.
            self.shown = _seen_reply(stale.current)
            return False
        return True


def _seen_reply(reply: RecommendationReply | None) -> Seen:
    return seen_of(reply.version, reply_facts(reply.reply, reply.due_on, reply.note)) if reply else seen_of(0, None)


def _rows(assessment: Assessment, key: str = "", data: Any = None) -> list[ReplyRow]:
    final, said = final_recommendations(assessment), replies_to(assessment)
    rows = []
    for number, advice in enumerate(final.ordered, 1):
        reply = said.get(advice.key)
        initial = {"reply": reply.reply, "due_on": reply.due_on, "note": reply.note} if reply else {}
        form = RecommendationReplyForm(data if advice.key == key else None, prefix=advice.key, initial=initial)
        title, text = advice.shown_title(language()), advice.shown_text(language())
        rows.append(ReplyRow(number, advice, title, text, advice in final.first, reply, form, _seen_reply(reply)))
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
    """The recommendations as they were given, with what the cluster says to each. They are given by the decision."""
    if not assessment.is_finished:
        raise WrongState(Action.REPLY, assessment.status)
    return _page(request, assessment, roles, _rows(assessment))


@require_POST
@on_assessment(Action.REPLY)
def reply(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str) -> HttpResponse:
    """The cluster's reply to one recommendation. 409 with both texts if a colleague replied meanwhile."""
    rows = _rows(assessment, key, request.POST)
    row = next((row for row in rows if row.advice.key == key), None)
    if row is None:
        raise Http404
    try:
        is_saved = row.save(assessment, request.user)
    except UnknownRecommendation as error:
        raise Http404 from error
    if not is_saved:
        return _page(request, assessment, roles, rows, status=409 if row.conflict else 422)
    messages.info(request, _("Saved"))
    return redirect(f"{reverse('advice', args=[assessment.reference])}#advice-{key}")


@require_safe
@on_assessment(Action.READ_ANSWERS)
def follow_up(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """What became of the last run's recommendations."""
    page = build_page(assessment, roles)
    found = last_recommendations(assessment, page.answers, today=today())
    counted = Counter(item.outcome for item in found.followed) if found else Counter()
    counts = [(outcome, counted[outcome]) for outcome in RecommendationOutcome if counted[outcome]]
    return show(request, "assessments/follow_up.html", page, follow_up=found, counts=counts)
