"""Who owns an organisation."""

from __future__ import annotations

from assessments.models import MembershipRole, Organisation


def owners_left(organisation: Organisation) -> int:
    """How many active owners the organisation has."""
    return organisation.memberships.filter(role=MembershipRole.OWNER, user__is_active=True).count()
