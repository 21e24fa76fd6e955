"""Tells people what concerns them: each event once, in their inbox and by mail as they chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum

from assessments.models import Assessment, User


class Event(StrEnum):
    """What can happen that concerns somebody."""

    HANDED_IN = "handed_in"
    ASSIGNED = "assigned"
    DECLARED = "declared"
    OBJECTED = "objected"
    RULED = "ruled"
    INTERVIEW_SET = "interview_set"
    INTERVIEW_MOVED = "interview_moved"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_RESOLVED = "question_resolved"
    FINISHED = "finished"
    DECIDED = "decided"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"
    REPORT_READY = "report_ready"


def notify(
    *, event: Event, assessment: Assessment, to: Iterable[User], at: dt.datetime, facts: Mapping[str, str] | None = None
) -> None:
    """Queues the message about `event` for each of `to`, in the transaction that made it happen.

    `facts` are plain words for the message's template, for example {"deadline": "2026-12-01"}.
    """
