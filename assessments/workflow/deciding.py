"""The secretariat's decision, the label it awards, and withdrawal."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Literal

from django.db import transaction

from assessments.access import Action, require
from assessments.models import (
    Assessment,
    CohortEntry,
    CohortPortfolio,
    Label,
    LabelLevel,
    Measurement,
    Status,
    User,
)
from assessments.workflow.answering import effective_answers
from assessments.workflow.auditing import lock, next_number, record
from assessments.workflow.interviews import appointment_ahead, calendar_of, people_concerned
from assessments.workflow.notifying import (
    Event,
    assessors_of,
    lock_people,
    notify,
    owners_of,
    secretariat_of,
    writers_of,
)
from assessments.workflow.reviewing import assessment_year
from assessments.workflow.submitting import verdict_of
from assessments.workflow.tallying import tally
from criteria.answers import NOTHING
from criteria.loader import load_edition
from criteria.measures import measure_all
from criteria.validity import Validity, first_validity, renewed_validity

type Decision = Literal["label", "no_label", "back"]

OUTCOMES: dict[Decision, Status] = {
    "label": Status.LABELLED,
    "no_label": Status.NOT_LABELLED,
    "back": Status.INTERVIEW,
}


class NotEligible(Exception):
    """A label cannot be awarded while a binding criterion is neither met nor waived."""


@transaction.atomic
def decide(*, assessment: Assessment, decision: Decision, reason: str, by: User, at: dt.datetime) -> Assessment:
    """Awards the label, declines it, or sends the assessment back to the assessor. Raises NotEligible.

    Whoever assessed this run, now or earlier, and whoever belongs to the organisation may not (PermissionDenied).
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
    if current.is_finished:
        record_measurements(current, level=award_label(current).level if decision == "label" else "")
    _tell_of_decision(current, decision, reason, at)
    record(
        action="decided",
        actor=by,
        at=at,
        assessment=current,
        before=Status.ASSESSED,
        after=current.status,
        reason=reason,
    )
    return current


def _tell_of_decision(assessment: Assessment, decision: Decision, reason: str, at: dt.datetime) -> None:
    if decision == "back":
        assessors = assessors_of(assessment)
        notify(event=Event.SENT_BACK, assessment=assessment, to=assessors, at=at, facts={"reason": reason})
        return
    told = [*writers_of(assessment.organisation), *assessors_of(assessment)]
    notify(event=Event.DECIDED, assessment=assessment, to=told, at=at, facts={"decision": decision, "reason": reason})


def label_validity(assessment: Assessment) -> Validity:
    """The validity of the label that `assessment` earns: a first one, or the renewal of the organisation's last."""
    rule = load_edition(assessment.edition).validity
    interview = assessment.interview_on
    if interview is None:
        raise ValueError(f"{assessment.reference} has no interview date")
    previous = Label.objects.filter(organisation=assessment.organisation).order_by("-valid_until").first()
    if previous is None:
        return first_validity(rule, interview=interview)
    return renewed_validity(rule, previous_end=previous.valid_until, interview=interview)


def award_label(assessment: Assessment) -> Label:
    """The label of a decided assessment, numbered by country and year of the decision."""
    validity = label_validity(assessment)
    country = assessment.organisation.country
    year = assessment.decided_at.year if assessment.decided_at else validity.starts.year
    return Label.objects.create(
        assessment=assessment,
        organisation=assessment.organisation,
        level=LabelLevel.BRONZE,
        number=f"{country}-B-{year}-{next_number(f'label-{country}-{year}'):04d}",
        valid_from=validity.starts,
        valid_until=validity.ends,
        renewable_until=validity.renewable_until,
    )


def record_measurements(assessment: Assessment, *, level: str = "") -> CohortEntry:
    """Stores the measures of a finished assessment as rows, and makes it the one that stands for its organisation.

    `level`: of the label that it earned, "" without one.
    """
    answers = effective_answers(assessment)
    measured = measure_all(load_edition(assessment.edition), answers, year=assessment_year(assessment))
    organisation = assessment.organisation
    CohortEntry.objects.filter(organisation=organisation, is_latest=True).update(is_latest=False)
    entry = CohortEntry.objects.create(
        assessment=assessment,
        organisation=organisation,
        country=organisation.country,
        year=assessment_year(assessment),
        is_latest=True,
        level=level,
        participants=_whole(measured.numbers.get("A2.total")),
        age=_whole(measured.numbers.get("A1.age")),
    )
    fields = answers.get("A5", NOTHING).values.get("portfolios") or organisation.portfolios
    portfolios = [field for field in fields if isinstance(field, str)] if isinstance(fields, list | tuple) else []
    CohortPortfolio.objects.bulk_create(CohortPortfolio(entry=entry, portfolio=key) for key in portfolios)
    Measurement.objects.bulk_create(
        [Measurement(entry=entry, measure=key, value=value) for key, value in measured.numbers.items()]
        + [Measurement(entry=entry, measure=key, choice=c) for key, chosen in measured.choices.items() for c in chosen]
    )
    tally()
    return entry


def _whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


def _tell_of_withdrawal(assessment: Assessment, told: list[User], reason: str, at: dt.datetime) -> None:
    """Whoever has the interview ahead of them is told too, and finds it taken out of their calendar."""
    appointment = appointment_ahead(assessment, at)
    facts, invited = {"reason": reason}, list[User]()
    if appointment:
        invited, calendar = people_concerned(assessment), partial(calendar_of, appointment)
        lock_people([*invited, *told])
        notify(event=Event.WITHDRAWN, assessment=assessment, to=invited, at=at, facts=facts, calendar=calendar)
    others = [user for user in told if user not in invited]
    notify(event=Event.WITHDRAWN, assessment=assessment, to=others, at=at, facts=facts)


@transaction.atomic
def withdraw(*, assessment: Assessment, reason: str, by: User, at: dt.datetime) -> Assessment:
    """The cluster takes its assessment back before the decision."""
    current = lock(assessment)
    require(Action.WITHDRAW, by, current)
    before, current.status = current.status, Status.WITHDRAWN
    current.save(update_fields=["status"])
    told = [*assessors_of(current), *secretariat_of(current), *owners_of(current.organisation).exclude(pk=by.pk)]
    _tell_of_withdrawal(current, told, reason, at)
    record(
        action="withdrawn", actor=by, at=at, assessment=current, before=before, after=Status.WITHDRAWN, reason=reason
    )
    return current
