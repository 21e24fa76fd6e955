"""Adds and removes evidence for answers, within the size limits, and marks what the assessor has seen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.core.files import File
from django.db import transaction

from assessments.access import Action, require, require_change
from assessments.files.storing import discard, has_content, store_whole
from assessments.models import Assessment, AuditAction, Evidence, User
from assessments.queries.evidence import size_of_evidence, was_handed_in
from assessments.workflow.auditing import lock, record
from assessments.workflow.repetition import done_before
from criteria.clock import site_day

MEBIBYTE = 1024 * 1024
MAX_FILE_SIZE = 20 * MEBIBYTE
MAX_ASSESSMENT_SIZE = 200 * MEBIBYTE


class FileTooLarge(Exception):
    """The file has more than MAX_FILE_SIZE bytes."""


class EvidenceFull(Exception):
    """The file exceeds MAX_ASSESSMENT_SIZE together with the existing ones, which have `used` bytes."""

    def __init__(self, used: int) -> None:
        super().__init__(f"{used} of {MAX_ASSESSMENT_SIZE} bytes are used")
        self.used = used


class FileNotStored(Exception):
    """The storage is full or unavailable; nothing of the file is stored."""


class EvidenceHandedIn(Exception):
    """Submitted evidence cannot be removed: a question opens an indicator only for more evidence."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file whose content has been checked.

    `media_type` and `extension` (".pdf") were detected from the content; `name` is safe to show and to offer for a
    download.
    """

    content: File[bytes]
    name: str
    media_type: str
    extension: str


def _described(item: Evidence) -> dict[str, str | int]:
    what: dict[str, str | int] = {"link": item.link} if item.link else {"file": item.file_name, "size": item.size}
    return {"title": item.title, **what}


def _save(item: Evidence, by: User, at: dt.datetime) -> Evidence:
    item.added_by, item.added_at = by, at
    item.save()
    record(
        action=AuditAction.EVIDENCE_ADDED,
        actor=by,
        at=at,
        assessment=item.assessment,
        subject=item.indicator,
        after=_described(item),
    )
    return item


@transaction.atomic
def add_link(
    *, assessment: Assessment, indicator: str, title: str, statement: str, link: str, by: User, at: dt.datetime
) -> Evidence:
    """Adds a web address as evidence; a repeated request has no effect.

    Raises like `require_change` if the indicator is closed.
    """
    current = lock(assessment)
    require_change(indicator, by, current, site_day(at))
    item = Evidence(assessment=current, indicator=indicator, title=title, statement=statement, link=link)
    return _added_before(item, by, at) or _save(item, by, at)


def _added_before(item: Evidence, by: User, at: dt.datetime) -> Evidence | None:
    """Earlier evidence with the same text and the same link, or a file of the same name and size."""
    names = ("indicator", "title", "statement", "link", "file_name", "media_type", "size")
    same = {name: getattr(item, name) for name in names}
    return done_before(item.assessment.evidence.all(), "added_at", at=at, added_by=by, **same)


def add_file(
    *,
    assessment: Assessment,
    indicator: str,
    title: str,
    statement: str,
    file: CheckedFile,
    by: User,
    at: dt.datetime,
) -> Evidence:
    """Stores a file as evidence; if the change fails, the file is deleted again.

    A repeated request has no effect. Raises FileTooLarge, EvidenceFull, FileNotStored, and like `require_change` if the
    indicator is closed. A caller that rolls back an outer transaction must delete the file itself.
    """
    item = Evidence(
        indicator=indicator,
        title=title,
        statement=statement,
        file_name=file.name,
        media_type=file.media_type,
        size=file.content.size,
    )
    if item.size > MAX_FILE_SIZE:
        raise FileTooLarge
    try:
        with transaction.atomic():
            # The lock prevents two files added at the same time from exceeding the total together.
            item.assessment = lock(assessment)
            require_change(indicator, by, item.assessment, site_day(at))
            twin = _added_before(item, by, at)
            if twin and has_content(twin.file, file.content):
                return twin
            _require_room(item)
            _store(item, file)
            return _save(item, by, at)
    except BaseException:
        discard(Evidence.file.field.storage, item.file.name)
        raise


def _require_room(item: Evidence) -> None:
    used = size_of_evidence(item.assessment)
    if used + item.size > MAX_ASSESSMENT_SIZE:
        raise EvidenceFull(used)


def _store(item: Evidence, file: CheckedFile) -> None:
    # The name in the storage contains nothing of the original file name.
    name = Evidence.file.field.generate_filename(item, f"{uuid4().hex}{file.extension}")
    try:
        item.file.name = store_whole(Evidence.file.field.storage, name, file.content)
    except OSError as error:
        raise FileNotStored from error


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User, at: dt.datetime) -> None:
    """Removes the row and, after the commit, its file.

    Raises Evidence.DoesNotExist if it is already gone, EvidenceHandedIn, and like `require_change` if the indicator is
    closed.
    """
    current = lock(evidence.assessment)
    require_change(evidence.indicator, by, current, site_day(at))
    item = Evidence.objects.get(pk=evidence.pk, assessment=current)
    if was_handed_in(item, current):
        raise EvidenceHandedIn
    before = _described(item)
    name = item.file.name
    item.delete()
    record(
        action=AuditAction.EVIDENCE_REMOVED,
        actor=by,
        at=at,
        assessment=current,
        subject=item.indicator,
        before=before,
    )
    if name:
        # Robust: an error is logged if the file cannot be deleted; for the user, the evidence is gone in any case.
        transaction.on_commit(partial(Evidence.file.field.storage.delete, name), robust=True)


@transaction.atomic
def mark_evidence(*, evidence: Evidence, is_seen: bool, by: User, at: dt.datetime) -> bool:
    """Marks a piece of evidence as seen by the assessor, or takes the mark back. Returns True if it changed.

    Raises Evidence.DoesNotExist if it is gone.
    """
    current = lock(evidence.assessment)
    require(Action.REVIEW, by, current)
    item = Evidence.objects.get(pk=evidence.pk, assessment=current)
    if is_seen == (item.seen_at is not None):
        return False
    item.seen_by, item.seen_at = (by, at) if is_seen else (None, None)
    item.save(update_fields=["seen_by", "seen_at"])
    record(
        action=AuditAction.EVIDENCE_SEEN if is_seen else AuditAction.EVIDENCE_NOT_SEEN,
        actor=by,
        at=at,
        assessment=current,
        subject=item.indicator,
        after=_described(item),
    )
    return True
