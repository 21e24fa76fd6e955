"""The interview: one indicator at a time, with everything known about it and the assessor's input."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import Action, Role
from assessments.forms.desk import FinishForm
from assessments.forms.interview import ClockForm
from assessments.issuer import proposal_request
from assessments.models import Assessment
from assessments.queries.clarifications import unresolved_indicators
from assessments.queries.presence import others_present
from assessments.views.interview.page import DOUBT, InterviewPage, read_interview, unfit_of
from assessments.views.interview.parts import AGREED, REMARK, AgreedPart, RemarkPart, agreed_part, remark_part
from assessments.views.pages import PageView, SignedInRequest, build_page, on_assessment, page_of, show, today
from assessments.workflow.interviews import set_clock
from assessments.workflow.presence import be_present
from assessments.workflow.reviewing import ClarificationsUnresolved, InterviewMissing, finish_assessment
from criteria.definitions import Indicator
from criteria.loader import load_edition


def on_review(view: PageView) -> PageView:
    """Loads the assessment for its assessor, like `on_assessment`, and the indicator in the URL."""

    @on_assessment(Action.REVIEW)
    @wraps(view)
    def load(
        request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str, **parts: Any
    ) -> HttpResponseBase:
        edition = load_edition(assessment.edition)
        if key in [area.key for area in edition.areas]:
            return redirect("review", assessment.reference, edition.area(key).indicators[0].key)
        if key not in edition.by_key:
            raise Http404
        return view(request, assessment, roles, edition.indicator(key), **parts)

    return load


def _address(assessment: Assessment, indicator: Indicator, order: str) -> str:
    address = reverse("review", args=[assessment.reference, indicator.key])
    return f"{address}?order={DOUBT}" if order == DOUBT else address


@require_http_methods(["GET", "HEAD", "POST"])
@on_review
def review(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """One indicator. Valid input is saved; invalid input and conflicts with a colleague are shown on the page."""
    at = timezone.now()
    be_present(assessment=assessment, user=request.user, area=indicator.area, indicator=indicator.key, at=at)
    data = request.POST if request.method == "POST" else None
    shown = read_interview(assessment, indicator, order=request.GET.get("order", ""), data=data, at=at, today=today())
    has_faults = False
    if data is not None:
        saved = [part.save(assessment, request.user) for part in (shown.agreed, shown.remark)]
        if all(saved):
            onward = shown.following if "stay" not in data else indicator
            if onward is None:
                return redirect("recommendations", assessment.reference)
            return redirect(_address(assessment, onward, shown.order))
        has_faults = True
    return show(
        request,
        "assessments/review.html",
        # What was typed may have been saved in part.
        build_page(assessment, roles) if has_faults else page_of(shown.material, roles),
        shown=shown,
        indicator=indicator,
        others=others_present(assessment, request.user, at=at, assessing=True),
        has_faults=has_faults,
        status=422 if has_faults else 200,
    )


@require_POST
@on_review
def save_part(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator, part: str
) -> HttpResponse:
    """Saves the agreement or the remark without leaving the page; returns the parts of the page that changed.

    200: stored. 422: errors. 409: conflict, because a colleague stored something else in the meantime.
    """
    typed: AgreedPart | RemarkPart
    if part == AGREED:
        row = assessment.answers.filter(indicator=indicator.key).first()
        typed = agreed_part(assessment.edition, indicator, row, request.POST)
    elif part == REMARK:
        typed = remark_part(indicator, assessment.remarks.filter(indicator=indicator.key).first(), request.POST)
    else:
        raise Http404
    at = timezone.now()
    be_present(assessment=assessment, user=request.user, area=indicator.area, indicator=indicator.key, at=at)
    is_saved = typed.save(assessment, request.user)
    page = build_page(assessment, roles)
    parts = {
        "page": page,
        "unfit": unfit_of(indicator, typed.row, page.findings) if isinstance(typed, AgreedPart) else [],
        "assessment": assessment,
        "edit": typed,
        "indicator": indicator,
        "settled": InterviewPage.settled_of(assessment),
        "at": at,
        "is_saved": is_saved,
    }
    status = 200 if is_saved else typed.status
    return render(request, "assessments/parts/review_saved.html", parts, status=status)


@require_safe
@on_review
def review_presence(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """The other assessors who are here; polled by the page every 30 seconds."""
    at = timezone.now()
    be_present(assessment=assessment, user=request.user, area=indicator.area, indicator=indicator.key, at=at)
    others = others_present(assessment, request.user, at=at, assessing=True)
    return render(request, "assessments/parts/others.html", {"others": others})


@require_POST
@on_review
def clock(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """Starts or pauses the interview's clock."""
    form = ClockForm(request.POST)
    if form.is_valid():
        is_running = form.cleaned_data["clock"] == "start"
        set_clock(assessment=assessment, is_running=is_running, by=request.user, at=timezone.now())
    return redirect(_address(assessment, indicator, request.GET.get("order", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.FINISH)
def finish(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Passes the assessment to the secretariat with the assessor's recommendation."""
    initial = {"proposal": assessment.proposal, "reason": assessment.proposal_reason}
    form = FinishForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            finish_assessment(
                assessment=assessment, by=request.user, at=timezone.now(), today=today(), **form.cleaned_data
            )
        except InterviewMissing:
            form.add_error("proposal", _("The interview has to take place first: give its date, today or earlier."))
        except ClarificationsUnresolved:
            fault = _("A question to the cluster is not resolved yet. Resolve it first, answered or not.")
            form.add_error("proposal", fault)
        else:
            messages.info(request, _("The assessment is with the secretariat for decision."))
            return redirect("assessment", assessment.reference)
    page, asked = build_page(assessment, roles), unresolved_indicators(assessment)
    settled = InterviewPage.settled_of(assessment)
    return show(
        request,
        "assessments/finish.html",
        page,
        form=form,
        asked=asked,
        settled=settled,
        request_words=proposal_request(),
    )
