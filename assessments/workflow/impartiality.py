"""Assigns an assessor; records declarations, objections and rulings about their impartiality."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction

from assessments.access import Action, require
from assessments.models import (
    AdviserRelation,
    Assessment,
    Assignment,
    AuditAction,
    InterviewClock,
    Objection,
    Overruling,
    Ruling,
    Status,
    User,
)
from assessments.queries.appointments import appointment_ahead
from assessments.queries.conflicts import (
    AssessorStanding,
    Conflict,
    ConflictKind,
    current_standing,
    judge_conflicts,
    read_facts,
    read_standing,
)
from assessments.queries.people import assessors_of, owners_of, secretariat_of
from assessments.workflow.auditing import lock, record
from assessments.workflow.interviews import tell_joined, tell_released
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.inbox import lock_people
from assessments.workflow.mail.notices import Event
from criteria.clock import site_day
from criteria.loader import load_edition


class NotAnAssessor(Exception):
    """The person is not an assessor."""


class AlreadyObjected(Exception):
    """A cluster may object only once in an assessment."""


class NothingToRule(Exception):
    """There is nothing to rule on any more: somebody else was faster, or the facts have changed."""


def _portable(conflicts: tuple[Conflict, ...]) -> list[dict[str, str]]:
    return [{"kind": conflict.kind.value, "detail": conflict.detail} for conflict in conflicts]


def _found(assessment: Assessment, assessor: User) -> list[dict[str, str]]:
    return _portable(judge_conflicts(read_facts(assessment, [assessor])[assessor.pk]))


def _own_assignment(assessment: Assessment, assessor: User) -> Assignment:
    return assessment.assignments.select_related("assessor").get(assessor=assessor, ended_at=None)


@transaction.atomic
def assign_assessor(*, assessment: Assessment, assessor: User, by: User, at: dt.datetime) -> Assessment:
    """Makes `assessor` the only assessor and starts the interview; they get access once they have declared.

    Conflicts are judged and recorded; the secretariat can overrule them. The due date follows from the edition until
    the secretariat sets another one. Raises NotAnAssessor.
    """
    current = lock(assessment)
    require(Action.ASSIGN, by, current)
    if not assessor.is_assessor:
        raise NotAnAssessor
    before = current.status
    released = [each for each in assessors_of(current) if each != assessor]
    current.assignments.filter(ended_at=None).exclude(assessor=assessor).update(ended_at=at)
    found = _found(current, assessor)
    due_on = site_day(at) + dt.timedelta(days=load_edition(current.edition).process.due_days)
    assignment, _ = Assignment.objects.get_or_create(
        assessment=current,
        assessor=assessor,
        ended_at=None,
        defaults={"assigned_by": by, "assigned_at": at, "due_on": due_on, "found": found},
    )
    # An objection to a former assessor needs no ruling.
    pending = Objection.objects.filter(assessment=current, ruling=Ruling.PENDING).exclude(assignment=assignment)
    pending.update(ruling=Ruling.SETTLED, ruled_by=by, ruled_at=at)
    current.status = Status.INTERVIEW
    after: dict[str, Any] = {"status": current.status, "found": found}
    if released:
        after |= _forget_interview(current, at)
    current.save(update_fields=["status", "interview_on"])
    record(
        action=AuditAction.ASSESSOR_ASSIGNED,
        actor=by,
        at=at,
        assessment=current,
        subject=assessor.email,
        before=before,
        after=after,
    )
    _tell_assigned(current, assignment, released, at)
    return current


def _tell_assigned(assessment: Assessment, assignment: Assignment, released: list[User], at: dt.datetime) -> None:
    assessor = assignment.assessor
    owners = [owner for owner in owners_of(assessment.organisation) if owner != assessor]
    lock_people([assessor, *owners, *released])
    notify(event=Event.ASSIGNED, assessment=assessment, to=owners, at=at, facts={"assessor": str(assessor)})
    due = {"due": assignment.due_on.isoformat()} if assignment.due_on else {}
    notify(event=Event.ASSIGNED, assessment=assessment, to=[assessor], at=at, facts={"yours": "yes", **due})
    tell_released(assessment=assessment, assessors=released, at=at)


def _forget_interview(assessment: Assessment, at: dt.datetime) -> dict[str, None]:
    """Clears the day and clock of an interview held by the released assessor, unless it is still to come.

    The successor has not met the cluster yet, and the label's validity depends on that day. Returns the facts for the
    audit row.
    """
    if assessment.interview_on is None or appointment_ahead(assessment, at):
        return {}
    InterviewClock.objects.filter(assessment=assessment).delete()
    assessment.interview_on = None
    return {"interview": None}


@dataclass(frozen=True, slots=True)
class Statement:
    """An assessor's declaration.

    `interest` and `advice` are "" for none (or for advice already recorded); `employer` and `region` are None to leave
    the profile unchanged.
    """

    interest: str = ""
    advice: str = ""
    employer: str | None = None
    region: str | None = None


@transaction.atomic
def declare(*, assessment: Assessment, statement: Statement, by: User, at: dt.datetime) -> AssessorStanding:
    """Stores the assessor's declaration, which replaces an earlier one. Returns the assignment's standing after it.

    The first one determines the language of the texts for the report: that in which the assessor uses the site.
    """
    current = lock(assessment)
    require(Action.DECLARE, by, current)
    assignment = _own_assignment(current, by)
    before = {"interest": assignment.interest} if assignment.declared_at else None
    _keep_profile(assignment.assessor, statement)
    if statement.advice:
        _add_advice(current, assignment.assessor, statement.advice, by, at)
    assignment.declared_at, assignment.interest = at, statement.interest
    found = _found(current, assignment.assessor)
    said = _portable((Conflict(ConflictKind.DECLARED, statement.interest),)) if statement.interest else []
    assignment.found = [*assignment.found, *(entry for entry in [*said, *found] if entry not in assignment.found)]
    assignment.save(update_fields=["declared_at", "interest", "found"])
    if not current.written_in:
        current.written_in = by.language
        current.save(update_fields=["written_in"])
    record(
        action=AuditAction.DECLARED,
        actor=by,
        at=at,
        assessment=current,
        subject=by.email,
        before=before,
        after={"interest": statement.interest, "employer": assignment.assessor.employer, "found": found},
    )
    told = [*owners_of(current.organisation), *secretariat_of(current)]
    standing = read_standing(assignment, current)
    facts = {"assessor": str(by), "declared": "interest" if statement.interest else "none"}
    if standing.blocking:
        facts["blocked"] = "yes"
    lock_people([*told, by])
    notify(event=Event.DECLARED, assessment=current, to=told, at=at, facts=facts)
    _tell_if_open(standing, at)
    return standing


def _tell_if_open(standing: AssessorStanding, at: dt.datetime) -> None:
    """Notifies the assessor of the interview once they have access; before that, they may not know of it."""
    if standing.is_open:
        tell_joined(assignment=standing.assignment, at=at)


def _keep_profile(user: User, statement: Statement) -> None:
    user.employer = user.employer if statement.employer is None else statement.employer
    user.region = user.region if statement.region is None else statement.region
    user.save(update_fields=["employer", "region"])


def _standing(assessment: Assessment) -> AssessorStanding:
    standing = current_standing(assessment)
    if standing is None:
        raise NothingToRule
    return standing


def _add_advice(assessment: Assessment, adviser: User, note: str, by: User, at: dt.datetime) -> AdviserRelation:
    return AdviserRelation.objects.create(
        organisation=assessment.organisation, adviser=adviser, note=note, recorded_by=by, recorded_at=at
    )


@transaction.atomic
def record_advice(*, assessment: Assessment, adviser: User, note: str, by: User, at: dt.datetime) -> AdviserRelation:
    """Records that an assessor advised the cluster earlier, which is a conflict in each of its assessments."""
    current = lock(assessment)
    require(Action.RULE, by, current)
    relation = _add_advice(current, adviser, note, by, at)
    record(
        action=AuditAction.ADVICE_RECORDED,
        actor=by,
        at=at,
        assessment=current,
        subject=adviser.email,
        after={"note": note},
    )
    return relation


@transaction.atomic
def overrule(*, assessment: Assessment, conflict: Conflict, reason: str, by: User, at: dt.datetime) -> Overruling:
    """Overrules one conflict of the assessor, as the person saw it, so that it no longer blocks.

    Raises NothingToRule if the conflict has changed or is gone.
    """
    current = lock(assessment)
    require(Action.RULE, by, current)
    standing = _standing(current)
    if conflict not in [weighed.conflict for weighed in standing.blocking]:
        raise NothingToRule
    overruling = Overruling.objects.create(
        assignment=standing.assignment,
        kind=conflict.kind,
        detail=conflict.detail,
        reason=reason,
        overruled_by=by,
        overruled_at=at,
    )
    assessor = standing.assignment.assessor
    record(
        action=AuditAction.CONFLICT_OVERRULED,
        actor=by,
        at=at,
        assessment=current,
        subject=assessor.email,
        after={"kind": conflict.kind.value, "detail": conflict.detail},
        reason=reason,
    )
    facts = {"ruling": "overruled", "assessor": str(assessor), "reason": reason}
    # The cluster also reads the reason, because it may still object.
    notify(event=Event.RULED, assessment=current, to=[assessor, *owners_of(current.organisation)], at=at, facts=facts)
    _tell_if_open(_standing(current), at)
    return overruling


@transaction.atomic
def object_to_assessor(*, assessment: Assessment, reason: str, by: User, at: dt.datetime) -> Objection:
    """Records the cluster's objection; the assessor has no access until it is ruled on. Raises AlreadyObjected."""
    current = lock(assessment)
    require(Action.OBJECT, by, current)
    if Objection.objects.filter(assessment=current).exists():
        raise AlreadyObjected
    assignment = _standing(current).assignment
    objection = Objection.objects.create(
        assessment=current, assignment=assignment, reason=reason, raised_by=by, raised_at=at
    )
    record(
        action=AuditAction.OBJECTED,
        actor=by,
        at=at,
        assessment=current,
        subject=assignment.assessor.email,
        reason=reason,
    )
    notify(event=Event.OBJECTED, assessment=current, to=secretariat_of(current), at=at, facts={"reason": reason})
    return objection


@transaction.atomic
def rule_on_objection(
    *, assessment: Assessment, ruling: Literal["dismissed", "upheld"], reason: str, by: User, at: dt.datetime
) -> Assessment:
    """Dismisses the objection, or upholds it: then the assignment ends, and another assessor must be assigned.

    Raises NothingToRule.
    """
    current = lock(assessment)
    require(Action.RULE, by, current)
    objection = Objection.objects.filter(assessment=current, ruling=Ruling.PENDING).first()
    if objection is None:
        raise NothingToRule
    before = current.status
    objection.ruling, objection.ruling_reason = Ruling(ruling), reason
    objection.ruled_by, objection.ruled_at = by, at
    objection.save(update_fields=["ruling", "ruling_reason", "ruled_by", "ruled_at"])
    after: dict[str, Any] = {"ruling": objection.ruling}
    if objection.ruling == Ruling.UPHELD:
        after |= _end(objection.assignment, current, at)
    after["status"] = current.status
    record(
        action=AuditAction.OBJECTION_RULED,
        actor=by,
        at=at,
        assessment=current,
        subject=objection.assignment.assessor.email,
        before=before,
        after=after,
        reason=reason,
    )
    _tell_ruling(current, objection, at)
    return current


def _tell_ruling(assessment: Assessment, objection: Objection, at: dt.datetime) -> None:
    assessor, reason = objection.assignment.assessor, objection.ruling_reason
    told = [*owners_of(assessment.organisation)]
    lock_people([*told, assessor])
    if objection.ruling == Ruling.UPHELD:
        tell_released(assessment=assessment, assessors=[assessor], at=at, reason=reason)
    else:
        told.append(assessor)
    facts = {"ruling": str(objection.ruling), "assessor": str(assessor), "reason": reason}
    notify(event=Event.RULED, assessment=assessment, to=told, at=at, facts=facts)
    if objection.ruling == Ruling.DISMISSED:
        _tell_if_open(_standing(assessment), at)


def _end(assignment: Assignment, assessment: Assessment, at: dt.datetime) -> dict[str, None]:
    """Ends the assignment, so that the assessment waits for another assessor. Returns facts for the audit row."""
    assignment.ended_at = at
    assignment.save(update_fields=["ended_at"])
    if not assessment.assignments.filter(ended_at=None).exists():
        assessment.status = Status.SUBMITTED
    forgotten = _forget_interview(assessment, at)
    assessment.save(update_fields=["status", "interview_on"])
    return forgotten
