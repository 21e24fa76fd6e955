"""The previous assessment and its answers."""

from __future__ import annotations

import datetime as dt

from assessments.models import Assessment, Label, Organisation, Status
from assessments.models.answering import OPEN
from assessments.queries.answers import effective_answers
from criteria.answers import Answers
from criteria.definitions import ENTRY_LEVEL
from criteria.loader import load_edition
from criteria.validity import months_before


def previous_assessment(assessment: Assessment) -> Assessment | None:
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
    previous = previous_assessment(assessment)
    return previous, effective_answers(previous) if previous else {}


def renewal_starts(label: Label) -> dt.date:
    """The day from which a renewal of the label is not early: `early_months` of its edition before its last day."""
    return months_before(label.valid_until, load_edition(label.assessment.edition).validity.early_months)


def label_running_long(organisation: Organisation, today: dt.date) -> Label | None:
    """The organisation's label of the entry level if it is too early to renew it and no assessment is open."""
    if organisation.assessments.filter(status__in=OPEN).exists():
        return None
    label = Label.objects.last_of(organisation, ENTRY_LEVEL.value)
    return label if label and today < renewal_starts(label) else None
