"""Writes audit rows, locks what is changed, and assigns numbers by year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.shortcuts import get_object_or_404

from assessments.models import Assessment, AuditAction, AuditEntry, Counter, Organisation, User
from assessments.models.audit_trail import SUBJECT_LENGTH


def record(
    *,
    action: AuditAction,
    actor: User | None,
    at: dt.datetime,
    assessment: Assessment | None = None,
    organisation: Organisation | None = None,
    subject: str = "",
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> AuditEntry:
    """Writes one row of the audit trail; a subject too long for its column is truncated."""
    if organisation is None and assessment is not None:
        organisation_id: int | None = assessment.organisation_id
    else:
        organisation_id = organisation.pk if organisation else None
    return AuditEntry.objects.create(
        action=action,
        actor=actor,
        at=at,
        assessment=assessment,
        organisation_id=organisation_id,
        subject=subject[:SUBJECT_LENGTH],
        before=before,
        after=after,
        reason=reason,
    )


def lock(assessment: Assessment) -> Assessment:
    """The current state of the assessment, locked until the end of the transaction.

    Raises Http404 if it is a draft that was deleted meanwhile.
    """
    everything = Assessment.objects.select_for_update(of=("self",)).select_related("organisation")
    return get_object_or_404(everything, pk=assessment.pk)


def lock_state(assessment: Assessment) -> Assessment:
    """Like `lock`, but loads only organisation, edition and status, which is enough for saving one answer."""
    needed = Assessment.objects.select_for_update().only("organisation", "edition", "status")
    return get_object_or_404(needed, pk=assessment.pk)


def next_number(series: str) -> int:
    """The next number of a series, starting at 1; two transactions never get the same one."""
    counter, _ = Counter.objects.select_for_update().get_or_create(series=series)
    counter.value += 1
    counter.save(update_fields=["value"])
    return counter.value
