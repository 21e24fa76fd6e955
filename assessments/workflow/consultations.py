"""Common positions and quick questions: drafted, opened and published by the secretariat, answered by clusters.

Only the secretariat asks, because every question goes out by mail to all clusters that it is for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.access import may_consult, may_edit_organisation, membership_of
from assessments.models import AuditAction, Consultation, ConsultationReply, Organisation, Stance, User
from assessments.queries.consultations import ConsultationState, concerned_by, concerns, consultation_state
from assessments.queries.people import writers_of
from assessments.workflow.auditing import record
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.inbox import lock_people
from assessments.workflow.mail.notices import Event
from criteria.clock import site_day

TOLD_AT_ONCE: Final = 20


class NotInThisState(Exception):
    """The position or question is not in the state in which this can be done."""


@transaction.atomic
def save_consultation(
    *,
    consultation: Consultation | None,
    kind: str,
    title: str,
    text: str,
    choices: Sequence[str],
    country: str,
    portfolio: str,
    deadline: dt.date,
    by: User,
    at: dt.datetime,
) -> Consultation:
    """Stores a draft, new or changed. Raises PermissionDenied, NotInThisState."""
    current = Consultation(kind=kind, drafted_by=by, drafted_at=at)
    if consultation is not None:
        current = _locked(consultation, by, at, ConsultationState.DRAFT)
    elif not may_consult(by):
        raise PermissionDenied
    current.title, current.text, current.choices = title, text, list(choices)
    current.country, current.portfolio, current.deadline = country, portfolio, deadline
    current.save()
    record(action=AuditAction.CONSULTATION_DRAFTED, actor=by, at=at, after=_facts(current))
    return current


@transaction.atomic
def open_consultation(*, consultation: Consultation, by: User, at: dt.datetime) -> int:
    """Asks the clusters, and returns how many; the caller enqueues the task that tells them.

    Raises PermissionDenied, NotInThisState (also after the deadline).
    """
    current = _locked(consultation, by, at, ConsultationState.DRAFT)
    if current.deadline < site_day(at):
        raise NotInThisState
    current.opened_at, current.told_until = at, 0
    current.save(update_fields=["opened_at", "told_until"])
    record(action=AuditAction.CONSULTATION_OPENED, actor=by, at=at, after=_facts(current))
    return len(concerned_by(current))


@transaction.atomic
def reply_to_consultation(
    *,
    consultation: Consultation,
    organisation: Organisation,
    choice: str,
    text: str,
    is_named: bool,
    by: User,
    at: dt.datetime,
) -> ConsultationReply:
    """Stores the organisation's reply in place of an earlier one. Raises PermissionDenied, NotInThisState."""
    current = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if not may_edit_organisation(membership_of(by, organisation)) or not concerns(current, organisation):
        raise PermissionDenied
    if consultation_state(current, site_day(at)) is not ConsultationState.OPEN:
        raise NotInThisState
    reply, _is_new = ConsultationReply.objects.update_or_create(
        consultation=current,
        organisation=organisation,
        defaults={
            "choice": choice,
            "text": text if choice == Stance.AMEND else "",
            "is_named": is_named and choice == Stance.SUPPORT,
            "replied_by": by,
            "replied_at": at,
        },
    )
    after = {"title": current.title, "reply": choice, "text": reply.text}
    record(action=AuditAction.CONSULTATION_REPLIED, actor=by, at=at, organisation=organisation, after=after)
    return reply


@transaction.atomic
def publish_consultation(*, consultation: Consultation, result: str, by: User, at: dt.datetime) -> Consultation:
    """Publishes the result after the deadline; the caller enqueues the task that tells those who replied.

    Raises PermissionDenied, NotInThisState.
    """
    current = _locked(consultation, by, at, ConsultationState.CLOSED)
    current.result, current.published_at, current.told_until = result, at, 0
    current.save(update_fields=["result", "published_at", "told_until"])
    record(action=AuditAction.CONSULTATION_PUBLISHED, actor=by, at=at, after={**_facts(current), "text": result})
    return current


@transaction.atomic
def tell_clusters(*, consultation_id: int, at: dt.datetime) -> bool:
    """Tells the next clusters of the opening or publication. Returns whether there are more.

    In steps, because telling 1,000 clusters in one transaction would keep everybody else from writing for half a
    minute.
    """
    current = Consultation.objects.select_for_update().get(pk=consultation_id)
    if current.told_until is None:
        return False
    left = [each for each in concerned_by(current) if each.pk > current.told_until]
    event = Event.CONSULTATION_OPENED
    if current.published_at:
        event = Event.CONSULTATION_PUBLISHED
        replied = set(current.replies.values_list("organisation", flat=True))
        left = [each for each in left if each.pk in replied]
    _notify(event, current, left[:TOLD_AT_ONCE], at)
    current.told_until = left[TOLD_AT_ONCE - 1].pk if len(left) > TOLD_AT_ONCE else None
    current.save(update_fields=["told_until"])
    return current.told_until is not None


def _locked(consultation: Consultation, by: User, at: dt.datetime, state: ConsultationState) -> Consultation:
    if not may_consult(by):
        raise PermissionDenied
    current = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if consultation_state(current, site_day(at)) is not state:
        raise NotInThisState
    return current


def _notify(event: Event, consultation: Consultation, organisations: Iterable[Organisation], at: dt.datetime) -> None:
    """Notifies the owners and editors of each organisation."""
    writers = [(organisation, list(writers_of(organisation))) for organisation in organisations]
    lock_people(person for _organisation, people in writers for person in people)
    facts = {"title": consultation.title, "deadline": consultation.deadline.isoformat()}
    for organisation, people in writers:
        notify(event=event, organisation=organisation, to=people, at=at, facts=facts)


def _facts(consultation: Consultation) -> dict[str, str]:
    return {"title": consultation.title, "deadline": consultation.deadline.isoformat()}
