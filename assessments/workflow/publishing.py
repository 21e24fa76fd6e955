"""Writes, publishes and takes back what an organisation shows of itself in the public register."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.access import require_publishing
from assessments.models import (
    AuditAction,
    Label,
    Organisation,
    RegisterDraft,
    RegisterEntry,
    SuccessStory,
    User,
)
from assessments.queries.register import RegisterPage, draft_of
from assessments.queries.register_content import PageContent
from assessments.workflow.auditing import record
from assessments.workflow.editing import Stale, is_stale


class NoLabel(Exception):
    """The register holds organisations with a label only."""


def _locked(organisation: Organisation, by: User) -> Organisation:
    """The organisation, locked, if `by` decides what it publishes."""
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require_publishing(by, current)
    return current


def _current(organisation: Organisation, based_on: str | None) -> RegisterPage:
    """The stored draft. Raises Stale if it is not the one that the person saw."""
    stored = draft_of(organisation)
    if is_stale(based_on, stored.content.mark):
        raise Stale(stored)
    return stored


@transaction.atomic
def write_register_page(
    *, organisation: Organisation, content: PageContent, by: User, at: dt.datetime, based_on: str | None = None
) -> None:
    """Stores the draft; the public sees nothing of it. Raises PermissionDenied, and Stale if another one is stored."""
    current = _locked(organisation, by)
    before = _current(current, based_on).content
    if content == before:
        return
    RegisterDraft.objects.update_or_create(
        organisation=current, defaults={"content": content.portable, "updated_by": by, "updated_at": at}
    )
    record(
        action=AuditAction.REGISTER_PAGE_WRITTEN, actor=by, at=at, organisation=current, after={"mark": content.mark}
    )


@transaction.atomic
def publish_register_page(*, organisation: Organisation, by: User, at: dt.datetime, based_on: str | None) -> None:
    """Publishes the draft in place of what was published before.

    `based_on` is the mark of the draft that the person looked at. Raises PermissionDenied, NoLabel, and Stale if
    another draft is stored.
    """
    current = _locked(organisation, by)
    content = _current(current, based_on).content.published
    if not Label.objects.filter(organisation=current).exists():
        raise NoLabel
    entry, _ = RegisterEntry.objects.update_or_create(
        organisation=current,
        defaults={"content": content.portable, "searched": content.searched, "published_at": at},
    )
    entry.stories.all().delete()
    SuccessStory.objects.bulk_create(
        SuccessStory(
            entry=entry,
            portfolio=story.portfolio,
            language=story.language,
            problem=story.problem,
            result=story.result,
            searched=story.searched,
        )
        for story in content.stories
    )
    # The texts themselves are not kept in the trail, from which nothing can be taken back.
    parts = {"parts": list(content.shown), "mark": content.mark}
    record(action=AuditAction.REGISTER_PAGE_PUBLISHED, actor=by, at=at, organisation=current, after=parts)


@transaction.atomic
def take_back_register_page(*, organisation: Organisation, by: User, at: dt.datetime) -> None:
    """Removes what was published, at once; the draft stays. Raises PermissionDenied."""
    current = _locked(organisation, by)
    taken, _ = RegisterEntry.objects.filter(organisation=current).delete()
    if taken:
        record(action=AuditAction.REGISTER_PAGE_TAKEN_BACK, actor=by, at=at, organisation=current)
