"""Invitations to an organisation: sent by mail, sent again, withdrawn, accepted."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from assessments.models import AuditAction, AuditEntry, Invitation, Membership, MembershipRole, Organisation, User
from assessments.queries.invitations import (
    VALID_FOR,
    InvitationState,
    _hash,
    _people_with,
    invitation_state,
    is_invited,
    pending_invitations,
)
from assessments.workflow.auditing import record
from assessments.workflow.mail.outbox import call_back, queue_mail
from assessments.workflow.mail.words import words_of
from criteria.clock import site_day
from criteria.formatting import format_date
from criteria.loader import current_edition

# Anybody's address can be entered, so the number of invitations of an organisation in 24 hours is limited.
MOST_IN_A_DAY: Final = 20
SENDING: Final = (AuditAction.INVITATION_SENT, AuditAction.INVITATION_SENT_AGAIN)


class AlreadyMember(Exception):
    """The address belongs to a member."""


class TooManyInvitations(Exception):
    """The organisation has reached its limit of invitations in 24 hours."""


class InvitationClosed(Exception):
    """The invitation has been used, has been withdrawn or has expired."""


class WrongAddress(Exception):
    """The invitation is for a different person."""


def invite(
    *,
    organisation: Organisation,
    email: str,
    role: MembershipRole,
    by: User,
    at: dt.datetime,
    site: str,
    reason: str = "",
) -> Invitation:
    """Invites the person with this address. A pending invitation to it is updated and sent again.

    `site` is the base URL of the site without a trailing slash; `reason` is the secretariat's. Raises AlreadyMember and
    TooManyInvitations, and then changes nothing.
    """
    address = email.strip().lower()
    with transaction.atomic():
        current = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if _people_with(address).filter(memberships__organisation=current).exists():
            raise AlreadyMember
        pending = pending_invitations(current).filter(email=address).first()
        invitation = pending or Invitation(organisation=current, email=address)
        token = _issue(invitation, MembershipRole(role), by, at, action=AuditAction.INVITATION_SENT, reason=reason)
        _send(invitation, token, by, site, at)
    return invitation


def send_again(*, invitation: Invitation, by: User, at: dt.datetime, site: str) -> Invitation:
    """Sends a pending invitation again, valid for another 14 days; the earlier link becomes invalid.

    Raises InvitationClosed and TooManyInvitations.
    """
    with transaction.atomic():
        current = _locked_pending(invitation)
        token = _issue(current, MembershipRole(current.role), by, at, action=AuditAction.INVITATION_SENT_AGAIN)
        _send(current, token, by, site, at)
    return current


def _locked_pending(invitation: Invitation) -> Invitation:
    # The organisation is locked first, as everywhere, to avoid deadlocks.
    Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
    current = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    if current.accepted_at or current.withdrawn_at:
        raise InvitationClosed
    return current


def _issue(
    invitation: Invitation, role: MembershipRole, by: User, at: dt.datetime, *, action: AuditAction, reason: str = ""
) -> str:
    """Stores the invitation with a new token, of which only the hash is stored; returns the token."""
    organisation = invitation.organisation
    sent = AuditEntry.objects.filter(organisation=organisation, action__in=SENDING, at__gt=at - dt.timedelta(days=1))
    if sent.count() >= MOST_IN_A_DAY:
        raise TooManyInvitations
    token = secrets.token_urlsafe(32)
    invitation.role, invitation.token_hash, invitation.invited_by = role, _hash(token), by
    invitation.invited_at, invitation.expires_at = at, at + VALID_FOR
    invitation.save()
    record(
        action=action,
        actor=by,
        at=at,
        organisation=organisation,
        subject=invitation.email,
        after={"email": invitation.email, "role": role},
        reason=reason,
    )
    return token


def _send(invitation: Invitation, token: str, by: User, site: str, at: dt.datetime) -> None:
    account = _people_with(invitation.email).first()
    language = account.language if account else by.language
    with translation.override(language):
        words = words_of(
            "invitation",
            {
                "who": str(by),
                "cluster": invitation.organisation.name,
                "level": current_edition(site_day(at)).level_name.in_language(language),
                "role": invitation.get_role_display().lower(),
                "email": invitation.email,
                "until": format_date(invitation.organisation.day_of(invitation.expires_at), language),
            },
        )
    call_back(invitation.mail)
    invitation.mail = queue_mail(
        to=invitation.email,
        name=account.name if account else "",
        language=language,
        words=words,
        link=site + reverse("invitation", args=[token]),
        at=at,
        reply_to=by.email,
    )
    invitation.save(update_fields=["mail"])


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, at: dt.datetime) -> None:
    """Withdraws an invitation: its link becomes invalid, and unsent mail is cancelled. Raises InvitationClosed."""
    current = _locked_pending(invitation)
    current.withdrawn_at = at
    current.save(update_fields=["withdrawn_at"])
    call_back(current.mail)
    record(
        action=AuditAction.INVITATION_WITHDRAWN,
        actor=by,
        at=at,
        organisation=current.organisation,
        subject=current.email,
        before={"email": current.email, "role": current.role},
    )


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User, at: dt.datetime) -> tuple[Membership, bool]:
    """Makes the invited person a member; returns the membership and whether it is new. A member keeps their role.

    Raises InvitationClosed and WrongAddress.
    """
    current = _locked_pending(invitation)
    if invitation_state(current, at) is not InvitationState.OPEN:
        raise InvitationClosed
    if not is_invited(by, current):
        raise WrongAddress
    membership, is_new = Membership.objects.get_or_create(
        organisation=current.organisation, user=by, defaults={"role": current.role}
    )
    current.accepted_at = at
    current.save(update_fields=["accepted_at"])
    record(
        action=AuditAction.INVITATION_ACCEPTED,
        actor=by,
        at=at,
        organisation=current.organisation,
        subject=current.email,
        after={"email": by.email, "role": membership.role},
    )
    return membership, is_new
