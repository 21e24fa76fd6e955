"""The rows of the audit trail in words: stored actions, keys and values made readable."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from assessments.models import (
    AuditAction,
    AuditEntry,
    MailState,
    Proposal,
    Reply,
    Ruling,
    Status,
    interface_languages,
    person_word,
)
from assessments.models.audit_actions import SingleValue, Subject
from assessments.queries.answers import typed_values
from assessments.queries.conflicts import KIND_WORDS, ConflictKind
from assessments.queries.retention import RULES
from assessments.queries.written_dates import written_out
from assessments.views.pages import language
from criteria.definitions import Edition
from criteria.faults import AnswerFault
from criteria.formatting import format_value

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
    "written_in": _("Language of the texts"),
    "state": _("State"),
    "mail": _("Mail"),
    "label": _("Label"),
    "key": _("Key"),
    "rule": _("What"),
    "day": _("Day"),
    "document": _("Document"),
    "for_whom": _("For whom"),
    "ends": _("Until"),
}
# Where a key has a special meaning in one action.
OWN_KEY_WORDS: Final[dict[tuple[str, str], str | Promise]] = {(AuditAction.RECOMMENDATION_REPLIED, "note"): _("Note")}
VALUE_WORDS: Final[dict[str, str | Promise]] = {
    **{status.value: status.label for status in Status},
    **{proposal.value: proposal.label for proposal in Proposal},
    **{ruling.value: ruling.label for ruling in Ruling if ruling.value},
    **{kind.value: KIND_WORDS[kind] for kind in ConflictKind},
    **{reply.value: reply.label for reply in Reply},
    **{state.value: state.label for state in MailState},
    **dict(interface_languages()),
    **{rule.key: rule.what for rule in RULES},
}
SUBJECTS: Final = {action.value: action.subject for action in AuditAction}
SINGLE_VALUES: Final = {action.value: action.single_value for action in AuditAction}
ABOUT_INDICATOR: Final = frozenset(action for action in AuditAction if action.subject is Subject.INDICATOR)
NAMED_VALUES: Final = frozenset({"status", "ruling", "kind", "proposal", "reply", "state", "rule"})


def _plain(value: Any, key: str) -> str:
    """One value as text: dates are formatted, choices translated, depending on the key; others unchanged."""
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
    """A stored value in words, one line per part."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, dict):
        return [
            f"{OWN_KEY_WORDS.get((action, key)) or KEY_WORDS.get(key, key)}: {_words(item, action, key)}"
            for key, item in value.items()
        ]
    kind = SINGLE_VALUES.get(action, SingleValue.TEXT)
    if kind is SingleValue.SECONDS and isinstance(value, int):
        minutes = value // 60
        return [ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}]
    return [_words(value, action, kind)]


def subject_in_words(entry: AuditEntry, edition: Edition) -> str:
    """What the row is about: a criterion or a recommendation of the catalogue by its title, others as stored."""
    match SUBJECTS.get(entry.action):
        case Subject.CRITERION:
            titles = {criterion.key: criterion.title for criterion in edition.criteria}
        case Subject.RECOMMENDATION:
            titles = {each.key: each.title for indicator in edition.indicators for each in indicator.recommendations}
        case _:
            return person_word(entry.subject)
    title = titles.get(entry.subject)
    return title.in_language(language()) if title else entry.subject


def values_in_words(entry: AuditEntry, edition: Edition, stored: Any) -> list[str]:
    """The value before or after, one line per part; an answer with the labels of its fields."""
    indicator = edition.by_key.get(entry.subject) if entry.action in ABOUT_INDICATOR else None
    if not isinstance(stored, dict) or indicator is None:
        return _lines(stored, entry.action)
    if not stored.keys() <= {field.key for field in indicator.fields}:
        return _lines(stored, entry.action)
    try:
        answer = typed_values(indicator, stored)
    except AnswerFault:
        # Values that the catalogue does not accept (any more) are shown as stored.
        return _lines(stored, entry.action)
    return [
        f"{field.label.in_language(language())}: {format_value(field, answer.values[field.key], language())}"
        for field in indicator.fields
        if field.key in answer.values
    ]
