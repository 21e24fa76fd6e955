"""Deletes drafts."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import models, transaction

from assessments.access import Action, require
from assessments.files.storing import discard, printed_chapters
from assessments.models import Assessment, AuditAction, Evidence, ReportFile, Status, User
from assessments.queries.people import writers_of
from assessments.workflow.auditing import lock, record
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.inbox import count_unread
from assessments.workflow.mail.notices import Event


@transaction.atomic
def delete_draft(*, assessment: Assessment, by: User, at: dt.datetime) -> None:
    """Deletes a draft with everything in it: answers, evidence, comments, reports and notices.

    The row itself is kept as deleted, because the audit trail refers to it. Files are removed after the commit.
    """
    current = lock(assessment)
    require(Action.DELETE, by, current)
    told = delete_contents(current)
    writers = writers_of(current.organisation).exclude(pk=by.pk)
    count_unread(told | {writer.pk for writer in writers})
    organisation = current.organisation
    record(action=AuditAction.DRAFT_DELETED, actor=by, at=at, assessment=current, before=Status.DRAFT)
    notify(
        event=Event.DRAFT_DELETED,
        organisation=organisation,
        to=writers,
        at=at,
        facts={"reference": current.reference, "who": by.name},
    )


def delete_contents(current: Assessment) -> set[int]:
    """Deletes a locked draft with everything in it, and its files after the commit.

    Returns the people who had notices about it (by primary key), whose unread notices must be counted again.
    """
    files = [(Evidence.file.field.storage, item.file.name) for item in current.evidence.all()]
    for report in current.reports.all():
        files += [(ReportFile.file.field.storage, file.name) for file in (report.file, report.html, report.workbook)]
    told = set(current.notices.values_list("user", flat=True))
    for relation in Assessment._meta.related_objects:
        if relation.on_delete is models.CASCADE:
            relation.related_model._default_manager.filter(**{relation.field.name: current}).delete()
    current.status = Status.DELETED
    current.save(update_fields=["status"])
    for storage, name in files:
        if name:
            transaction.on_commit(partial(discard, storage, name), robust=True)
    for language, _name in settings.LANGUAGES:
        chapters = printed_chapters(current.reference, language)
        transaction.on_commit(partial(chapters.unlink, missing_ok=True), robust=True)
    return told
