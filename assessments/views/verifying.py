"""The public page that verifies whether a report is genuine, without revealing its content."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.issuer import outcome_words
from assessments.models import Assessment, Label, ReportFile, Status
from assessments.views.pages import language, today
from assessments.workflow.reporting import CODE_LENGTH, CODE_LETTERS
from criteria.formatting import format_date
from criteria.loader import load_edition
from criteria.text import clean_line

# Misreadings that people type: the alphabet of the codes has no O, I or L.
READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
LONGEST_TYPED: Final = 40


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Takes a typed code and redirects to the code's URL."""
    typed = request.GET.get("code", "").strip()[:LONGEST_TYPED].replace("/", "")
    if typed:
        return redirect("verify_code", normal_code(typed) or typed)
    return render(request, "verify/ask.html")


@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """States that the report is genuine, its issue and date, whether it is superseded, and the label's status.

    404 for everything else.
    """
    report = _issue_of(normal_code(code))
    response = render(
        request,
        "verify/answer.html",
        {
            "report": report,
            "label_status": label_status(report.assessment, today=today()) if report else "",
            "language": language(),
        },
        status=200 if report else 404,
    )
    # Whether an issue is superseded can change at any time, and search engines should not list these pages.
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def normal_code(typed: str) -> str:
    """The code as stored, or "" if `typed` cannot be one."""
    # Spaces, hyphens of all kinds and invisible characters come along when somebody copies the code from a report.
    letters = unicodedata.normalize("NFKC", clean_line(typed)).upper()
    code = "".join(letter for letter in letters if unicodedata.category(letter) not in ("Pd", "Zs")).translate(READ_AS)
    return code if len(code) == CODE_LENGTH and all(letter in CODE_LETTERS for letter in code) else ""


def _issue_of(code: str) -> ReportFile | None:
    if not code:
        return None
    return ReportFile.objects.issued().select_related("assessment__organisation").filter(code=code).first()


def label_status(assessment: Assessment, *, today: dt.date) -> str:
    """The status of the assessment's label on `today`, as a sentence in the active language."""
    label = Label.objects.filter(assessment=assessment).first()
    match assessment.status:
        case Status.LABELLED if label and label.valid_from > today:
            words = _("%(level)s label %(number)s, valid from %(start)s until %(end)s.")
        case Status.LABELLED if label and label.valid_until >= today:
            words = _("%(level)s label %(number)s, valid until %(end)s.")
        case Status.LABELLED if label:
            words = _("%(level)s label %(number)s; it ended on %(end)s.")
        case Status.LABELLED | Status.NOT_LABELLED as decided:
            words = f"{outcome_words(_level_name(assessment), is_positive=decided == Status.LABELLED)}."
        case Status.WITHDRAWN:
            words = _("The assessment has been withdrawn.")
        case Status.DRAFT | Status.SUBMITTED:
            words = _("Self-assessment by the cluster; it has not been assessed.")
        case _status:
            words = _("The assessment is under way; the label has not been decided on.")
    if label is None:
        return words
    start, end = (format_date(day, language()) for day in (label.valid_from, label.valid_until))
    facts = {"level": _level_name(assessment), "number": label.number, "start": start, "end": end}
    return str(capfirst(words % facts))


def _level_name(assessment: Assessment) -> str:
    return load_edition(assessment.edition).level_name.in_language(language())
