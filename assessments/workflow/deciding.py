"""The secretariat's decision, and withdrawal of an assessment."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Literal

from django.db import transaction

from assessments.access import Action, require
from assessments.issuer import current_issuer, preparation_facts
from assessments.models import Assessment, AuditAction, CohortEntry, Label, Status, User
from assessments.queries.answers import effective_answers, portfolios_of
from assessments.queries.appointments import appointment_ahead, calendar_of, people_concerned
from assessments.queries.assessments import assessment_year
from assessments.queries.eligibility import verdict_of
from assessments.queries.people import assessors_of, open_assessors_of, owners_of, secretariat_of, writers_of
from assessments.workflow.auditing import lock, record
from assessments.workflow.interviews import stop_clock
from assessments.workflow.labelling import award_label
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.inbox import lock_people
from assessments.workflow.mail.notices import Event
from assessments.workflow.measuring import MeasuredEntry, store_entries
from criteria.loader import load_edition
from criteria.measures import measure_all

type Decision = Literal["label", "no_label", "back"]

OUTCOMES: dict[Decision, Status] = {
    "label": Status.LABELLED,
    "no_label": Status.NOT_LABELLED,
    "back": Status.INTERVIEW,
}


class NotEligible(Exception):
    """A label cannot be awarded unless every binding criterion is met or waived."""


@transaction.atomic
def decide(*, assessment: Assessment, decision: Decision, reason: str, by: User, at: dt.datetime) -> Assessment:
    """Awards the label, declines it, or sends the assessment back to the assessor. Raises NotEligible.

    If somebody else issues the label, a positive decision awards none: it says that the cluster is ready for it.

    Raises PermissionDenied for present and former assessors of the assessment and for members of the organisation.
    """
    current = lock(assessment)
    require(Action.DECIDE, by, current)
    if decision == "label" and verdict_of(current).is_eligible is not True:
        raise NotEligible
    current.status = OUTCOMES[decision]
    current.decision_reason = reason
    current.decided_at = None if decision == "back" else at
    current.assessed_at = None if decision == "back" else current.assessed_at
    current.decided_by = None if decision == "back" else by
    current.save(update_fields=["status", "decision_reason", "decided_at", "decided_by", "assessed_at"])
    label = award_label(current, at) if decision == "label" and current_issuer().is_operator else None
    if current.is_finished:
        record_measurements(current, level=label.level if label else "")
    _tell_of_decision(current, decision, label, reason, at)
    record(
        action=AuditAction.DECIDED,
        actor=by,
        at=at,
        assessment=current,
        before=Status.ASSESSED,
        after=current.status,
        reason=reason,
    )
    return current


def _tell_of_decision(
    assessment: Assessment, decision: Decision, label: Label | None, reason: str, at: dt.datetime
) -> None:
    if decision == "back":
        assessors = assessors_of(assessment)
        notify(event=Event.SENT_BACK, assessment=assessment, to=assessors, at=at, facts={"reason": reason})
        return
    told = [*writers_of(assessment.organisation), *assessors_of(assessment)]
    facts = {"decision": str(decision), "reason": reason, **preparation_facts()}
    if label:
        facts |= {"number": label.number, "begins": label.valid_from.isoformat(), "ends": label.valid_until.isoformat()}
    notify(event=Event.DECIDED, assessment=assessment, to=told, at=at, facts=facts)


def record_measurements(assessment: Assessment, *, level: str = "") -> CohortEntry:
    """Stores the measures of a finished assessment as rows, and makes it the latest entry of its organisation.

    `level` is that of the awarded label, "" without one.
    """
    answers = effective_answers(assessment)
    edition, organisation = load_edition(assessment.edition), assessment.organisation
    measured = measure_all(edition, answers, year=assessment_year(assessment))
    entry = CohortEntry(
        assessment=assessment,
        organisation=organisation,
        identity=organisation.identity,
        country=organisation.country,
        year=assessment_year(assessment),
        level=level,
    )
    store_entries([MeasuredEntry(entry, portfolios_of(edition, organisation, answers), measured)])
    return entry


def _tell_of_withdrawal(assessment: Assessment, told: list[User], reason: str, at: dt.datetime) -> None:
    """Notifies people of the withdrawal; those with an upcoming interview get it cancelled in their calendar."""
    appointment = appointment_ahead(assessment, at)
    facts, invited = {"reason": reason}, list[User]()
    if appointment:
        invited, calendar = people_concerned(assessment), partial(calendar_of, appointment)
        lock_people([*invited, *told])
        notify(event=Event.WITHDRAWN, assessment=assessment, to=invited, at=at, facts=facts, calendar=calendar)
    closed_to = [user for user in assessors_of(assessment) if user not in open_assessors_of(assessment)]
    others = [user for user in told if user not in invited and user not in closed_to]
    notify(event=Event.WITHDRAWN, assessment=assessment, to=others, at=at, facts=facts)
    # They may know that it has ended, but not the cluster's reason.
    notify(event=Event.WITHDRAWN, assessment=assessment, to=closed_to, at=at)


@transaction.atomic
def withdraw(*, assessment: Assessment, reason: str, by: User, at: dt.datetime) -> Assessment:
    """Withdraws the cluster's assessment before the decision."""
    current = lock(assessment)
    require(Action.WITHDRAW, by, current)
    before, current.status = current.status, Status.WITHDRAWN
    current.save(update_fields=["status"])
    stop_clock(current, at)
    told = [*assessors_of(current), *secretariat_of(current), *owners_of(current.organisation).exclude(pk=by.pk)]
    _tell_of_withdrawal(current, told, reason, at)
    record(
        action=AuditAction.WITHDRAWN,
        actor=by,
        at=at,
        assessment=current,
        before=before,
        after=Status.WITHDRAWN,
        reason=reason,
    )
    return current
