"""Wording a report: a foreword, remarks on chapters, which chapters are printed, and how it would look."""

from __future__ import annotations

from django.http import HttpResponse
from django.middleware.csp import get_nonce
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import Action, Role
from assessments.forms.wording import WordingForm
from assessments.models import Assessment, ReportStatus
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show, today
from assessments.workflow.wording import word_report, wording_of


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.WORD_REPORT)
def wording(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The words of people in the report, and its chapters."""
    page = build_page(assessment, roles)
    form = WordingForm(
        request.POST if request.method == "POST" else None,
        edition=page.edition, language=language(), wording=wording_of(assessment),
    )  # fmt: skip
    if form.is_valid():
        word_report(assessment=assessment, texts=form.texts, hidden=form.hidden, by=request.user, at=timezone.now())
        return redirect("wording", assessment.reference)
    made = assessment.reports.filter(status=ReportStatus.DONE).order_by("-finished_at").first()
    return show(request, "assessments/wording.html", page, status=422 if form.errors else 200, form=form, made=made)


# The report carries its own style sheet; nothing else may be loaded or run, and nothing may frame it.
@csp_override(
    {
        "default-src": [CSP.NONE],
        "style-src": [CSP.NONCE],
        "font-src": [CSP.SELF],
        "img-src": ["data:"],
        "frame-ancestors": [CSP.NONE],
    }
)
@require_safe
@on_assessment(Action.READ_ANSWERS)
def preview(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The report as it stands now, as one page: the very document that becomes the PDF."""
    # The typesetter is large and slow to load, and most pages never need it.
    from assessments.report import build_context, render_html

    context = build_context(assessment, language(), today=today())
    return HttpResponse(render_html(context, nonce=str(get_nonce(request))))
