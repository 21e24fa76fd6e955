"""The check a year into a label."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from assessments.access import Action, WrongState, require
from assessments.models import Assessment, AuditAction, InterimCheck, User
from assessments.queries.interim_checks import is_check_open
from assessments.queries.labels import label_of
from assessments.workflow.auditing import lock, record
from criteria.clock import site_day


@transaction.atomic
def save_interim_check(
    *,
    assessment: Assessment,
    numbers: Mapping[str, Decimal],
    outcomes: Mapping[str, str],
    note: str,
    by: User,
    at: dt.datetime,
) -> InterimCheck:
    """Keeps with the label what its cluster says after a year. Raises WrongState if the check is not open."""
    current = lock(assessment)
    require(Action.REPLY, by, current)
    label = label_of(current)
    if label is None or not is_check_open(label, site_day(at)):
        raise WrongState(Action.REPLY, current.status)
    stored = {key: str(number) for key, number in numbers.items()}
    check, _created = InterimCheck.objects.update_or_create(
        label=label,
        defaults={"numbers": stored, "outcomes": dict(outcomes), "note": note, "done_by": by, "done_at": at},
    )
    after = {"note": note, **stored, **outcomes}
    record(action=AuditAction.INTERIM_CHECK_DONE, actor=by, at=at, assessment=current, after=after)
    return check
