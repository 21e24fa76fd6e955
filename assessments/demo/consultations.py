"""What the secretariat of the demo asks clusters, and what they reply."""

from __future__ import annotations

import datetime as dt
from typing import Final

from assessments.demo.people import AINO, HELMI, MARIA, TOMAS, Cast
from assessments.demo.shapes import Person, moment
from assessments.models import Consultation, ConsultationKind, Organisation, Stance
from assessments.workflow.consultations import (
    open_consultation,
    publish_consultation,
    reply_to_consultation,
    save_consultation,
    tell_clusters,
)

POSITION: Final = (
    "Small test facilities in regional programmes (demo)",
    "Regional programmes pay for large test facilities, which small firms use for a few hours a year. We ask that a"
    " part of the money may be spent on vouchers for hours in facilities that exist. (Fictional.)",
)
POSITION_RESULT: Final = (
    "Regional programmes should let firms with fewer than fifty employees buy hours in test facilities that exist,"
    " also in another region, with a voucher of up to €5,000. The application should fit on two pages. (Fictional.)"
)
QUESTION: Final = (
    "How far ahead is your work paid for? (demo)",
    "One number helps us to say what one-year grants mean for clusters. (Fictional.)",
)
QUESTION_CHOICES: Final = ("Less than a year", "One to two years", "More than two years")
SUPPORTERS: Final = ((AINO, Stance.SUPPORT), (HELMI, Stance.SUPPORT), (MARIA, Stance.AMEND))
CHANGE: Final = "The voucher should also pay for the travel to another region."


def ask_clusters(cast: Cast) -> None:
    """Publishes a common position that three clusters replied to, and opens a quick question."""
    _agree_on_position(cast)
    _ask(cast, ConsultationKind.QUESTION, QUESTION, QUESTION_CHOICES, moment(dt.date(2026, 8, 17)))


def _agree_on_position(cast: Cast) -> None:
    position = _ask(cast, ConsultationKind.POSITION, POSITION, (), moment(dt.date(2026, 5, 4)))
    for person, stance in SUPPORTERS:
        reply_to_consultation(
            consultation=position,
            organisation=_organisation_of(cast, person),
            choice=stance,
            text=CHANGE if stance is Stance.AMEND else "",
            is_named=stance is Stance.SUPPORT,
            by=cast.user(person),
            at=moment(dt.date(2026, 5, 18)),
        )
    at = moment(dt.date(2026, 8, 24))
    published = publish_consultation(consultation=position, result=POSITION_RESULT, by=cast.user(TOMAS), at=at)
    _tell(published, at)


def _ask(
    cast: Cast, kind: ConsultationKind, texts: tuple[str, str], choices: tuple[str, ...], at: dt.datetime
) -> Consultation:
    """A position or question that has just been opened."""
    title, text = texts
    is_position = kind is ConsultationKind.POSITION
    asked = save_consultation(
        consultation=None,
        kind=kind,
        title=title,
        text=text,
        choices=choices,
        country="",
        portfolio="",
        deadline=dt.date(2026, 8, 14) if is_position else dt.date(2027, 6, 30),
        by=cast.user(TOMAS),
        at=at,
    )
    open_consultation(consultation=asked, by=cast.user(TOMAS), at=at)
    _tell(asked, at)
    return asked


def _tell(consultation: Consultation, at: dt.datetime) -> None:
    while tell_clusters(consultation_id=consultation.pk, at=at):
        pass


def _organisation_of(cast: Cast, person: Person) -> Organisation:
    return Organisation.objects.get(memberships__user=cast.user(person))
