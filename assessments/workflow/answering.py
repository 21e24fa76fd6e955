"""Saves answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from assessments.access import Action, Role, WrongState, assessment_or_404, require, require_change
from assessments.models import AnswerRow, AnswerVersion, Assessment, AuditAction, StoredAnswer, User
from assessments.queries.answers import stored_answers
from assessments.workflow.auditing import lock, lock_state, record
from assessments.workflow.editing import Stale, is_stale
from criteria.answers import Answer, Answers, portable
from criteria.clock import site_day


class AnswerLocked(Exception):
    """The answer is frozen: the assessment was submitted or withdrawn, and no question opens this answer."""


def _locked_draft(assessment: Assessment, by: User) -> Assessment:
    current = lock(assessment)
    try:
        require(Action.EDIT_ANSWERS, by, current)
    except WrongState as error:
        raise AnswerLocked from error
    return current


def _keep_version(row: AnswerRow, by: User | None, at: dt.datetime) -> None:
    """Keeps a submitted answer that is about to be replaced."""
    AnswerVersion.objects.create(
        answer=row,
        version=row.version,
        values=row.values,
        not_applicable=row.not_applicable,
        saved_by=row.updated_by,
        saved_at=row.updated_at,
        replaced_by=by,
        replaced_at=at,
    )


def _store(
    assessment: Assessment,
    key: str,
    answer: Answer,
    stored: StoredAnswer | None,
    *,
    based_on: int | None,
    by: User | None,
    at: dt.datetime,
) -> bool:
    """Writes one answer over `stored`, which must have been read after the assessment was locked."""
    values = {field: portable(value) for field, value in answer.values.items()}
    # The agreement with the assessor is not changed here.
    written = {"values": values, "not_applicable": answer.not_applicable, "updated_at": at, "updated_by": by}
    if stored is None:
        if not values and not answer.not_applicable:
            return False
        AnswerRow.objects.create(assessment=assessment, indicator=key, **written)
        return True
    is_same = stored.values == values and stored.not_applicable == answer.not_applicable
    if is_same and not stored.is_carried:
        return False
    row = AnswerRow.objects.filter(assessment=assessment, indicator=key)
    if is_stale(based_on, stored.version):
        raise Stale(row.get())
    if not assessment.is_draft:
        _keep_version(row.get(), by, at)
    row.update(**written, version=stored.version + 1, is_carried=False)
    return True


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft locked for a person with `roles` who may change its answers; `rows` are the stored answers."""

    assessment: Assessment
    roles: frozenset[Role]
    rows: Mapping[str, StoredAnswer]


@contextmanager
def open_draft(*, reference: str, by: User) -> Iterator[OpenDraft]:
    """Locks a draft for `by` until the end of the block and then commits; an exception rolls everything back.

    Raises like `require`, thus WrongState if the assessment is no longer a draft.
    """
    with transaction.atomic():
        assessment, roles = assessment_or_404(by, reference, Action.EDIT_ANSWERS, is_locked=True)
        yield OpenDraft(assessment, roles, stored_answers(assessment))


def save_in_draft(
    *, draft: OpenDraft, indicator: str, answer: Answer, based_on: int | None, by: User, at: dt.datetime
) -> bool:
    """Saves one answer in a draft opened for `by`, like `save_answer`."""
    stored = draft.rows.get(indicator)
    if not _store(draft.assessment, indicator, answer, stored, based_on=based_on, by=by, at=at):
        return False
    record(action=AuditAction.ANSWER_SAVED, actor=by, at=at, assessment=draft.assessment, subject=indicator)
    return True


@transaction.atomic
def save_answer(
    *, assessment: Assessment, indicator: str, answer: Answer, based_on: int | None, by: User, at: dt.datetime
) -> bool:
    """Saves one answer. Returns True if it differs from the stored one or confirms a carried-over one.

    `based_on` is the version that the person edited (0: there was none; None: replace any version). Raises Stale if
    another version is stored, and AnswerLocked if the assessment is no longer a draft, unless a question of the
    assessor has opened this indicator: then the previous version is kept. An exception changes nothing.
    """
    current = lock_state(assessment)
    try:
        roles = require_change(indicator, by, current, site_day(at))
    except WrongState as error:
        raise AnswerLocked from error
    rows = {row.indicator: row for row in current.answers.filter(indicator=indicator).stored()}
    opened = OpenDraft(current, roles, rows)
    return save_in_draft(draft=opened, indicator=indicator, answer=answer, based_on=based_on, by=by, at=at)


@transaction.atomic
def save_answers(*, assessment: Assessment, answers: Answers, by: User, at: dt.datetime) -> list[str]:
    """Saves several answers over any stored version, all or none; returns the keys of those that changed."""
    return store_answers(assessment=_locked_draft(assessment, by), answers=answers, by=by, at=at)


def store_answers(*, assessment: Assessment, answers: Answers, by: User | None, at: dt.datetime) -> list[str]:
    """Like `save_answers`, but without a permission check, within the caller's transaction."""
    rows = stored_answers(assessment)
    changed = [
        key
        for key, answer in answers.items()
        if _store(assessment, key, answer, rows.get(key), based_on=None, by=by, at=at)
    ]
    record(action=AuditAction.ANSWERS_IMPORTED, actor=by, at=at, assessment=assessment, after=changed)
    return changed
