"""The previous assessment and its answers."""

from __future__ import annotations

from assessments.models import Assessment, Status
from assessments.queries.answers import effective_answers
from criteria.answers import Answers


def previous_run(assessment: Assessment) -> Assessment | None:
    """The organisation's last submitted assessment on the same edition that was started before this one, if any."""
    return (
        Assessment.objects.filter(organisation=assessment.organisation_id, edition=assessment.edition)
        .filter(created_at__lt=assessment.created_at)
        .exclude(status=Status.DRAFT)
        .order_by("-created_at")
        .first()
    )


def previous_answers(assessment: Assessment) -> tuple[Assessment | None, Answers]:
    """The previous assessment and its effective answers; (None, {}) if there is none."""
    previous = previous_run(assessment)
    return previous, effective_answers(previous) if previous else {}
