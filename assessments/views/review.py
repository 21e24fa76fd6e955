"""The assessor's pages: answers by area with remarks and agreed values, recommendations, finishing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import Action, Role
from assessments.forms.indicator import IndicatorForm
from assessments.forms.review import InterviewForm, RecommendationForm, RemarkForm
from assessments.models import Assessment
from assessments.report.context_material import read_material
from assessments.report.context_tree import Figure
from assessments.views.comparison import figures_of
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show, today
from assessments.workflow import (
    Advice,
    InterviewMissing,
    agree_value,
    agreed_of,
    answer_of,
    draft_recommendations,
    edit_recommendation,
    finish_assessment,
    plan_interview,
    write_remark,
)
from assessments.workflow.reviewing import QuestionsUnresolved
from criteria.answers import NOTHING, Answer, AnswerState, state_of
from criteria.cross_checks import Finding
from criteria.definitions import Indicator


@dataclass(slots=True)
class Reviewed:
    """One indicator on the assessor's page: the cluster's answer, the agreed value, the remark, the comparison."""

    indicator: Indicator
    own: Answer
    state: AnswerState
    agreed: Answer | None
    agreed_form: IndicatorForm
    remark_form: RemarkForm
    findings: list[Finding]
    figures: list[Figure]

    @property
    def is_valid(self) -> bool:
        agreed, remark = self.agreed_form.is_valid(), self.remark_form.is_valid()
        if agreed and remark and self.differs and not self.remark_form.cleaned_data["reason"]:
            self.remark_form.add_error("reason", _("Say why another value than the cluster's own was agreed."))
        return not self.agreed_form.errors and not self.remark_form.errors

    @property
    def differs(self) -> bool:
        """Whether the values typed by the assessor are others than the cluster's own."""
        return dict(self.agreed_form.answer.values) != dict(self.own.values)


def _reviewed(assessment: Assessment, key: str, data: Any = None) -> list[Reviewed]:
    page = build_page(assessment, frozenset(), own=True)
    try:
        area = page.edition.area(key)
    except KeyError as error:
        raise Http404 from error
    rows = {row.indicator: row for row in assessment.answers.all()}
    remarks = {remark.indicator: remark.text for remark in assessment.remarks.all()}
    material = read_material(assessment, language(), today=today())
    result = []
    for indicator in area.indicators:
        row = rows.get(indicator.key)
        own = answer_of(indicator, row) if row else NOTHING
        agreed = agreed_of(indicator, row) if row else None
        result.append(
            Reviewed(
                indicator=indicator,
                own=own,
                state=state_of(indicator, own),
                agreed=agreed,
                agreed_form=IndicatorForm(
                    indicator,
                    Answer((agreed or own).values),
                    language=language(),
                    year=today().year,
                    data=data,
                    prefix=f"agreed-{indicator.key}",
                    ask_not_applicable=False,
                ),
                remark_form=RemarkForm(
                    data,
                    prefix=f"remark-{indicator.key}",
                    initial={
                        "remark": remarks.get(indicator.key, ""),
                        "reason": row.agreed_reason if row else "",
                    },
                ),
                findings=page.findings_for(indicator.key),
                figures=figures_of(material, indicator),
            )
        )
    return result


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.REVIEW)
def review(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str) -> HttpResponse:
    """One area: the cluster's answers, agreed values, remarks. Nothing is saved while a fault is left."""
    reviewed = _reviewed(assessment, key, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        # Every form is checked, so that all faults are shown at once.
        checked = [item.is_valid for item in reviewed]
        if all(checked):
            for item in reviewed:
                _save(item, assessment, request)
            messages.info(request, _("Saved"))
            return redirect("review", assessment.reference, key)
        status = 422
    else:
        status = 200
    page = build_page(assessment, roles)
    return show(
        request,
        "assessments/review.html",
        page,
        area=page.edition.area(key),
        reviewed=reviewed,
        has_faults=status == 422,
        status=status,
    )


def _save(item: Reviewed, assessment: Assessment, request: SignedInRequest) -> None:
    key, at = item.indicator.key, timezone.now()
    cleaned = item.remark_form.cleaned_data
    if cleaned["remark"] != item.remark_form.initial["remark"]:
        write_remark(assessment=assessment, indicator=key, text=cleaned["remark"], by=request.user, at=at)
    wanted = item.agreed_form.answer if item.differs else None
    if wanted != item.agreed or (wanted and cleaned["reason"] != item.remark_form.initial["reason"]):
        agree_value(
            assessment=assessment, indicator=key, answer=wanted, reason=cleaned["reason"], by=request.user, at=at
        )


@dataclass(slots=True)
class AdviceRow:
    """One drafted recommendation with its form."""

    advice: Advice
    form: RecommendationForm


def _advice_rows(assessment: Assessment, data: Any = None) -> list[AdviceRow]:
    return [
        AdviceRow(
            advice,
            RecommendationForm(
                data,
                prefix=advice.recommendation.key,
                initial={
                    "title": advice.shown_title(language()),
                    "text": advice.shown_text(language()),
                    "is_rejected": advice.is_rejected,
                },
            ),
        )
        for advice in draft_recommendations(assessment)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.REVIEW)
def recommendations(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The drafted recommendations: keep, reword or reject each."""
    rows = _advice_rows(assessment, request.POST if request.method == "POST" else None)
    has_faults = False
    if request.method == "POST":
        checked = [row.form.is_valid() for row in rows]
        if all(checked):
            for row in rows:
                _save_advice(row, assessment, request)
            messages.info(request, _("Saved"))
            return redirect("recommendations", assessment.reference)
        has_faults = True
    page = build_page(assessment, roles)
    return show(
        request,
        "assessments/recommendations.html",
        page,
        rows=rows,
        has_faults=has_faults,
        status=422 if has_faults else 200,
    )


def _save_advice(row: AdviceRow, assessment: Assessment, request: SignedInRequest) -> None:
    if not row.form.has_changed():
        return
    cleaned, original = row.form.cleaned_data, row.advice.recommendation
    wording = {}
    for part, catalogue in (("title", original.title), ("text", original.text)):
        typed = cleaned[part].replace("\r\n", "\n")
        wording[part] = "" if typed == catalogue.in_language(language()) else typed
    edit_recommendation(
        assessment=assessment,
        key=original.key,
        is_rejected=cleaned["is_rejected"],
        by=request.user,
        at=timezone.now(),
        **wording,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.REVIEW)
def interview(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The date of the interview."""
    form = InterviewForm(request.POST or None, initial={"day": assessment.interview_on})
    if form.is_valid():
        plan_interview(assessment=assessment, day=form.cleaned_data["day"], by=request.user, at=timezone.now())
        return redirect("assessment", assessment.reference)
    return show(request, "assessments/interview.html", build_page(assessment, roles), form=form)


@require_POST
@on_assessment(Action.FINISH)
def finish(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Hands the assessment to the secretariat."""
    try:
        finish_assessment(assessment=assessment, by=request.user, at=timezone.now(), today=today())
    except InterviewMissing:
        messages.error(request, _("The interview has to take place first: give its date, today or earlier."))
        return redirect("interview", assessment.reference)
    except QuestionsUnresolved:
        messages.error(request, _("A question to the cluster is not resolved yet. Resolve it first, answered or not."))
        return redirect("questions", assessment.reference)
    messages.info(request, _("The assessment is with the secretariat for decision."))
    return redirect("assessment", assessment.reference)
