"""The queue of an assessor and the desk of the secretariat: what waits, for whom, since when and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from assessments.access import Action, require
from assessments.impartiality import Standing, read_standings
from assessments.models import Assessment, Assignment, Status, User
from assessments.workflow.auditing import lock, record
from criteria.loader import load_edition

SOON: Final = dt.timedelta(days=7)


class DueInPast(Exception):
    """A day that has passed cannot be set as the day something is due."""


class Step(StrEnum):
    """What an assessment waits for next."""

    ASSIGN = "assign"
    DECLARE = "declare"
    RULING = "ruling"
    ARRANGE = "arrange"
    INTERVIEW = "interview"
    FINISH = "finish"
    DECISION = "decision"
    NOTHING = "nothing"


class Due(StrEnum):
    """How a due date stands to today."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    OPEN = "open"


# These wait for the assessor; the others wait for somebody else, or for nobody.
MINE: Final = frozenset({Step.DECLARE, Step.ARRANGE, Step.INTERVIEW, Step.FINISH})


@dataclass(frozen=True, slots=True)
class Waiting:
    """One assessment on an assessor's queue. `since` is the day from which `step` waits."""

    assignment: Assignment
    assessment: Assessment
    step: Step
    since: dt.date
    due: Due
    settled: int

    @property
    def total(self) -> int:
        """How many indicators there are to go through."""
        return len(load_edition(self.assessment.edition).indicators)

    @property
    def is_mine(self) -> bool:
        """Whether it waits for the assessor."""
        return self.step in MINE


@dataclass(frozen=True, slots=True)
class Handled:
    """One assessment on the secretariat's desk, with its assessor if there is one."""

    assessment: Assessment
    assignment: Assignment | None
    step: Step


def next_step(assessment: Assessment, *, today: dt.date, standing: Standing | None = None) -> Step:
    """What an assessment waits for. `standing`: how its assessor stands, where that is asked."""
    if assessment.status == Status.ASSESSED:
        return Step.DECISION
    if assessment.status == Status.SUBMITTED:
        return Step.ASSIGN
    if assessment.status != Status.INTERVIEW:
        return Step.NOTHING
    if standing and not standing.is_open:
        return Step.RULING if standing.is_declared or standing.is_contested else Step.DECLARE
    if assessment.interview_on is None:
        return Step.ARRANGE
    return Step.INTERVIEW if assessment.interview_on >= today else Step.FINISH


def due_state(due_on: dt.date | None, step: Step, *, today: dt.date) -> Due:
    """How a due date stands to today; nothing is late that does not wait for the assessor."""
    if due_on is None or step not in MINE:
        return Due.OPEN
    if due_on < today:
        return Due.OVERDUE
    return Due.SOON if due_on <= today + SOON else Due.LATER


def _since(assignment: Assignment, step: Step) -> dt.date:
    assessment = assignment.assessment
    if step is Step.FINISH and assessment.interview_on:
        return assessment.interview_on
    moments = {
        Step.RULING: assignment.declared_at,
        Step.DECISION: assessment.assessed_at,
        Step.NOTHING: assessment.decided_at,
    }
    return timezone.localdate(moments.get(step) or assignment.assigned_at)


def queue_of(user: User, *, today: dt.date) -> list[Waiting]:
    """Everything `user` assesses: what waits for them first, by due date, then by how long it waits. Six queries."""
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
    """What each of `assessments`, which come with their organisation, waits for. Six queries."""
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


@transaction.atomic
def set_due_date(*, assessment: Assessment, due_on: dt.date, by: User, at: dt.datetime) -> None:
    """Sets until when the assessors have time. Raises DueInPast."""
    current = lock(assessment)
    require(Action.ASSIGN, by, current)
    if due_on < timezone.localdate(at):
        raise DueInPast
    assignments = current.assignments.filter(ended_at=None)
    before = assignments.values_list("due_on", flat=True).first()
    if not assignments.exclude(due_on=due_on).union(assignments.filter(due_on=None)).exists():
        return
    assignments.update(due_on=due_on)
    record(
        action="due_date_set",
        actor=by,
        at=at,
        assessment=current,
        before=before.isoformat() if before else None,
        after=due_on.isoformat(),
    )
