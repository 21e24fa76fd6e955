"""The evidence of an assessment by indicator, and its total size."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet, Sum

from assessments.models import Assessment, Evidence


def size_of_evidence(assessment: Assessment) -> int:
    """The total size of the assessment's files in bytes. One query."""
    total: int | None = Evidence.objects.filter(assessment=assessment).aggregate(total=Sum("size"))["total"]
    return total or 0


def evidence_by_indicator(assessment: Assessment) -> dict[str, list[Evidence]]:
    """All evidence by indicator key, oldest first; indicators without any are left out. One query."""
    found = defaultdict(list)
    for item in assessment.evidence.order_by("added_at", "pk"):
        found[item.indicator].append(item)
    return dict(found)


def evidence_of(assessment: Assessment, indicator: str) -> QuerySet[Evidence]:
    """The evidence of one indicator, oldest first, with the people who added it."""
    return assessment.evidence.filter(indicator=indicator).select_related("added_by").order_by("added_at", "pk")


def was_handed_in(evidence: Evidence, assessment: Assessment) -> bool:
    """Whether the evidence already existed when the answers were submitted."""
    return assessment.submitted_at is not None and evidence.added_at <= assessment.submitted_at
