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
from assessments.forms.advice import ReplyForm
from assessments.models import Assessment, RecommendationReply, Reply
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show, today
from assessments.workflow import (
    Advice,
    Outcome,
    UnknownAdvice,
    final_recommendations,
    last_recommendations,
    replies_to,
    reply_to_recommendation,
)


@dataclass(slots=True)
class ReplyRow:
    """One recommendation with what the cluster said to it."""

    number: int
    advice: Advice
    title: str
    text: str
    is_first: bool
    reply: RecommendationReply | None
    form: ReplyForm


def _rows(assessment: Assessment, key: str = "", data: Any = None) -> list[ReplyRow]:
    final, said = final_recommendations(assessment), replies_to(assessment)
    rows = []
    for number, advice in enumerate(final.ordered, 1):
        reply = said.get(advice.key)
        initial = {"reply": reply.reply, "due_on": reply.due_on, "note": reply.note} if reply else {}
        form = ReplyForm(data if advice.key == key else None, prefix=advice.key, initial=initial)
        title, text = advice.shown_title(language()), advice.shown_text(language())
        rows.append(ReplyRow(number, advice, title, text, advice in final.first, reply, form))
    return rows


def _page(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], rows: list[ReplyRow], status: int = 200
) -> HttpResponse:
    faulty = next((row.form for row in rows if row.form.is_bound), None)
    return show(
        request,
        "assessments/advice.html",
        build_page(assessment, roles),
        rows=rows,
        first=[row for row in rows if row.is_first],
        others=[row for row in rows if not row.is_first],
        replied=sum(row.reply is not None for row in rows),
        faulty=faulty,
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
    """The cluster's reply to one recommendation."""
    rows = _rows(assessment, key, request.POST)
    form = next((row.form for row in rows if row.advice.key == key), None)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _page(request, assessment, roles, rows, status=422)
    cleaned = form.cleaned_data
    try:
        reply_to_recommendation(
            assessment=assessment,
            key=key,
            reply=Reply(cleaned["reply"]),
            due_on=cleaned["due_on"],
            note=cleaned["note"],
            by=request.user,
            at=timezone.now(),
        )
    except UnknownAdvice as error:
        raise Http404 from error
    messages.info(request, _("Saved"))
    return redirect(f"{reverse('advice', args=[assessment.reference])}#advice-{key}")


@require_safe
@on_assessment(Action.READ_ANSWERS)
def follow_up(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """What became of the last run's recommendations."""
    page = build_page(assessment, roles)
    found = last_recommendations(assessment, page.answers, today=today())
    counted = Counter(item.outcome for item in found.followed) if found else Counter()
    counts = [(outcome, counted[outcome]) for outcome in Outcome if counted[outcome]]
    return show(request, "assessments/follow_up.html", page, follow_up=found, counts=counts)
