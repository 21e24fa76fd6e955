"""The calendar of funding calls and events, which the secretariat keeps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404

from assessments.access import may_keep_calendar
from assessments.models import AuditAction, CalendarEntry, User
from assessments.queries.calendar import content_of, portable_content
from assessments.workflow.auditing import record
from assessments.workflow.editing import Stale, is_stale


@transaction.atomic
def add_to_calendar(*, content: dict[str, Any], by: User, at: dt.datetime) -> CalendarEntry:
    """Publishes a new entry. Raises PermissionDenied."""
    _require_keeper(by)
    entry = CalendarEntry.objects.create(**content, updated_by=by, updated_at=at)
    record(action=AuditAction.CALENDAR_ADDED, actor=by, at=at, after=_facts(entry))
    return entry


@transaction.atomic
def change_in_calendar(
    *, entry: CalendarEntry, content: dict[str, Any], based_on: int | None, by: User, at: dt.datetime
) -> CalendarEntry:
    """Changes an entry. Raises PermissionDenied, Stale, and Http404 if it was removed meanwhile."""
    current = _locked(entry, by)
    if is_stale(based_on, current.version):
        raise Stale(current)
    before = _facts(current)
    for name, value in content.items():
        setattr(current, name, value)
    current.version, current.updated_by, current.updated_at = current.version + 1, by, at
    current.save()
    record(action=AuditAction.CALENDAR_CHANGED, actor=by, at=at, before=before, after=_facts(current))
    return current


@transaction.atomic
def remove_from_calendar(*, entry: CalendarEntry, by: User, at: dt.datetime) -> None:
    """Removes an entry for good. Raises PermissionDenied, and Http404 if it was removed meanwhile."""
    current = _locked(entry, by)
    record(action=AuditAction.CALENDAR_REMOVED, actor=by, at=at, before=_facts(current))
    current.delete()


def _require_keeper(by: User) -> None:
    if not may_keep_calendar(by):
        raise PermissionDenied


def _locked(entry: CalendarEntry, by: User) -> CalendarEntry:
    _require_keeper(by)
    return get_object_or_404(CalendarEntry.objects.select_for_update(), pk=entry.pk)


def _facts(entry: CalendarEntry) -> dict[str, Any]:
    return portable_content(content_of(entry))
