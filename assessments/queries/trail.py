"""Who reads what of the audit trail of an assessment."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet

from assessments.models import Assessment, AuditEntry, User

# What is no secret to anybody who sees the assessment. All else is its author's side's alone: what a cluster does to
# its draft is never shown to others, what an assessor writes is shown to the cluster when all is decided. An action
# that is not named here is therefore kept rather than shown.
OPEN_ACTIONS: Final = frozenset(
    {
        "assessment_started",
        "submitted",
        "withdrawn",
        "assessor_assigned",
        "declared",
        "advice_recorded",
        "conflict_overruled",
        "objected",
        "objection_ruled",
        "interview_arranged",
        "interview_cancelled",
        "interview_planned",
        "value_agreed",
        "answer_confirmed",
        "question_asked",
        "question_replied",
        "question_resolved",
        "criterion_waived",
        "assessed",
        "decided",
        "label_reminder_sent",
    }
)
# Of these the cluster learns at once that they happened, and what was written when all is decided.
SEALED_ACTIONS: Final = frozenset({"assessed", "decided"})
# Particulars of a conflict can concern others than the cluster: it learns the kind only.
PARTICULARS: Final = frozenset({"detail", "note", "employer"})


def readable_entries(assessment: Assessment, *, is_member: bool) -> QuerySet[AuditEntry]:
    """The rows that a reader finds in the trail, in the order in which they were written.

    `is_member`: the reader belongs to the organisation that is assessed.
    """
    entries = AuditEntry.objects.filter(assessment=assessment).select_related("actor").order_by("pk")
    handed_in = entries.filter(action="submitted").values_list("pk", flat=True).last()
    is_open = Q(action__in=OPEN_ACTIONS)
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
        if entry.action in SEALED_ACTIONS and not assessment.is_finished:
            entry.after, entry.reason = None, ""
    return entry


def _without_particulars(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_particulars(item) for key, item in value.items() if key not in PARTICULARS}
    if isinstance(value, list):
        return [_without_particulars(item) for item in value]
    return value
