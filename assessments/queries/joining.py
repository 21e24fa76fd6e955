"""Requests to join an organisation."""

from __future__ import annotations

from django.db.models import QuerySet

from assessments.models import JoinRequest, Organisation, User


def open_join_requests(organisation: Organisation) -> QuerySet[JoinRequest]:
    """The requests that wait for a decision, the oldest first, except those of people who are members by now."""
    waiting = organisation.join_requests.filter(decided_at=None, user__is_active=True)
    return waiting.exclude(user__memberships__organisation=organisation).select_related("user").order_by("pk")


def open_request_of(user: User, organisation: Organisation) -> JoinRequest | None:
    """The person's open request to join the organisation; None if there is none."""
    return organisation.join_requests.filter(decided_at=None, user=user).first()
