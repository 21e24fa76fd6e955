"""Requests to join an organisation."""

from __future__ import annotations

from django.db.models import QuerySet

from assessments.models import JoinRequest, Organisation, User


def open_join_requests(organisation: Organisation) -> QuerySet[JoinRequest]:
    """Those that wait for a decision, the oldest first; who has become a member by other ways no longer asks."""
    waiting = organisation.join_requests.filter(decided_at=None, user__is_active=True)
    return waiting.exclude(user__memberships__organisation=organisation).select_related("user").order_by("pk")


def open_request_of(user: User, organisation: Organisation) -> JoinRequest | None:
    """The person's own request that waits for a decision, if there is one."""
    return organisation.join_requests.filter(decided_at=None, user=user).first()
