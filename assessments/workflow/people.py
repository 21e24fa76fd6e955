"""What people say about themselves."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.models import User
from assessments.workflow.auditing import record


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
