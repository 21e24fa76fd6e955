"""Common positions and quick questions: their state, who is asked, and what was replied."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.models import Consultation, Organisation, Stance

# Counts of fewer replies could reveal what a single cluster replied.
MIN_FOR_COUNTS: Final = 5


class ConsultationState(StrEnum):
    """The state of a position or question, which follows from its dates."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


def consultation_state(consultation: Consultation, today: dt.date) -> ConsultationState:
    """The state on `today`."""
    if consultation.published_at:
        return ConsultationState.PUBLISHED
    if consultation.opened_at is None:
        return ConsultationState.DRAFT
    return ConsultationState.OPEN if today <= consultation.deadline else ConsultationState.CLOSED


def concerns(consultation: Consultation, organisation: Organisation) -> bool:
    """Whether the organisation is asked: all are, or those of one country or field."""
    in_country = consultation.country in ("", organisation.country)
    return in_country and (not consultation.portfolio or consultation.portfolio in organisation.portfolios)


def concerned_by(consultation: Consultation) -> list[Organisation]:
    """The organisations that are asked. One query; the field is compared here, for SQLite cannot search in lists."""
    found = Organisation.objects.order_by("pk")
    if consultation.country:
        found = found.filter(country=consultation.country)
    return [organisation for organisation in found if concerns(consultation, organisation)]


def consultations_of(organisation: Organisation) -> list[Consultation]:
    """What the organisation was asked, the latest first."""
    asked = Consultation.objects.filter(opened_at__isnull=False).order_by("-opened_at", "-pk")
    return [consultation for consultation in asked if concerns(consultation, organisation)]


def published() -> QuerySet[Consultation]:
    """The published positions and questions, the latest first."""
    return Consultation.objects.filter(published_at__isnull=False).order_by("-published_at", "-pk")


def reply_choices(consultation: Consultation) -> list[tuple[str, str]]:
    """The possible replies with their words: the stances, or the answers to a question."""
    if consultation.is_position:
        return [(stance.value, str(stance.label)) for stance in Stance]
    answers = consultation.choices or [_("Yes"), _("No")]
    return [(str(number), answer) for number, answer in enumerate(answers, 1)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a consultation: how many replied, how often each reply was given, who supports it publicly.

    `counts` is empty if too few have replied to publish it.
    """

    replies: int
    counts: tuple[tuple[str, int], ...]
    supporters: tuple[Organisation, ...]


def outcome_of(consultation: Consultation, *, is_public: bool = True) -> Outcome:
    """The outcome as everybody may see it, or with all counts for the secretariat. One query."""
    replies = list(consultation.replies.select_related("organisation").order_by("pk"))
    given = Counter(reply.choice for reply in replies)
    is_shown = len(replies) >= MIN_FOR_COUNTS or not is_public
    counts = tuple((words, given[key]) for key, words in reply_choices(consultation)) if is_shown else ()
    named = (reply.organisation for reply in replies if reply.choice == Stance.SUPPORT and reply.is_named)
    return Outcome(len(replies), counts, tuple(named))
