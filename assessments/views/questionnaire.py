"""Filling in: the task list, an area's page, check your answers, handing in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import Action, Role
from assessments.forms.indicator import IndicatorForm
from assessments.forms.review import WithdrawForm
from assessments.models import Answer as AnswerRow
from assessments.models import Assessment, Label
from assessments.views.pages import Page, SignedInRequest, build_page, language, on_assessment, show, today
from assessments.workflow import NotSubmittable, StaleAnswer, answer_of, save_answer, submit, withdraw
from criteria.answers import NOTHING, Answer, AnswerState, missing_fields, state_of
from criteria.cross_checks import Finding
from criteria.definitions import Area, Indicator
from criteria.eligibility import RuleState


@require_safe
@on_assessment(Action.VIEW)
def assessment(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Where the assessment stands: the six areas, eligibility, and what can be done next."""
    page = build_page(assessment, roles)
    unfinished = [state.area for state in page.areas if state.progress.done < state.progress.total]
    assignment = assessment.assignments.filter(ended_at=None).select_related("assessor").first()
    return show(
        request,
        "assessments/overview.html",
        page,
        first_open=unfinished[0] if unfinished else page.edition.areas[0],
        assessor=assignment.assessor if assignment else None,
        label=Label.objects.filter(assessment=assessment).first(),
    )


@dataclass(slots=True)
class Question:
    """One indicator on an area's page. `version` is the stored answer's that the page shows."""

    indicator: Indicator
    form: IndicatorForm
    state: AnswerState
    findings: list[Finding]
    version: int
    conflict: AnswerRow | None = None
    conflict_answer: Answer | None = None


def _area_or_404(page: Page, key: str) -> Area:
    try:
        return page.edition.area(key)
    except KeyError as error:
        raise Http404 from error


def _questions(page: Page, area: Area, rows: dict[str, AnswerRow], data: Any = None) -> list[Question]:
    questions = []
    for indicator in area.indicators:
        row = rows.get(indicator.key)
        answer = answer_of(indicator, row) if row else NOTHING
        form = IndicatorForm(indicator, answer, language=language(), year=today().year, data=data)
        version = row.version if row else 0
        findings = page.findings_for(indicator.key)
        questions.append(Question(indicator, form, state_of(indicator, answer), findings, version))
    return questions


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.EDIT_ANSWERS)
def area(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str) -> HttpResponse:
    """An area's questions. What is valid is saved; what is not stays on the page with its message."""
    page = build_page(assessment, roles)
    found = _area_or_404(page, key)
    rows = {row.indicator: row for row in assessment.answers.all()}
    if request.method != "POST":
        return show(request, "assessments/area.html", page, area=found, questions=_questions(page, found, rows))
    questions = _questions(page, found, rows, request.POST)
    saved = sum(_save(question, assessment, request) for question in questions)
    if not any(question.form.errors or question.conflict for question in questions):
        if "stay" in request.POST:
            messages.info(request, _("Saved"))
            return redirect("area", assessment.reference, key)
        return redirect(_next_address(page, found))
    page = build_page(assessment, roles)
    for question in questions:
        question.findings = page.findings_for(question.indicator.key)
        question.state = state_of(question.indicator, page.answers.get(question.indicator.key, NOTHING))
    return show(
        request,
        "assessments/area.html",
        page,
        area=found,
        questions=questions,
        saved=saved,
        has_faults=True,
        status=422,
    )


def _save(question: Question, assessment: Assessment, request: SignedInRequest) -> bool:
    form = question.form
    if not form.is_valid():
        return False
    try:
        return save_answer(
            assessment=assessment,
            indicator=question.indicator.key,
            answer=form.answer,
            based_on=form.version,
            by=request.user,
            at=timezone.now(),
        )
    except StaleAnswer as stale:
        question.conflict = stale.current
        question.conflict_answer = answer_of(question.indicator, stale.current)
        # Saving once more is then a choice made with both texts in view.
        question.version = stale.current.version
        return False


def _next_address(page: Page, current: Area) -> str:
    keys = [area.key for area in page.edition.areas]
    position = keys.index(current.key) + 1
    if position < len(keys):
        return reverse("area", args=[page.assessment.reference, keys[position]])
    return reverse("check", args=[page.assessment.reference])


@require_safe
@on_assessment(Action.READ_ANSWERS)
def check(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """All answers on one page, with what is missing and what does not fit."""
    page = build_page(assessment, roles, own=True)
    areas = [
        (
            area,
            [
                (
                    indicator,
                    answer := page.answers.get(indicator.key, NOTHING),
                    state_of(indicator, answer),
                    missing_fields(indicator, answer),
                    page.findings_for(indicator.key),
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
@on_assessment(Action.SUBMIT)
def hand_in(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Hands the answers in."""
    try:
        submit(assessment=assessment, by=request.user, at=timezone.now())
    except NotSubmittable:
        messages.error(request, _("The assessment cannot be handed in yet: a binding criterion is not met."))
        return redirect("check", assessment.reference)
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
