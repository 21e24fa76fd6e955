"""Who reads what of the audit trail of an assessment."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet

from assessments.models import Assessment, AuditAction, AuditEntry, User
from assessments.models.audit_actions import Visibility

# An action that the enumeration does not know is kept from the other side rather than shown.
OPEN_TO_ALL: Final = [action for action in AuditAction if action.visibility in (Visibility.OPEN, Visibility.SEALED)]
SEALED: Final = [action for action in AuditAction if action.visibility is Visibility.SEALED]
# Particulars of a conflict can concern others than the cluster: it learns the kind only.
PARTICULARS: Final = frozenset({"detail", "note", "employer"})


def readable_entries(assessment: Assessment, *, is_member: bool) -> QuerySet[AuditEntry]:
    """The rows that a reader finds in the trail, in the order in which they were written.

    `is_member`: the reader belongs to the organisation that is assessed.
    """
    entries = AuditEntry.objects.filter(assessment=assessment).select_related("actor").order_by("pk")
    handed_in = entries.filter(action=AuditAction.SUBMITTED).values_list("pk", flat=True).last()
    is_open = Q(action__in=OPEN_TO_ALL)
    if is_member:
        if assessment.is_finished or handed_in is None:
            return entries
        colleagues = User.objects.filter(memberships__organisation=assessment.organisation_id)
        return entries.filter(is_open | Q(actor__in=colleagues) | Q(pk__lt=handed_in))
    # What was done before the hand-in belongs to the organisation, for ever.
    return entries.filter(is_open if handed_in is None else is_open | Q(pk__gt=handed_in))


def shown(entry: AuditEntry, assessment: Assessment, *, is_member: bool) -> AuditEntry:
    """The row as a reader may read it: of what a member reads, particulars and what is still sealed are left out."""
    if is_member:
        entry.before, entry.after = _without_particulars(entry.before), _without_particulars(entry.after)
        if entry.action in SEALED and not assessment.is_finished:
            entry.after, entry.reason = None, ""
    return entry


def _without_particulars(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_particulars(item) for key, item in value.items() if key not in PARTICULARS}
    if isinstance(value, list):
        return [_without_particulars(item) for item in value]
    return value
