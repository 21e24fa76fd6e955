"""Writes the audit row that ends every change, locks what is changed, and numbers what is new by year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.models import Assessment, AuditAction, AuditEntry, Counter, Organisation, User
from assessments.models.review import SUBJECT_LENGTH


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
    """One row of the audit trail; a subject that is too long for its column is cut."""
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
    """The assessment as it stands now, locked until the transaction ends, so that its state cannot change meanwhile."""
    return Assessment.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=assessment.pk)


def lock_state(assessment: Assessment) -> Assessment:
    """As `lock`, but of the assessment only whose it is and where it stands is read: all that one answer asks for."""
    return Assessment.objects.select_for_update().only("organisation", "edition", "status").get(pk=assessment.pk)


def next_number(series: str) -> int:
    """The next number of a series, starting at 1; two transactions never get the same."""
    counter, _ = Counter.objects.select_for_update().get_or_create(series=series)
    counter.value += 1
    counter.save(update_fields=["value"])
    return counter.value
