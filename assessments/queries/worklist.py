"""The queue of an assessor and the desk of the secretariat: what is waiting, for whom, since when and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Count, Q

from assessments.models import Assessment, Assignment, Status, User
from assessments.queries.conflicts import AssessorStanding, read_standings
from criteria.clock import site_day
from criteria.loader import load_edition

SOON: Final = dt.timedelta(days=7)


class NextStep(StrEnum):
    """The next step of an assessment."""

    ASSIGN = "assign"
    DECLARE = "declare"
    RULING = "ruling"
    ARRANGE = "arrange"
    INTERVIEW = "interview"
    FINISH = "finish"
    DECISION = "decision"
    NOTHING = "nothing"


class Due(StrEnum):
    """How close a due date is."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    OPEN = "open"


# Steps that wait for the assessor; the others wait for somebody else or for nobody.
MINE: Final = frozenset({NextStep.DECLARE, NextStep.ARRANGE, NextStep.INTERVIEW, NextStep.FINISH})


@dataclass(frozen=True, slots=True)
class Waiting:
    """One assessment in an assessor's queue. `since` is the day since which `step` has been waiting."""

    assignment: Assignment
    assessment: Assessment
    step: NextStep
    since: dt.date
    due: Due
    settled: int

    @property
    def total(self) -> int:
        """The number of indicators to go through."""
        return len(load_edition(self.assessment.edition).indicators)

    @property
    def first_area(self) -> str:
        """The key of the area with which the interview begins."""
        return load_edition(self.assessment.edition).areas[0].key

    @property
    def is_mine(self) -> bool:
        """Whether the step waits for the assessor."""
        return self.step in MINE


@dataclass(frozen=True, slots=True)
class Handled:
    """One assessment on the secretariat's desk, with its assessor, if any."""

    assessment: Assessment
    assignment: Assignment | None
    step: NextStep


def next_step(assessment: Assessment, *, today: dt.date, standing: AssessorStanding | None = None) -> NextStep:
    """The next step of an assessment. `standing` is that of its assessor, if known."""
    if assessment.status == Status.ASSESSED:
        return NextStep.DECISION
    if assessment.status == Status.SUBMITTED:
        return NextStep.ASSIGN
    if assessment.status != Status.INTERVIEW:
        return NextStep.NOTHING
    if standing and not standing.is_open:
        return NextStep.RULING if standing.is_declared or standing.is_contested else NextStep.DECLARE
    if assessment.interview_on is None:
        return NextStep.ARRANGE
    return NextStep.INTERVIEW if assessment.interview_on >= today else NextStep.FINISH


def due_state(due_on: dt.date | None, step: NextStep, *, today: dt.date) -> Due:
    """How close a due date is; a step that does not wait for the assessor is never late."""
    if due_on is None or step not in MINE:
        return Due.OPEN
    if due_on < today:
        return Due.OVERDUE
    return Due.SOON if due_on <= today + SOON else Due.LATER


def _since(assignment: Assignment, step: NextStep) -> dt.date:
    assessment = assignment.assessment
    if step is NextStep.FINISH and assessment.interview_on:
        return assessment.interview_on
    moments = {
        NextStep.RULING: assignment.declared_at,
        NextStep.DECISION: assessment.assessed_at,
        NextStep.NOTHING: assessment.decided_at,
    }
    return site_day(moments.get(step) or assignment.assigned_at)


def queue_of(user: User, *, today: dt.date) -> list[Waiting]:
    """All assessments of `user`: those that wait for them first, by due date, then by waiting time. Six queries."""
    assignments = (
        Assignment.objects.filter(assessor=user, ended_at=None)
        .exclude(assessment__status=Status.DRAFT)
        .select_related("assessor", "assessment__organisation", "assessment__appointment")
        .annotate(settled=Count("assessment__answers", filter=Q(assessment__answers__agreed_at__isnull=False)))
    )
    rows, standings = [], read_standings(assignments)
    for assignment in assignments:
        step = next_step(assignment.assessment, today=today, standing=standings[assignment.pk])
        rows.append(
            Waiting(
                assignment=assignment,
                assessment=assignment.assessment,
                step=step,
                since=_since(assignment, step),
                due=due_state(assignment.due_on, step, today=today),
                settled=assignment.settled,
            )
        )
    return sorted(
        rows,
        key=lambda row: (not row.is_mine, row.assignment.due_on or dt.date.max, row.since, row.assessment.reference),
    )


def handled(assessments: Iterable[Assessment], *, today: dt.date) -> list[Handled]:
    """The next step of each of `assessments`, which must have their organisation loaded. Six queries."""
    found = {assessment.pk: assessment for assessment in assessments}
    assignments = Assignment.objects.filter(assessment__in=found, ended_at=None).select_related("assessor")
    current: dict[int, Assignment] = {}
    for assignment in assignments.order_by("pk"):
        assignment.assessment = found[assignment.assessment_id]
        current.setdefault(assignment.assessment_id, assignment)
    standings = read_standings(current.values())
    rows = []
    for key, assessment in found.items():
        held = current.get(key)
        step = next_step(assessment, today=today, standing=standings[held.pk] if held else None)
        rows.append(Handled(assessment, held, step))
    return rows
