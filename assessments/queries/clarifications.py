"""Selections of the assessor's questions to the cluster."""

from __future__ import annotations

from django.db.models import QuerySet

from assessments.models import Assessment, Clarification


def clarifications_of(assessment: Assessment) -> QuerySet[Clarification]:
    """All questions with their messages, the unresolved ones first, then the latest. Two queries."""
    return assessment.clarifications.prefetch_related("messages__author").order_by("-resolved_at", "-asked_at", "-pk")


def unresolved_indicators(assessment: Assessment) -> frozenset[str]:
    """The indicators with a question that is not resolved. One query."""
    return frozenset(assessment.clarifications.unresolved().values_list("indicator", flat=True))


def clarifications_by_turn(assessment: Assessment) -> dict[str, bool]:
    """The indicators with an unresolved question, and whether the cluster has to reply next. Two queries."""
    asked = assessment.clarifications.unresolved().prefetch_related("messages")
    return {question.indicator: not question.is_replied for question in asked}


def unresolved_clarification(assessment: Assessment, indicator: str) -> Clarification | None:
    """The unresolved question about `indicator` with its messages, if any."""
    asked = assessment.clarifications.unresolved().filter(indicator=indicator)
    return asked.prefetch_related("messages__author").first()
