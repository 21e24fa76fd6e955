"""The events that people are notified of, and the text of a notice."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.utils import timezone, translation

from assessments.models import Assessment, Notice
from assessments.queries.written_dates import written_out
from assessments.workflow.mail.words import Words, words_of
from criteria.formatting import format_months
from criteria.loader import load_edition


class Event(StrEnum):
    """An event that people are notified of. Its text is in templates/mail/events."""

    HANDED_IN = "handed_in"
    ASSIGNED = "assigned"
    RELEASED = "released"
    DECLARED = "declared"
    OBJECTED = "objected"
    RULED = "ruled"
    INTERVIEW_SET = "interview_set"
    INTERVIEW_MOVED = "interview_moved"
    INTERVIEW_CANCELLED = "interview_cancelled"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_RESOLVED = "question_resolved"
    FINISHED = "finished"
    DECIDED = "decided"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    DRAFT_DELETED = "draft_deleted"
    HANDED_OVER = "handed_over"
    MADE_OWNER = "made_owner"
    JOIN_REQUESTED = "join_requested"
    JOIN_ACCEPTED = "join_accepted"
    JOIN_DECLINED = "join_declined"
    REPORT_READY = "report_ready"
    LINK_MADE = "link_made"
    CONSULTATION_OPENED = "consultation_opened"
    CONSULTATION_PUBLISHED = "consultation_published"
    DELETION_AHEAD = "deletion_ahead"
    DATA_TAKEN = "data_taken"
    LABEL_ENDS = "label_ends"
    INTERIM_CHECK = "interim_check"
    LABEL_CHANGED = "label_changed"


def notice_words(notice: Notice, language: str) -> Words:
    """The text of a notice in `language`, with times in the time zone of its reader."""
    with timezone.override(notice.user.time_zone):
        facts = {name: written_out(name, fact, language) for name, fact in notice.facts.items()}
    if notice.assessment:
        facts |= _facts_of(notice.assessment, notice.facts.get("indicator", ""), language)
    facts |= {"cluster": notice.cluster.name, "site": settings.SITE_ADDRESS}
    with translation.override(language):
        return words_of(notice.event, facts)


def _facts_of(assessment: Assessment, indicator: str, language: str) -> dict[str, str]:
    """The facts of the assessment and its edition for a notice. `indicator` is a key, or ""."""
    edition = load_edition(assessment.edition)
    facts = {
        "reference": assessment.reference,
        "level": edition.level_name.in_language(language),
        "length": format_months(edition.validity.renewal_months, language),
    }
    if indicator in edition.by_key:
        facts["indicator"] = f"{indicator} {edition.indicator(indicator).title.in_language(language)}"
    return facts
