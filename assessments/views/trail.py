"""The audit trail of one assessment: a page, and the same rows as CSV and JSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from assessments.access import MEMBERS, Action, Role
from assessments.impartiality import KIND_WORDS, Kind
from assessments.models import Assessment, AuditEntry, Proposal, Ruling, Status
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show
from assessments.workflow.trail import readable_entries, shown
from criteria.answers import value_from_portable
from criteria.definitions import Edition
from criteria.formatting import format_value
from criteria.loader import load_edition

PER_PAGE: Final = 100
COLUMNS: Final = ("at", "who", "action", "subject", "before", "after", "reason")
# What a spreadsheet would take for the start of a formula.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

ACTION_WORDS: Final[dict[str, str | Promise]] = {
    "assessment_started": _("Started"),
    "answer_saved": _("Answer saved"),
    "answers_imported": _("Answers imported"),
    "evidence_added": _("Evidence added"),
    "evidence_removed": _("Evidence removed"),
    "indicator_handed_over": _("Indicator handed over"),
    "hand_over_closed": _("Indicator given back"),
    "submitted": _("Handed in"),
    "withdrawn": _("Withdrawn"),
    "assessor_assigned": _("Assessor assigned"),
    "declared": _("Impartiality declared"),
    "advice_recorded": _("Earlier advice recorded"),
    "conflict_overruled": _("Conflict overruled"),
    "objected": _("Objection to the assessor"),
    "objection_ruled": _("Ruling on the objection"),
    "due_date_set": _("Due date set"),
    "interview_arranged": _("Interview arranged"),
    "interview_cancelled": _("Interview cancelled"),
    "interview_planned": _("Interview planned"),
    "interview_started": _("Interview started"),
    "interview_paused": _("Interview paused"),
    "value_agreed": _("Value agreed"),
    "answer_confirmed": _("Agreed as answered"),
    "question_asked": _("Question asked"),
    "question_replied": _("Reply to a question"),
    "question_resolved": _("Question resolved"),
    "remark_written": _("Remark written"),
    "recommendation_added": _("Recommendation added"),
    "recommendation_edited": _("Recommendation changed"),
    "recommendations_ordered": _("Recommendations put in order"),
    "recommendation_replied": _("Recommendation answered"),
    "criterion_waived": _("Criterion waived"),
    "assessed": _("Assessment finished"),
    "decided": _("Decision"),
    "report_requested": _("Report requested"),
    "report_worded": _("Report worded"),
    "report_issued": _("Report issued"),
    "report_unchanged": _("Report unchanged"),
    "report_failed": _("Report failed"),
    "label_reminder_sent": _("Reminder of the label's end"),
    "mail_sent_again": _("Mail sent again"),
    "mail_closed": _("Mail closed"),
}
KEY_WORDS: Final[dict[str, str | Promise]] = {
    "status": _("State"),
    "found": _("Found"),
    "interest": _("Interest"),
    "employer": _("Employer"),
    "kind": _("Conflict"),
    "detail": _("Particulars"),
    "note": _("When and on what"),
    "ruling": _("Ruling"),
    "proposal": _("Recommendation"),
    "carried": _("Answers carried over"),
    "text": _("Text"),
    "deadline": _("Answer by"),
}
VALUE_WORDS: Final[dict[str, str | Promise]] = {
    **{status.value: status.label for status in Status},
    **{proposal.value: proposal.label for proposal in Proposal},
    **{ruling.value: ruling.label for ruling in Ruling if ruling.value},
    **{kind.value: KIND_WORDS[kind] for kind in Kind},
}
NAMED_VALUES: Final = frozenset({"status", "ruling", "kind", "proposal"})


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the trail in words. `before` and `after` are lines of text."""

    at: dt.datetime
    who: str
    action: str
    subject: str
    before: list[str]
    after: list[str]
    reason: str


def _words(value: Any, key: str = "status") -> str:
    if isinstance(value, dict):
        return "; ".join(_lines(value))
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value) or "–"
    if value in (None, ""):
        return "–"
    return str(VALUE_WORDS.get(value, value)) if key in NAMED_VALUES and isinstance(value, str) else str(value)


def _lines(value: Any) -> list[str]:
    """A stored value in words, a line for each part."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, dict):
        return [f"{KEY_WORDS.get(key, key)}: {_words(item, key)}" for key, item in value.items()]
    return [_words(value)]


def _values(entry: AuditEntry, edition: Edition, stored: Any) -> list[str]:
    """Stored values in words; an answer's by the labels of its fields."""
    if not isinstance(stored, dict) or entry.subject not in edition.by_key:
        return _lines(stored)
    indicator = edition.indicator(entry.subject)
    fields = [field for field in indicator.fields if field.key in stored]
    if len(fields) < len(stored):
        return _lines(stored)
    return [
        f"{field.label.in_language(language())}: {format_value(field, value, language())}"
        for field in fields
        if (value := value_from_portable(field, stored[field.key], year=entry.at.year)) is not None
    ]


def _line(entry: AuditEntry, edition: Edition) -> Line:
    return Line(
        at=timezone.localtime(entry.at),
        who=entry.actor.name or entry.actor.email if entry.actor else "",
        action=str(ACTION_WORDS.get(entry.action, entry.action.replace("_", " "))),
        subject=entry.subject,
        before=_values(entry, edition, entry.before),
        after=_values(entry, edition, entry.after),
        reason=entry.reason,
    )


@require_safe
@on_assessment(Action.READ_TRAIL)
def trail(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Every change, the newest first."""
    edition = load_edition(assessment.edition)
    part = Paginator(readable_entries(assessment, roles).reverse(), PER_PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "assessments/trail.html",
        build_page(assessment, roles),
        part=part,
        lines=[_line(shown(entry, assessment, roles), edition) for entry in part],
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
    rows = [_row(shown(entry, assessment, roles)) for entry in readable_entries(assessment, roles)]
    name = f"labelcheck-{assessment.reference}-trail.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(assessment, rows), content_type=media_type, headers=headers)


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "who": entry.actor.name or entry.actor.email if entry.actor else "",
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
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(_cell(row[column])) for column in COLUMNS] for row in rows)
    # With the mark at its start, spreadsheets read the file as UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def harmless(text: str) -> str:
    """The text of a cell that no spreadsheet takes for a formula: one that could be is marked as text."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
