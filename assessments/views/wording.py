"""Texts for a report: a foreword, remarks on chapters, which chapters are printed, and a preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csp import get_nonce
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import Action, Role
from assessments.forms.editing import Edit, Seen
from assessments.forms.wording import WordingForm
from assessments.models import Assessment, ReportKind, ReportStatus, User
from assessments.queries.wording import Wording, part_names, wording_of
from assessments.report.issuing.preview import preview_page
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show, today
from assessments.workflow.wording import word_report
from criteria.definitions import Edition
from criteria.loader import load_edition


@dataclass
class WordingEdit(Edit[Wording]):
    """People's texts for a report, and its chapters."""

    form: WordingForm
    shown: Seen
    names: Mapping[str, str]

    name = "wording"

    @property
    def typed(self) -> Any:
        return self.form.wording.content

    def seen_of(self, current: Wording) -> Seen:
        return _seen(current)

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves the input, like `attempt`."""
        return self.attempt(
            lambda seen: word_report(
                assessment=assessment,
                texts=self.form.texts,
                hidden=self.form.hidden,
                written_in=self.form.text_language,
                by=by,
                at=timezone.now(),
                based_on=seen.mark,
            )
        )

    @property
    def other_words(self) -> list[tuple[str, str]]:
        """The texts that somebody else stored in the meantime, if different: names of the parts, and the texts."""
        if self.conflict is None:
            return []
        differing = self.form.wording.differing(self.conflict)
        return [(self.names[part], self.conflict.texts.get(part, "")) for part in differing]

    @property
    def other_chapters(self) -> list[str] | None:
        """The names of the chapters that somebody else left out in the meantime; None if they are the same."""
        if self.conflict is None or self.conflict.hidden == self.form.hidden:
            return None
        return [name for part, name in self.names.items() if part in self.conflict.hidden]


def _seen(wording: Wording) -> Seen:
    return Seen(0, wording.mark)


def _edit(edition: Edition, stored: Wording, data: Any = None) -> WordingEdit:
    form = WordingForm(data, edition=edition, language=language(), wording=stored)
    return WordingEdit(form, _seen(stored), part_names(edition, language()))


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.WORD_REPORT)
def wording(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The texts for the report, and its chapters."""
    page, stored, is_sent = build_page(assessment, roles), wording_of(assessment), request.method == "POST"
    edit = _edit(page.edition, stored, request.POST if is_sent else None)
    if is_sent and edit.save(assessment, request.user):
        messages.info(request, _("Saved"))
        return redirect("wording", assessment.reference)
    made = assessment.reports.filter(kind=ReportKind.FULL, status=ReportStatus.DONE).order_by("-finished_at").first()
    return show(
        request,
        "assessments/wording.html",
        page,
        status=edit.status if is_sent else 200,
        edit=edit,
        form=edit.form,
        made=made,
        is_reworded=made is not None and assessment.report_parts.filter(updated_at__gt=made.finished_at).exists(),
    )


@require_POST
@on_assessment(Action.WORD_REPORT)
def save_wording(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Saves the words without leaving the page.

    200: stored. 422: something needs correcting. 409 with a conflict: something else was stored meanwhile.
    """
    edit = _edit(load_edition(assessment.edition), wording_of(assessment), request.POST)
    is_saved = edit.save(assessment, request.user)
    parts = {"edit": edit, "at": timezone.now(), "is_saved": is_saved}
    return render(request, "assessments/parts/wording_saved.html", parts, status=200 if is_saved else edit.status)


# The report has its own style sheet; nothing else may be loaded or run, and nothing may frame it.
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
    """The current report as one page: the document from which the PDF is made."""
    return HttpResponse(preview_page(assessment, language(), today=today(), nonce=str(get_nonce(request))))
