"""Filling in: an area's page, check your answers, submitting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import Action, Role, WrongState, require
from assessments.forms.desk import WithdrawForm
from assessments.models import Assessment, Status
from assessments.queries.answers import effective_in, stored_answers
from assessments.queries.collaboration import team_states
from assessments.queries.evidence import evidence_by_indicator
from assessments.queries.presence import others_present
from assessments.queries.renewal import previous_answers
from assessments.views.pages import (
    NO_ROOM,
    Page,
    SignedInRequest,
    area_or_404,
    build_page,
    explained,
    on_assessment,
    show,
)
from assessments.views.question_view import QuestionView, question_of
from assessments.workflow.answering import open_draft
from assessments.workflow.deciding import withdraw
from assessments.workflow.presence import be_present
from assessments.workflow.submitting import NotSubmittable, submit
from criteria.answers import NOTHING, missing_fields
from criteria.definitions import Area, Indicator
from criteria.eligibility import RuleState
from criteria.loader import load_edition
from criteria.states import state_of


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.EDIT_ANSWERS)
def area(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str) -> HttpResponse:
    """An area's questions. Valid input is saved; invalid input stays on the page with its messages."""
    rows = stored_answers(assessment)
    page = build_page(assessment, roles, answers=effective_in(assessment, rows.values()))
    found = area_or_404(assessment, key)
    be_present(assessment=assessment, user=request.user, area=key, at=timezone.now())
    previous, last = previous_answers(assessment)
    data = request.POST if request.method == "POST" else None
    questions = [
        question_of(assessment, indicator, rows.get(indicator.key), last=last.get(indicator.key), data=data)
        for indicator in found.indicators
    ]
    status = 200
    if data is not None:
        saved = [question.save(assessment, request.user) for question in questions]
        if all(saved):
            if "stay" not in data:
                return redirect(_next_address(page, found))
            messages.info(request, _("Saved"))
            return redirect("area", assessment.reference, key)
        # The page with a conflict has the same status as one with errors; only scripts need the difference.
        status = NO_ROOM if any(question.has_no_room for question in questions) else 422
        page = build_page(assessment, roles)
    _add_context(questions, page)
    return show(
        request,
        "assessments/area.html",
        page,
        area=found,
        questions=questions,
        previous=previous,
        others=others_present(assessment, request.user, at=timezone.now()),
        has_faults=status != 200,
        carried=sum(asked.is_carried for asked in questions),
        status=status,
    )


def _add_context(questions: list[QuestionView], page: Page) -> None:
    """Adds what is shown around each question: state, findings, team and evidence."""
    team, evidence = team_states(page.assessment), evidence_by_indicator(page.assessment)
    for asked in questions:
        key = asked.indicator.key
        asked.show_state(page)
        asked.team, asked.evidence = team[key], evidence.get(key, [])


@require_POST
@explained(Action.EDIT_ANSWERS)
def indicator(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Saves one answer without leaving the page; returns the parts of the page that changed.

    200: stored. 422: errors. 409: conflict, because somebody else stored another answer in the meantime. 507: the
    server has no disk space.
    """
    asked = None
    try:
        with open_draft(reference=reference, by=request.user) as draft:
            found = _indicator_or_404(draft.assessment, key)
            asked = question_of(draft.assessment, found, draft.rows.get(key), data=request.POST)
            is_saved = asked.save_in(draft, request.user)
    except OperationalError as error:
        if asked is None:
            raise
        asked.lack_room(error)
        is_saved = False
    at = timezone.now()
    be_present(assessment=draft.assessment, user=request.user, area=found.area, indicator=key, at=at)
    if not is_saved:
        return _saved_parts(request, asked, at, status=asked.status)
    answers = effective_in(draft.assessment, draft.rows.values())
    if not asked.is_untouched:
        answers[key] = asked.form.answer
    page = build_page(draft.assessment, draft.roles, answers=answers)
    asked.show_state(page)
    return _saved_parts(request, asked, at, page=page)


def _indicator_or_404(assessment: Assessment, key: str) -> Indicator:
    try:
        return load_edition(assessment.edition).indicator(key)
    except KeyError as error:
        raise Http404 from error


def _saved_parts(
    request: SignedInRequest, asked: QuestionView, at: dt.datetime, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"edit": asked, "indicator": asked.indicator, "at": at, "is_saved": status == 200}
    return render(request, "assessments/parts/saved.html", context, status=status)


@require_safe
@on_assessment(Action.EDIT_ANSWERS)
def presence(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str) -> HttpResponse:
    """The other people who are here; polled by the page every 30 seconds, which also keeps its reader present."""
    at, found = timezone.now(), area_or_404(assessment, key)
    be_present(assessment=assessment, user=request.user, area=found.key, at=at)
    others = others_present(assessment, request.user, at=at)
    return render(request, "assessments/parts/others.html", {"others": others})


def _next_address(page: Page, current: Area) -> str:
    keys = [area.key for area in page.edition.areas]
    position = keys.index(current.key) + 1
    if position < len(keys):
        return reverse("area", args=[page.assessment.reference, keys[position]])
    return reverse("check", args=[page.assessment.reference])


@require_safe
@on_assessment(Action.READ_ANSWERS)
def check(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """All answers on one page, with missing and contradictory ones."""
    page = build_page(assessment, roles, own=True)
    areas = [
        (
            area,
            [
                (
                    indicator,
                    answer := page.answers.get(indicator.key, NOTHING),
                    state_of(indicator, answer, page.findings),
                    missing_fields(indicator, answer),
                    page.findings_for(indicator),
                )
                for indicator in area.indicators
            ],
        )
        for area in page.edition.areas
    ]
    failed = [rule for rule in page.verdict.binding if rule.state is RuleState.NOT_MET]
    unknown = [rule for rule in page.verdict.binding if rule.state is RuleState.UNKNOWN]
    return show(request, "assessments/check.html", page, areas=areas, failed=failed, unknown=unknown)


@require_POST
@on_assessment(Action.VIEW)
def hand_in(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Submits the answers. If they have already been submitted, the page says so."""
    try:
        require(Action.SUBMIT, request.user, assessment)
        submit(assessment=assessment, by=request.user, at=timezone.now())
    except NotSubmittable:
        messages.error(request, _("The assessment cannot be handed in yet: a binding criterion is not met."))
        return redirect("check", assessment.reference)
    except WrongState as wrong:
        if wrong.status != Status.SUBMITTED:
            raise
        messages.info(request, _("The answers were handed in already. Nothing was changed."))
        return redirect("assessment", assessment.reference)
    messages.info(request, _("The answers are handed in and can no longer be changed."))
    return redirect("assessment", assessment.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.WITHDRAW)
def take_back(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The cluster withdraws its assessment."""
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        withdraw(assessment=assessment, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        return redirect("assessment", assessment.reference)
    return show(request, "assessments/withdraw.html", build_page(assessment, roles), form=form)
