"""Who may read which rows of an assessment's audit trail."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet

from assessments.models import Assessment, AuditAction, AuditEntry, User
from assessments.models.audit_actions import Visibility

# Rows with an unknown action are hidden rather than shown.
OPEN_TO_ALL: Final = [action for action in AuditAction if action.visibility in (Visibility.OPEN, Visibility.SEALED)]
SEALED: Final = [action for action in AuditAction if action.visibility is Visibility.SEALED]
# The details of a conflict may concern third parties; the cluster sees only its kind.
PARTICULARS: Final = frozenset({"detail", "note", "employer"})


def readable_entries(assessment: Assessment, *, is_member: bool) -> QuerySet[AuditEntry]:
    """The rows of the trail that a reader may see, in the order in which they were written.

    `is_member`: the reader belongs to the assessed organisation.
    """
    entries = AuditEntry.objects.filter(assessment=assessment).select_related("actor").order_by("pk")
    handed_in = entries.filter(action=AuditAction.SUBMITTED).values_list("pk", flat=True).last()
    is_open = Q(action__in=OPEN_TO_ALL)
    if is_member:
        if assessment.is_finished or handed_in is None:
            return entries
        colleagues = User.objects.filter(memberships__organisation=assessment.organisation_id)
        return entries.filter(is_open | Q(actor__in=colleagues) | Q(pk__lt=handed_in))
    # Actions before the submission are visible only to the organisation, permanently.
    return entries.filter(is_open if handed_in is None else is_open | Q(pk__gt=handed_in))


def shown(entry: AuditEntry, assessment: Assessment, *, is_member: bool) -> AuditEntry:
    """The row as a reader may see it: for members without particulars and, until the decision, sealed content."""
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
