"""The rows of the audit trail in words: actions, keys and values as they are stored, for a person to read."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from assessments.models import AuditEntry, MailState, Proposal, Reply, Ruling, Status
from assessments.queries.answers import typed_values
from assessments.queries.conflicts import KIND_WORDS, ConflictKind
from assessments.queries.written_dates import written_out
from assessments.views.pages import language
from criteria.definitions import Edition
from criteria.faults import AnswerFault
from criteria.formatting import format_value

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
    "reports_downloaded": _("Reports downloaded in bulk"),
    "label_reminder_sent": _("Reminder of the label's end"),
    "mail_sent_again": _("Mail sent again"),
    "mail_closed": _("Mail closed"),
}
KEY_WORDS: Final[dict[str, str | Promise]] = {
    "status": _("State"),
    "found": _("Found"),
    "interview": _("Interview"),
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
    "starts": _("Starts"),
    "minutes": _("Length in minutes"),
    "place": _("Place"),
    "link": _("Link"),
    "file": _("File"),
    "size": _("Bytes"),
    "title": _("Title"),
    "indicator": _("Indicator"),
    "effect": _("Effect"),
    "effort": _("Effort"),
    "is_rejected": _("Left out"),
    "keys": _("In this order"),
    "first": _("First of all"),
    "reply": _("Reply"),
    "due": _("By"),
    "to": _("To"),
    "issue": _("Issue"),
    "issues": _("Issues"),
    "code": _("Code"),
    "sha256": _("Checksum (SHA-256)"),
    "texts": _("Texts"),
    "hidden": _("Left out"),
    "state": _("State"),
    "mail": _("Mail"),
}
# Where one action means something else by a key than the others do.
OWN_KEY_WORDS: Final[dict[tuple[str, str], str | Promise]] = {("recommendation_replied", "note"): _("Note")}
VALUE_WORDS: Final[dict[str, str | Promise]] = {
    **{status.value: status.label for status in Status},
    **{proposal.value: proposal.label for proposal in Proposal},
    **{ruling.value: ruling.label for ruling in Ruling if ruling.value},
    **{kind.value: KIND_WORDS[kind] for kind in ConflictKind},
    **{reply.value: reply.label for reply in Reply},
    **{state.value: state.label for state in MailState},
}
# What an action stores under no key; where it is not said here, it is somebody's own text.
WITHOUT_KEY: Final[dict[str, str]] = {
    **dict.fromkeys(("submitted", "withdrawn", "assessor_assigned", "objection_ruled"), "status"),
    **dict.fromkeys(("assessed", "decided"), "status"),
    **dict.fromkeys(("mail_sent_again", "mail_closed"), "state"),
    **dict.fromkeys(("interview_planned", "due_date_set"), "day"),
}
NAMED_VALUES: Final = frozenset({"status", "ruling", "kind", "proposal", "reply", "state"})
CLOCK_ACTIONS: Final = ("interview_started", "interview_paused")


def _plain(value: Any, key: str) -> str:
    """One value: a day or a moment written out, a choice by its name, by their keys; anything else as it is."""
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    text = str(value)
    if key in NAMED_VALUES and text in VALUE_WORDS:
        return str(VALUE_WORDS[text])
    return written_out(key, text, language())


def _words(value: Any, action: str, key: str) -> str:
    if isinstance(value, dict):
        return "; ".join(_lines(value, action))
    if isinstance(value, list):
        return ", ".join(_words(item, action, key="") for item in value) or "–"
    return _plain(value, key)


def _lines(value: Any, action: str) -> list[str]:
    """A stored value in words, a line for each part."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, dict):
        return [
            f"{OWN_KEY_WORDS.get((action, key)) or KEY_WORDS.get(key, key)}: {_words(item, action, key)}"
            for key, item in value.items()
        ]
    return [_words(value, action, WITHOUT_KEY.get(action, ""))]


def values_in_words(entry: AuditEntry, edition: Edition, stored: Any) -> list[str]:
    """What stood before or after, a line for each part; an answer's by the labels of its fields."""
    if entry.action in CLOCK_ACTIONS and isinstance(stored, int):
        minutes = stored // 60
        return [ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}]
    if not isinstance(stored, dict) or entry.subject not in edition.by_key:
        return _lines(stored, entry.action)
    indicator = edition.indicator(entry.subject)
    if not stored.keys() <= {field.key for field in indicator.fields}:
        return _lines(stored, entry.action)
    try:
        answer = typed_values(indicator, stored)
    except AnswerFault:
        # What the catalogue does not take, or takes no longer, is shown as it is stored.
        return _lines(stored, entry.action)
    return [
        f"{field.label.in_language(language())}: {format_value(field, answer.values[field.key], language())}"
        for field in indicator.fields
        if field.key in answer.values
    ]
