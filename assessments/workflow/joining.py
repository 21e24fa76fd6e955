"""Requests to join an organisation that is already registered: made, accepted, declined."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.access import membership_of, require_join_decision
from assessments.models import AuditAction, AuditEntry, JoinRequest, Membership, MembershipRole, Organisation, User
from assessments.queries.joining import open_request_of
from assessments.queries.people import join_deciders_of
from assessments.workflow.auditing import record
from assessments.workflow.inviting import AlreadyMember
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.inbox import lock_people
from assessments.workflow.mail.notices import Event

# Limits for 24 hours, because each request sends mail to people who did not ask for it.
MOST_BY_ONE_PERSON: Final = 5
MOST_TO_ONE_ORGANISATION: Final = 20


class TooManyRequests(Exception):
    """The person or the organisation has reached the limit of requests for 24 hours."""


class RequestSettled(Exception):
    """Somebody else has decided on the request meanwhile."""


@transaction.atomic
def ask_to_join(*, organisation: Organisation, note: str, by: User, at: dt.datetime) -> JoinRequest:
    """Asks the people who decide to let `by` in. Returns the open request instead if there is one.

    Raises AlreadyMember, TooManyRequests.
    """
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if membership_of(by, current) is not None:
        raise AlreadyMember
    deciders = list(join_deciders_of(current).exclude(pk=by.pk))
    lock_people([by, *deciders])
    if waiting := open_request_of(by, current):
        return waiting
    asked = AuditEntry.objects.filter(action=AuditAction.JOIN_REQUESTED, at__gt=at - dt.timedelta(days=1))
    if (
        asked.filter(actor=by).count() >= MOST_BY_ONE_PERSON
        or asked.filter(organisation=current).count() >= MOST_TO_ONE_ORGANISATION
    ):
        raise TooManyRequests
    request = JoinRequest.objects.create(organisation=current, user=by, note=note, asked_at=at)
    record(
        action=AuditAction.JOIN_REQUESTED, actor=by, at=at, organisation=current, subject=by.email, after={"note": note}
    )
    facts = {"who": str(by), "email": by.email, "note": note}
    notify(event=Event.JOIN_REQUESTED, organisation=current, to=deciders, at=at, facts=facts)
    return request


@transaction.atomic
def accept_join_request(*, request: JoinRequest, role: MembershipRole, by: User, at: dt.datetime) -> Membership:
    """Makes the person a member with `role`, unless they are one by now. Raises RequestSettled."""
    current = _settled(request, by, at)
    membership, _ = Membership.objects.get_or_create(
        organisation=current.organisation, user=current.user, defaults={"role": role}
    )
    _record(current, AuditAction.JOIN_ACCEPTED, by, at, role=membership.role)
    notify(event=Event.JOIN_ACCEPTED, organisation=current.organisation, to=[current.user], at=at)
    return membership


@transaction.atomic
def decline_join_request(*, request: JoinRequest, by: User, at: dt.datetime) -> None:
    """Declines the request. The person is notified, but not of who decided. Raises RequestSettled."""
    current = _settled(request, by, at)
    _record(current, AuditAction.JOIN_DECLINED, by, at)
    notify(event=Event.JOIN_DECLINED, organisation=current.organisation, to=[current.user], at=at)


def _settled(request: JoinRequest, by: User, at: dt.datetime) -> JoinRequest:
    """Closes the request, locked, if `by` may decide on it. Nobody decides on their own request.

    Raises PermissionDenied, RequestSettled.
    """
    # The organisation is locked first, as everywhere, so that two transactions cannot deadlock.
    organisation = Organisation.objects.select_for_update().get(pk=request.organisation_id)
    require_join_decision(by, organisation)
    current = JoinRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request.pk)
    if current.user_id == by.pk:
        raise PermissionDenied
    if current.decided_at is not None:
        raise RequestSettled
    current.organisation, current.decided_at = organisation, at
    current.save(update_fields=["decided_at"])
    return current


def _record(request: JoinRequest, action: AuditAction, by: User, at: dt.datetime, **more: str) -> None:
    record(
        action=action,
        actor=by,
        at=at,
        organisation=request.organisation,
        subject=request.user.email,
        after={"email": request.user.email, **more},
    )
