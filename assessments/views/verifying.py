"""The public pages that verify an issue of a report, without revealing its content, and credentials of labels."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.labels import CredentialForm
from assessments.issuer import outcome_words
from assessments.models import Assessment, ReportFile, Status
from assessments.queries.credentials import find_credential
from assessments.queries.labels import find_label, label_of, state_of_label
from assessments.report.words.labels import state_sentence
from assessments.views.pages import language, today
from assessments.workflow.reporting import CODE_LENGTH, CODE_LETTERS
from criteria.loader import load_edition
from criteria.text import clean_line

# Misreadings that people type: the alphabet of the codes has no O, I or L.
READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
LONGEST_TYPED: Final = 40


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Takes a typed code or the number of a label and redirects to its URL."""
    typed = request.GET.get("code", "").strip()[:LONGEST_TYPED].replace("/", "")
    if typed and (label := find_label(typed)):
        return redirect("label", label.number)
    if typed:
        return redirect("verify_code", normal_code(typed) or typed)
    return render(request, "verify/ask.html")


@require_http_methods(["GET", "HEAD", "POST"])
def verify_credential(request: HttpRequest) -> HttpResponse:
    """Takes the file of a credential. If this site signed it as it is, the page of its label says what it is worth.

    404 for everything else.
    """
    form = CredentialForm(request.POST, request.FILES) if request.method == "POST" else CredentialForm()
    is_unknown = False
    if form.is_valid():
        found = find_credential(form.token)
        if found:
            messages.info(request, _("This site has signed the credential, and nothing in it was changed."))
            return redirect("label", found.label.number)
        is_unknown = True
    status = 404 if is_unknown else 422 if form.errors else 200
    return render(request, "verify/credential.html", {"form": form, "is_unknown": is_unknown}, status=status)


@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """States that the report is genuine, its issue and date, whether it is superseded, and the label's status.

    404 for everything else. JSON if the client prefers it.
    """
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response: HttpResponse = report_data(request, code)
    else:
        response = _page(request, _issue_of(normal_code(code)))
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def report_data(request: HttpRequest, code: str) -> JsonResponse:
    """The same as JSON."""
    report = _issue_of(normal_code(code))
    facts = _facts(report) if report else {"state": "not_in_this_register"}
    response = JsonResponse(facts, status=200 if report else 404)
    response["Cache-Control"] = "no-store"
    return response


def _facts(report: ReportFile) -> dict[str, object]:
    label = label_of(report.assessment)
    is_latest = ReportFile.objects.latest_of_each().filter(pk=report.pk).exists()
    return {
        "code": report.code,
        "state": "latest" if is_latest else "superseded",
        "organisation": report.assessment.organisation.name,
        "is_fictional": report.assessment.organisation.is_fictional,
        "assessment": report.assessment.reference,
        "issue": report.issue,
        "kind": report.kind,
        "language": report.language,
        "dated": report.dated,
        "sha256": report.sha256,
        "label": label.number if label else None,
        "label_state": str(state_of_label(label, today())) if label else None,
    }


def _page(request: HttpRequest, report: ReportFile | None) -> HttpResponse:
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
    label = label_of(assessment)
    if label:
        return state_sentence(label, state_of_label(label, today), language())
    match assessment.status:
        case Status.LABELLED | Status.NOT_LABELLED as decided:
            level = load_edition(assessment.edition).level_name.in_language(language())
            return f"{outcome_words(level, is_positive=decided == Status.LABELLED)}."
        case Status.WITHDRAWN:
            return _("The assessment has been withdrawn.")
        case Status.DRAFT | Status.SUBMITTED:
            return _("Self-assessment by the cluster; it has not been assessed.")
        case _status:
            return _("The assessment is under way; the label has not been decided on.")
