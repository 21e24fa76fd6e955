"""What was agreed on an answer in the interview, and its history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assessments.models import AnswerRow, Assessment, AuditAction, AuditEntry, User
from assessments.queries.answers import typed_values
from criteria.answers import Answer
from criteria.definitions import Indicator

# Changes by one person within this time are one entry of the history; the audit trail has each of them.
ONE_STEP: Final = dt.timedelta(minutes=10)


class Agreement(StrEnum):
    """The state of an indicator in the interview."""

    OPEN = "open"
    AS_ANSWERED = "as_answered"
    OTHER = "other"
    # The cluster changed its answer after it was agreed on.
    CHANGED = "changed"


def agreement_of(row: AnswerRow | None) -> Agreement:
    """The state of the agreement on an answer."""
    if row is None or row.agreed_at is None:
        return Agreement.OPEN
    if row.agreed_own_version is not None and row.agreed_own_version != row.version:
        return Agreement.CHANGED
    return Agreement.AS_ANSWERED if row.agreed is None else Agreement.OTHER


@dataclass(frozen=True, slots=True)
class AgreedChange:
    """One entry in the history of an indicator's agreement: who, when, what and why."""

    by: User | None
    at: dt.datetime
    agreement: Agreement
    answer: Answer | None
    reason: str


def agreed_history(assessment: Assessment, indicator: Indicator) -> list[AgreedChange]:
    """The history of agreements on an indicator, the latest first. One query.

    Changes by one person within a few minutes are one entry, because autosave also stores unfinished input.
    """
    entries = (
        AuditEntry.objects.filter(
            assessment=assessment,
            subject=indicator.key,
            action__in=[AuditAction.VALUE_AGREED, AuditAction.ANSWER_CONFIRMED],
        )
        .select_related("actor")
        .order_by("-at", "-pk")
    )
    kept: list[AuditEntry] = []
    for entry in entries:
        if not kept or kept[-1].actor_id != entry.actor_id or kept[-1].at - entry.at > ONE_STEP:
            kept.append(entry)
    return [_step(entry, indicator) for entry in kept]


def _step(entry: AuditEntry, indicator: Indicator) -> AgreedChange:
    answer = None if entry.after is None else typed_values(indicator, entry.after)
    if entry.action == AuditAction.ANSWER_CONFIRMED:
        agreement = Agreement.AS_ANSWERED
    else:
        agreement = Agreement.OPEN if answer is None else Agreement.OTHER
    return AgreedChange(entry.actor, entry.at, agreement, answer, entry.reason)
