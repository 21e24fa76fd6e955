"""The assessor's queue: what waits, for whom, since when and until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from assessments.access import Action, require
from assessments.models import Assessment, Assignment, Status, User
from assessments.workflow.auditing import lock, record
from criteria.loader import load_edition

SOON: Final = dt.timedelta(days=7)


class DueInPast(Exception):
    """A day that has passed cannot be set as the day something is due."""


class Step(StrEnum):
    """What an assessment waits for next."""

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
MINE: Final = frozenset({Step.ARRANGE, Step.INTERVIEW, Step.FINISH})


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


def next_step(assessment: Assessment, *, today: dt.date) -> Step:
    """What an assessment waits for."""
    if assessment.status == Status.ASSESSED:
        return Step.DECISION
    if assessment.status not in (Status.SUBMITTED, Status.INTERVIEW):
        return Step.NOTHING
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
    moments = {Step.DECISION: assessment.assessed_at, Step.NOTHING: assessment.decided_at}
    return timezone.localdate(moments.get(step) or assignment.assigned_at)


def queue_of(user: User, *, today: dt.date) -> list[Waiting]:
    """Everything `user` assesses: what waits for them first, by due date, then by how long it waits. One query."""
    assignments = (
        Assignment.objects.filter(assessor=user, ended_at=None)
        .exclude(assessment__status=Status.DRAFT)
        .select_related("assessment__organisation", "assessment__appointment")
        .annotate(settled=Count("assessment__answers", filter=Q(assessment__answers__agreed_at__isnull=False)))
    )
    rows = []
    for assignment in assignments:
        step = next_step(assignment.assessment, today=today)
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
