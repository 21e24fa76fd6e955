"""The facts that the report states about the assessor's impartiality and the decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessments.models import Assessment, Objection
from assessments.queries.conflicts import Conflict, ConflictKind
from criteria.clock import site_day


@dataclass(frozen=True, slots=True)
class ImpartialityRecord:
    """Who assessed and who decided, as declared and ruled at the time."""

    assessor: str
    declared_on: dt.date
    interest: str
    overruled: tuple[ConflictKind, ...]
    objection: str
    decided_by: str

    @property
    def overruled_words(self) -> list[str]:
        """The overruled conflicts in the active language."""
        return [Conflict(kind).words for kind in self.overruled]


def impartiality_record(assessment: Assessment) -> ImpartialityRecord | None:
    """The record of the current assessor once they have declared, otherwise None. Later facts do not change it.

    `objection` is "" or the Ruling on the assessment's objection, whoever it was against; "pending" until there is a
    ruling.
    """
    assignment = assessment.assignments.filter(ended_at=None).select_related("assessor").order_by("pk").first()
    if assignment is None or assignment.declared_at is None:
        return None
    overruled = {ConflictKind(row.kind) for row in assignment.overrulings.all()}
    objection = Objection.objects.filter(assessment=assessment).first()
    return ImpartialityRecord(
        assessor=str(assignment.assessor),
        declared_on=site_day(assignment.declared_at),
        interest=assignment.interest,
        overruled=tuple(kind for kind in ConflictKind if kind in overruled),
        objection=(objection.ruling or "pending") if objection else "",
        decided_by=str(assessment.decided_by) if assessment.decided_by else "",
    )
