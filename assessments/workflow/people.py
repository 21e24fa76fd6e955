"""Whom an event concerns, and what people say about themselves."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from assessments.models import Assessment, MembershipRole, User
from assessments.workflow.auditing import record


def secretariat() -> QuerySet[User]:
    """Everybody of the secretariat who can sign in."""
    return User.objects.filter(is_secretariat=True, is_active=True)


def owners_of(assessment: Assessment) -> QuerySet[User]:
    """The owners of the organisation who can sign in."""
    return User.objects.filter(
        is_active=True,
        memberships__organisation=assessment.organisation_id,
        memberships__role=MembershipRole.OWNER,
    )


def assessors_of(assessment: Assessment) -> QuerySet[User]:
    """Those who assess now."""
    return User.objects.filter(assignments__assessment=assessment, assignments__ended_at=None)


@transaction.atomic
def update_details(*, user: User, name: str, employer: str, region: str, at: dt.datetime) -> User:
    """What a person says about themselves; the employer and the region are looked at when assessors are assigned."""
    current = User.objects.select_for_update().get(pk=user.pk)
    before = {"name": current.name, "employer": current.employer, "region": current.region}
    current.name, current.employer, current.region = name, employer, region
    current.save(update_fields=["name", "employer", "region"])
    record(
        action="details_changed",
        actor=user,
        at=at,
        subject=user.email[:60],
        before=before,
        after={"name": name, "employer": employer, "region": region},
    )
    return current
