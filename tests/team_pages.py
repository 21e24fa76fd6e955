"""Shared by the tests of teams: URLs, a page's text, a person's membership, an invitation's link."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils import timezone

from assessments.models import Membership, MembershipRole, User
from assessments.workflow.inviting import invite
from tests.conftest import Cast, delivered

ORGANISATION = "/organisations/kuvitelma/"
PEOPLE = f"{ORGANISATION}people/"
TEAM = "/assessments/FI-2026-001/team/B6/"
SITE = "http://testserver"
NEW = "new.colleague@example.org"


def link(message: Any) -> str:
    """The path of the link in an invitation's mail."""
    found = re.search(r"http://testserver(/invitations/[\w-]{43}/)", str(message.body))
    assert found is not None
    return found.group(1)


def invited(cast: Cast, email: str = NEW, role: str = "editor", at: dt.datetime | None = None) -> str:
    """Invites a person in the owner's name; returns the link in the mail."""
    invite(
        organisation=cast.organisation,
        email=email,
        role=MembershipRole(role),
        by=cast.owner,
        at=at or timezone.now(),
        site=SITE,
    )
    return link(delivered()[-1])


def role_of(cast: Cast, user: User) -> str | None:
    found = Membership.objects.filter(organisation=cast.organisation, user=user).first()
    return found.role if found else None


def membership(cast: Cast, user: User) -> Membership:
    return Membership.objects.get(organisation=cast.organisation, user=user)


def text_of(response: Any) -> str:
    """A page's text with normalised white space."""
    return " ".join(response.content.decode().split())
