"""Labels: awarded or entered from the certificate of another issuer, suspended, restored and withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from assessments.access import Action, WrongState, require
from assessments.issuer import current_issuer
from assessments.models import Assessment, AuditAction, CohortEntry, Label, User
from assessments.queries.assessments import year_of
from assessments.queries.labels import LabelAct, label_of, possible_acts
from assessments.queries.people import writers_of
from assessments.workflow.auditing import lock, next_number, record
from assessments.workflow.credentials import make_credential
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event
from criteria.clock import site_day
from criteria.loader import load_edition
from criteria.validity import Validity, end_of_month, first_validity, renewed_validity

AUDITED: Final = {
    LabelAct.ENTER: AuditAction.LABEL_ENTERED,
    LabelAct.SUSPEND: AuditAction.LABEL_SUSPENDED,
    LabelAct.LIFT: AuditAction.SUSPENSION_LIFTED,
    LabelAct.WITHDRAW: AuditAction.LABEL_WITHDRAWN,
}


class NumberTaken(Exception):
    """Another label has this number."""


def label_validity(assessment: Assessment) -> Validity:
    """The validity of the label earned by `assessment`: a first one, or after the organisation's last of that level.

    Raises ValueError if the assessment has no interview date.
    """
    edition, interview = load_edition(assessment.edition), assessment.interview_on
    if interview is None:
        raise ValueError(f"{assessment.reference} has no interview date")
    previous = Label.objects.last_of(assessment.organisation, edition.level.value)
    if previous is None:
        return first_validity(edition.validity, interview=interview)
    return renewed_validity(edition.validity, previous_end=previous.valid_until, interview=interview)


def award_label(assessment: Assessment, at: dt.datetime) -> Label:
    """Creates the label of a decided assessment, numbered by country, level and year of the decision."""
    validity, level = label_validity(assessment), load_edition(assessment.edition).level
    country = assessment.organisation.country
    year = year_of(assessment.decided_at) if assessment.decided_at else validity.starts.year
    label = _store(
        Label(
            assessment=assessment,
            level=level.value,
            issuer=current_issuer().name,
            number=f"{country}-{level[0].upper()}-{year}-{next_number(f'label-{country}-{year}'):04d}",
            interview_on=assessment.interview_on,
            valid_from=validity.starts,
            valid_until=validity.ends,
            renewable_until=validity.renewable_until,
        )
    )
    make_credential(label=label, at=at)
    return label


def _store(label: Label) -> Label:
    """Stores a new label, and notes it on the one that it continues without a gap."""
    label.organisation = label.assessment.organisation
    previous = Label.objects.last_of(label.organisation, label.level)
    label.save()
    if previous and previous.valid_until + dt.timedelta(days=1) == label.valid_from:
        previous.renewed_by = label
        previous.save(update_fields=["renewed_by"])
    return label


@transaction.atomic
def enter_label(
    *,
    assessment: Assessment,
    number: str,
    interview_on: dt.date,
    valid_from: dt.date,
    valid_until: dt.date,
    by: User,
    at: dt.datetime,
) -> Label:
    """Enters the label that another issuer has awarded, as its certificate names it. Raises NumberTaken."""
    current = _locked(assessment, LabelAct.ENTER, by)
    if Label.objects.filter(number=number).exists():
        raise NumberTaken
    edition = load_edition(current.edition)
    label = _store(
        Label(
            assessment=current,
            level=edition.level.value,
            issuer=current_issuer().name,
            is_entered=True,
            number=number,
            interview_on=interview_on,
            valid_from=valid_from,
            valid_until=valid_until,
            renewable_until=end_of_month(valid_until, months_later=edition.validity.grace_months),
        )
    )
    CohortEntry.objects.filter(assessment=current).update(level=label.level)
    _tell(LabelAct.ENTER, label, by, at)
    return label


def suspend_label(*, assessment: Assessment, reason: str, by: User, at: dt.datetime) -> Label:
    """Suspends the label until the suspension is lifted; its dates stay."""
    values = {"suspended_on": site_day(at), "state_reason": reason}
    return _change(LabelAct.SUSPEND, assessment, values, reason=reason, by=by, at=at)


def lift_suspension(*, assessment: Assessment, reason: str, by: User, at: dt.datetime) -> Label:
    """Ends the suspension of the label."""
    values = {"suspended_on": None, "state_reason": ""}
    return _change(LabelAct.LIFT, assessment, values, reason=reason, by=by, at=at)


@transaction.atomic
def withdraw_label(*, assessment: Assessment, reason: str, by: User, at: dt.datetime) -> Label:
    """Withdraws the label for good; everybody can read the reason. The one that it continued can be renewed again."""
    values = {"withdrawn_on": site_day(at), "state_reason": reason}
    label = _change(LabelAct.WITHDRAW, assessment, values, reason=reason, by=by, at=at)
    Label.objects.filter(renewed_by=label).update(renewed_by=None)
    return label


def _locked(assessment: Assessment, act: LabelAct, by: User) -> Assessment:
    """The locked assessment; raises WrongState unless `act` is possible with its label now."""
    current = lock(assessment)
    require(Action.KEEP_LABEL, by, current)
    if act not in possible_acts(current, label_of(current)):
        raise WrongState(Action.KEEP_LABEL, current.status)
    return current


@transaction.atomic
def _change(
    act: LabelAct, assessment: Assessment, values: Mapping[str, Any], *, reason: str, by: User, at: dt.datetime
) -> Label:
    current = _locked(assessment, act, by)
    label = Label.objects.get(assessment=current)
    for name, value in values.items():
        setattr(label, name, value)
    label.save(update_fields=list(values))
    _tell(act, label, by, at, reason)
    return label


def _tell(act: LabelAct, label: Label, by: User, at: dt.datetime, reason: str = "") -> None:
    """Writes the audit row, and notifies the owners and editors of the cluster."""
    record(
        action=AUDITED[act], actor=by, at=at, assessment=label.assessment, after={"label": label.number}, reason=reason
    )
    notify(
        event=Event.LABEL_CHANGED,
        assessment=label.assessment,
        to=writers_of(label.organisation),
        at=at,
        facts={
            "change": str(act),
            "number": label.number,
            "issuer": label.issuer,
            "begins": label.valid_from.isoformat(),
            "ends": label.valid_until.isoformat(),
            "reason": reason,
        },
    )
