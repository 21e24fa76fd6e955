"""The check a year into a label: when it is open, and what it asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assessments.models import Assessment, InterimCheck, Label
from assessments.queries.answers import effective_answers
from assessments.queries.assessments import assessment_year
from criteria.definitions import Measure
from criteria.loader import load_edition
from criteria.measures import full_key, measure_all
from criteria.validity import months_after

MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class CheckedNumber:
    """A number that the check asks again, and what it was in the assessment."""

    key: str
    measure: Measure
    then: Decimal | None


def check_opens(label: Label) -> dt.date:
    """The day from which the check can be done."""
    return months_after(label.valid_from, MONTHS)


def is_check_open(label: Label, today: dt.date) -> bool:
    """Whether the check can be done or changed: from a year after the beginning until the end of the label."""
    return label.withdrawn_on is None and check_opens(label) <= today <= label.valid_until


def numbers_to_check(assessment: Assessment) -> tuple[CheckedNumber, ...]:
    """The participants and the full-time equivalents, as far as the edition measures them."""
    edition = load_edition(assessment.edition)
    measured = measure_all(edition, effective_answers(assessment), year=assessment_year(assessment))
    asked = (edition.release.alike.participants, edition.workload.management)
    return tuple(
        CheckedNumber(key, measure, measured.numbers.get(key))
        for indicator in edition.indicators
        for measure in indicator.measures
        if (key := full_key(indicator, measure)) in asked
    )


def check_of(label: Label) -> InterimCheck | None:
    """The check that was done, if any."""
    return InterimCheck.objects.filter(label=label).select_related("done_by").first()
