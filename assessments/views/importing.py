"""Working offline: exporting answers to a file, and importing them after a preview of the changes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import Action, Role
from assessments.files.workbook.writing import write_workbook
from assessments.forms.importing import ConfirmForm, UploadForm, fraction_name, signed_package
from assessments.models import Assessment
from assessments.queries.answers import answers_of, export_answers
from assessments.queries.differences import AnswerChange, difference, versions_of
from assessments.views.pages import NO_ROOM, SignedInRequest, build_page, language, on_assessment, show, today
from assessments.workflow.editing import Stale
from assessments.workflow.importing import confirm_import
from criteria.answer_file import AnswerFile, hundredfold, write_answer_file
from criteria.answers import Value
from criteria.definitions import Edition, Field, FieldKind
from criteria.formatting import format_percent, format_value
from criteria.loader import load_edition

TYPES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@on_assessment(Action.READ_ANSWERS)
def export(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], form: str) -> HttpResponseBase:
    """The cluster's own answers as a file; `form` is json or xlsx."""
    if form not in TYPES:
        raise Http404
    file = export_answers(assessment)
    if form == "json":
        content = write_answer_file(file).encode()
    else:
        edition = load_edition(assessment.edition)
        content = write_workbook(file, edition, language=language(), reference=assessment.reference, year=today().year)
    name = f"labelcheck-{assessment.reference}.{form}"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=TYPES[form])


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.EDIT_ANSWERS)
def import_file(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Reads a file, shows what it would change, and after a confirmation stores all of it or nothing."""
    edition = load_edition(assessment.edition)
    if "package" in request.POST:
        return _confirm(request, assessment, roles)
    is_sent = request.method == "POST"
    form = UploadForm(
        edition,
        language=language(),
        year=today().year,
        data=request.POST if is_sent else None,
        files=request.FILES if is_sent else None,
    )
    if form.is_valid():
        return _difference_page(request, assessment, roles, form.answer_file)
    return _upload_page(request, assessment, roles, form)


def _upload_page(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], form: UploadForm
) -> HttpResponse:
    page = build_page(assessment, roles)
    status = NO_ROOM if form.has_error("file", "no_room") else 422 if form.is_bound else 200
    return show(request, "assessments/import.html", page, form=form, status=status)


def _confirm(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    edition = load_edition(assessment.edition)
    form = ConfirmForm(edition, assessment=assessment, user=request.user, year=today().year, data=request.POST)
    if not form.is_valid():
        if form.needs_answers:
            return _difference_page(
                request, assessment, roles, form.answer_file, unsaid=list(map(str, form.non_field_errors()))
            )
        messages.error(request, " ".join(map(str, form.errors["package"])))
        return redirect("import", assessment.reference)
    try:
        changed = confirm_import(
            assessment=assessment,
            answers=form.answer_file.answers,
            versions=form.versions,
            by=request.user,
            at=timezone.now(),
        )
    except Stale:
        return _stale(request, assessment, roles, form.answer_file)
    messages.info(
        request,
        ngettext(
            "The answer to one indicator was changed.",
            "The answers to %(count)s indicators were changed.",
            len(changed),
        )
        % {"count": len(changed)},
    )
    return redirect("check", assessment.reference)


def _stale(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], file: AnswerFile) -> HttpResponse:
    """The button was pressed twice, or somebody has changed an answer in the meantime."""
    if not difference(load_edition(assessment.edition), answers_of(assessment), file.answers).changes:
        messages.info(request, _("Everything in the file is stored already."))
        return redirect("check", assessment.reference)
    return _difference_page(request, assessment, roles, file, is_stale=True)


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One change as shown: table rows are separate texts; no text means blank."""

    code: str
    label: str
    before: list[str]
    after: list[str]
    is_result: bool


@dataclass(frozen=True, slots=True)
class FractionLine:
    """A fraction in a percentage field: both possible meanings, and the form field that asks."""

    name: str
    code: str
    label: str
    as_it_is: str
    hundredfold: str


def _fraction_lines(file: AnswerFile, edition: Edition) -> list[FractionLine]:
    lines = []
    for path in sorted(file.fractions):
        _answers, key, name = path.split(".", 2)
        number = file.number(path)
        lines.append(
            FractionLine(
                name=fraction_name(path),
                code=key,
                label=edition.indicator(key).field(name).label.in_language(language()),
                as_it_is=format_percent(number, language()),
                hundredfold=format_percent(hundredfold(number), language()),
            )
        )
    return lines


def _line(change: AnswerChange, file: AnswerFile) -> DifferenceLine:
    path = f"answers.{change.indicator.key}.{change.asked.key}" if change.asked else ""
    label = change.asked.label.in_language(language()) if change.asked else _("Not applicable")
    return DifferenceLine(
        change.indicator.key,
        label,
        _shown(change.asked, change.before),
        _shown(change.asked, change.after),
        is_result=path in file.results,
    )


def _shown(asked: Field | None, value: Value | None) -> list[str]:
    if value is None:
        return []
    if asked is None:
        return [str(value)]
    if asked.kind is FieldKind.TABLE and isinstance(value, tuple):
        return [format_value(asked, (row,), language()) for row in value if not isinstance(row, str)]
    return [format_value(asked, value, language())]


def _difference_page(
    request: SignedInRequest,
    assessment: Assessment,
    roles: frozenset[Role],
    file: AnswerFile,
    *,
    is_stale: bool = False,
    unsaid: Sequence[str] = (),
) -> HttpResponse:
    # Versions are read first, so that a change between the two queries counts as made after the preview.
    versions = versions_of(assessment, file.answers)
    found = difference(load_edition(assessment.edition), answers_of(assessment), file.answers)
    own_slug = assessment.organisation.slug
    slug = file.organisation.get("slug", own_slug)
    return show(
        request,
        "assessments/import_confirm.html",
        build_page(assessment, roles),
        difference=found,
        filled=[_line(change, file) for change in found.filled],
        replaced=[_line(change, file) for change in found.replaced],
        removed=[_line(change, file) for change in found.removed],
        is_stale=is_stale,
        unsaid=unsaid,
        fractions=_fraction_lines(file, load_edition(assessment.edition)),
        other_organisation=file.organisation.get("name", slug)
        if slug not in ("", assessment.organisation.slug)
        else "",
        package=signed_package(file, versions, assessment=assessment, user=request.user),
        status=409 if is_stale else 422 if unsaid else 200,
    )
