"""Invitations to an organisation: their state, and whom they are for."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum
from typing import Final

from django.db.models import Q, QuerySet

from assessments.models import Invitation, Organisation, User

VALID_FOR: Final = dt.timedelta(days=14)


class InvitationState(StrEnum):
    """The state of an invitation."""

    OPEN = "open"
    EXPIRED = "expired"
    USED = "used"
    WITHDRAWN = "withdrawn"


def invitation_state(invitation: Invitation, at: dt.datetime) -> InvitationState:
    """The state of `invitation` at the time `at`."""
    if invitation.accepted_at:
        return InvitationState.USED
    if invitation.withdrawn_at:
        return InvitationState.WITHDRAWN
    return InvitationState.OPEN if at < invitation.expires_at else InvitationState.EXPIRED


def pending_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """The invitations neither used nor withdrawn, the newest first; expired ones can be sent again."""
    return organisation.invitations.filter(accepted_at=None, withdrawn_at=None).order_by("-invited_at", "-pk")


def find_invitation(token: str) -> Invitation | None:
    """The invitation whose latest mail contains `token`; a token from an earlier mail is no longer valid."""
    return Invitation.objects.filter(token_hash=_hash(token)).select_related("organisation", "invited_by").first()


def is_invited(user: User, invitation: Invitation) -> bool:
    """Whether the invitation was sent to one of the user's addresses."""
    return _people_with(invitation.email).filter(pk=user.pk).exists()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _people_with(email: str) -> QuerySet[User]:
    return User.objects.filter(
        Q(email__iexact=email) | Q(emailaddress__email__iexact=email, emailaddress__verified=True)
    ).distinct()
