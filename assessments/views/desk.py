"""The secretariat's pages: submitted assessments, waiving, deciding."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import Action, Role
from assessments.forms.desk import DecisionForm, WaiverForm
from assessments.issuer import DECIDED_POSITIVELY, decision_title
from assessments.models import Assessment, OutboxMail, Status
from assessments.models.answering import EXISTING
from assessments.queries.worklist import handled
from assessments.views.pages import SignedInRequest, build_page, on_assessment, show, today
from assessments.views.waiting_words import step_on_desk
from assessments.workflow.deciding import NotEligible, decide
from assessments.workflow.reviewing import grant_waiver

# The page size; filters by state keep lists short.
ON_A_PAGE: Final = 100
DECIDED: Final = {
    Status.LABELLED: DECIDED_POSITIVELY,
    Status.NOT_LABELLED: gettext_lazy("The decision is recorded, and the cluster is told."),
    Status.INTERVIEW: gettext_lazy("The assessment is with the assessor again, who is told why."),
}


@login_required
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """All assessments by state, those waiting longest first."""
    if not request.user.is_secretariat:
        raise PermissionDenied
    status = request.GET.get("status", "")
    found = Assessment.objects.select_related("organisation").order_by("submitted_at", "pk")
    if status in EXISTING:
        found = found.filter(status=status)
    else:
        status = ""
        found = found.exclude(status__in=[Status.DRAFT, Status.LABELLED, Status.NOT_LABELLED, Status.WITHDRAWN])
    part = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk.html",
        {
            "part": part,
            "rows": [(row, step_on_desk(row)) for row in handled(part.object_list, today=today())],
            "statuses": [(status.value, status.label) for status in EXISTING],
            "chosen": status,
            "stuck": OutboxMail.objects.to_settle(timezone.now()).count(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.WAIVE)
def waive(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Waives a binding criterion."""
    form = WaiverForm(request.POST or None, assessment=assessment)
    if form.is_valid():
        grant_waiver(assessment=assessment, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("assessment", assessment.reference)
    return show(request, "assessments/waive.html", build_page(assessment, roles), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.DECIDE)
def decision(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Decides on the label."""
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            decided = decide(assessment=assessment, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotEligible:
            form.add_error(
                "decision", _("A binding criterion is not met or not known. It has to be met or waived first.")
            )
        else:
            messages.info(request, str(DECIDED[Status(decided.status)]))
            return redirect("assessment", assessment.reference)
    return show(request, "assessments/decide.html", build_page(assessment, roles), form=form, title=decision_title())
