"""Records that an owner takes away a copy of everything about the organisation."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.access import may_share, membership_of
from assessments.models import AuditAction, Organisation, User
from assessments.queries.people import owners_of
from assessments.workflow.auditing import record
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event


@transaction.atomic
def record_archive(*, organisation: Organisation, by: User, at: dt.datetime) -> None:
    """Records the download and notifies the other owners. Raises PermissionDenied for people who are not owners."""
    if not may_share(membership_of(by, organisation)):
        raise PermissionDenied
    record(action=AuditAction.DATA_TAKEN, actor=by, at=at, organisation=organisation)
    others = owners_of(organisation).exclude(pk=by.pk)
    notify(event=Event.DATA_TAKEN, organisation=organisation, to=others, at=at, facts={"who": by.name})
