"""Wording a report: a foreword, remarks on chapters, which chapters are printed, and how it would look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csp import get_nonce
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import Action, Role
from assessments.forms.wording import WordingForm
from assessments.models import Assessment, ReportKind, ReportStatus, User
from assessments.queries.wording import part_names, wording_of
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show, today
from assessments.workflow.wording import WordingChanged, word_report


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.WORD_REPORT)
def wording(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The words of people in the report, and its chapters."""
    page = build_page(assessment, roles)
    form = WordingForm(
        request.POST if request.method == "POST" else None,
        edition=page.edition, language=language(), wording=wording_of(assessment),
    )  # fmt: skip
    changed = None
    if form.is_valid():
        try:
            word_report(
                assessment=assessment, texts=form.texts, hidden=form.hidden, by=request.user, at=timezone.now(),
                based_on=form.cleaned_data["version"],
            )  # fmt: skip
        except WordingChanged as error:
            changed = _changed(form, error, part_names(page.edition, language()))
        else:
            messages.info(request, _("Saved"))
            return redirect("wording", assessment.reference)
    made = assessment.reports.filter(kind=ReportKind.FULL, status=ReportStatus.DONE).order_by("-finished_at").first()
    status = 422 if form.errors else 409 if changed else 200
    return show(
        request, "assessments/wording.html", page, status=status, form=form, changed=changed, made=made,
        is_reworded=made is not None and assessment.report_parts.filter(updated_at__gt=made.finished_at).exists(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """What somebody else stored meanwhile: their words where they differ, and the names of what they left out if that
    differs. What was typed stays in the form.
    """

    by: User | None
    at: dt.datetime
    words: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] | None


def _changed(form: WordingForm, error: WordingChanged, names: Mapping[str, str]) -> Changed:
    mine, theirs = form.wording, error.stored
    form.rebase(theirs)
    return Changed(
        error.by,
        error.at,
        tuple((names[part], theirs.texts.get(part, "")) for part in mine.differing(theirs)),
        tuple(names[part] for part in names if part in theirs.hidden) if mine.hidden != theirs.hidden else None,
    )


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
    from assessments.report.content.document import build_context
    from assessments.report.printing.pdf import render_html

    context = build_context(assessment, language(), today=today())
    return HttpResponse(render_html(context, nonce=str(get_nonce(request))))
