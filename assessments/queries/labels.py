"""The state of labels, and what can be done with them."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.db.models import Case, CharField, Q, Value, When
from django.urls import reverse

from assessments.issuer import current_issuer
from assessments.models import Assessment, Label, LabelCertificate, Status
from criteria.text import clean_line
from criteria.validity import LabelState, state_on

# What a number may consist of; so an address contains nothing else.
NUMBER: Final = re.compile("[A-Z0-9-]{1,24}")


class LabelAct(StrEnum):
    """What the secretariat can do with the label of an assessment."""

    ENTER = "enter"
    SUSPEND = "suspend"
    LIFT = "lift"
    WITHDRAW = "withdraw"


def state_of_label(label: Label, today: dt.date) -> LabelState:
    """The state of the label on `today`, from its dates alone."""
    return state_on(
        today,
        validity=label.validity,
        suspended_on=label.suspended_on,
        withdrawn_on=label.withdrawn_on,
        is_renewed=label.renewed_by_id is not None,
    )


def state_expression(today: dt.date) -> Case:
    """The same state in SQL, for labels that have not been renewed."""
    cases = (
        (Q(withdrawn_on__lte=today), LabelState.WITHDRAWN),
        (Q(renewable_until__lt=today), LabelState.EXPIRED),
        (Q(suspended_on__lte=today), LabelState.SUSPENDED),
        (Q(valid_until__lt=today), LabelState.IN_GRACE),
        (Q(valid_from__lte=today), LabelState.VALID),
    )
    return Case(
        *(When(condition, then=Value(state.value)) for condition, state in cases),
        default=Value(LabelState.AHEAD.value),
        output_field=CharField(),
    )


def find_label(typed: str) -> Label | None:
    """The label with the number that somebody typed, in any case and with spaces around it; None if there is none."""
    number = clean_line(typed).upper()
    if not NUMBER.fullmatch(number):
        return None
    return Label.objects.select_related("organisation", "assessment", "renewed_by").filter(number=number).first()


def label_address(label: Label) -> str:
    """The public address of the page that says what the label is worth today."""
    address: str = settings.SITE_ADDRESS + reverse("label", args=[label.number])
    return address


def is_in_use(label: Label, today: dt.date) -> bool:
    """Whether the certificate and pictures of the label may be used on `today`: only ours, until it ends."""
    return not label.is_entered and state_of_label(label, today) in (LabelState.AHEAD, LabelState.VALID)


def label_of(assessment: Assessment) -> Label | None:
    """The label of the assessment, if it has one."""
    return Label.objects.select_related("assessment").filter(assessment=assessment).first()


def kept_certificate(label: Label, language: str) -> LabelCertificate | None:
    """The sealed certificate of the label in `language`, if it has been made."""
    return LabelCertificate.objects.filter(label=label, language=language).first()


def possible_acts(assessment: Assessment, label: Label | None) -> tuple[LabelAct, ...]:
    """What can be done now. A withdrawn label stays withdrawn; one of another issuer is entered once it is awarded."""
    if label is None:
        awaits_label = assessment.status == Status.LABELLED and not current_issuer().is_operator
        return (LabelAct.ENTER,) if awaits_label else ()
    if label.withdrawn_on:
        return ()
    return (LabelAct.LIFT if label.suspended_on else LabelAct.SUSPEND, LabelAct.WITHDRAW)
