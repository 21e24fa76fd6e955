"""What a report says about who assessed, how impartial they are, and who decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from assessments.models import Assessment, Objection
from assessments.queries.conflicts import Conflict, ConflictKind


@dataclass(frozen=True, slots=True)
class ImpartialityRecord:
    """What a report says about who assessed and who decided, from what was declared and ruled at the time."""

    assessor: str
    declared_on: dt.date
    interest: str
    overruled: tuple[ConflictKind, ...]
    objection: str
    decided_by: str

    @property
    def overruled_words(self) -> list[str]:
        """The conflicts that were overruled, in the language that is active."""
        return [Conflict(kind).words for kind in self.overruled]


def impartiality_record(assessment: Assessment) -> ImpartialityRecord | None:
    """The record of the assessor assigned last, once they have declared; it does not change with later facts.

    `objection` is "" or a value of Ruling (an objection of this assessment, whoever it was to; "pending" while it
    waits).
    """
    assignment = assessment.assignments.filter(ended_at=None).select_related("assessor").order_by("pk").first()
    if assignment is None or assignment.declared_at is None:
        return None
    overruled = {ConflictKind(row.kind) for row in assignment.overrulings.all()}
    objection = Objection.objects.filter(assessment=assessment).first()
    return ImpartialityRecord(
        assessor=assignment.assessor.name,
        declared_on=timezone.localdate(assignment.declared_at),
        interest=assignment.interest,
        overruled=tuple(kind for kind in ConflictKind if kind in overruled),
        objection=(objection.ruling or "pending") if objection else "",
        decided_by=assessment.decided_by.name if assessment.decided_by else "",
    )
