"""The audit trail of one assessment: a page, and the same rows as CSV and JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.access import MEMBERS, Action, Role
from assessments.files.csv_cells import csv_file
from assessments.models import Assessment, AuditEntry
from assessments.queries.trail import readable_entries, shown
from assessments.views.pages import SignedInRequest, build_page, on_assessment, show
from assessments.views.trail_words import subject_in_words, values_in_words
from criteria.definitions import Edition
from criteria.loader import load_edition

PER_PAGE: Final = 100
COLUMNS: Final = ("at", "who", "action", "subject", "before", "after", "reason")


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One row of the trail in words. `before` and `after` are lines of text."""

    at: dt.datetime
    who: str
    action: str
    subject: str
    before: list[str]
    after: list[str]
    reason: str


def _line(entry: AuditEntry, edition: Edition) -> TrailLine:
    return TrailLine(
        at=timezone.localtime(entry.at),
        who=str(entry.actor) if entry.actor else "",
        action=entry.get_action_display(),
        subject=subject_in_words(entry, edition),
        before=values_in_words(entry, edition, entry.before),
        after=values_in_words(entry, edition, entry.after),
        reason=entry.reason,
    )


@require_safe
@on_assessment(Action.READ_TRAIL)
def trail(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Every change, the newest first."""
    edition = load_edition(assessment.edition)
    part = Paginator(readable_entries(assessment, is_member=bool(roles & MEMBERS)).reverse(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return show(
        request,
        "assessments/trail.html",
        build_page(assessment, roles),
        part=part,
        lines=[_line(shown(entry, assessment, is_member=bool(roles & MEMBERS)), edition) for entry in part],
        is_own=bool(roles & MEMBERS),
    )


@require_safe
@on_assessment(Action.READ_TRAIL)
def trail_file(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], form: str) -> HttpResponse:
    """The same rows as a file, the oldest first: `form` is csv or json."""
    writers = {"csv": (_csv, "text/csv; charset=utf-8"), "json": (_json, "application/json")}
    if form not in writers:
        raise Http404
    write, media_type = writers[form]
    rows = [
        _row(shown(entry, assessment, is_member=bool(roles & MEMBERS)))
        for entry in readable_entries(assessment, is_member=bool(roles & MEMBERS))
    ]
    name = f"labelcheck-{assessment.reference}-trail.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(assessment, rows), content_type=media_type, headers=headers)


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "who": str(entry.actor) if entry.actor else "",
        "action": entry.action,
        "subject": entry.subject,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
    }


def _json(assessment: Assessment, rows: list[dict[str, Any]]) -> bytes:
    file = {"reference": assessment.reference, "entries": rows}
    return (json.dumps(file, ensure_ascii=False, indent=2) + "\n").encode()


def _csv(assessment: Assessment, rows: Iterable[dict[str, Any]]) -> bytes:
    return csv_file([COLUMNS, *([_cell(row[column]) for column in COLUMNS] for row in rows)])


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)
