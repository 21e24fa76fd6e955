"""Changes recommendations: edited, added and ordered by the assessor, replied to by the cluster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction

from assessments.access import Action, require
from assessments.models import (
    Assessment,
    AuditAction,
    RecommendationEdit,
    RecommendationOrder,
    RecommendationReply,
    Reply,
    User,
)
from assessments.queries.recommendations import FIRST_STEPS, FinalRecommendations, final_recommendations
from assessments.workflow.auditing import lock, record
from assessments.workflow.editing import Stale, is_stale
from assessments.workflow.repetition import done_before
from criteria.loader import load_edition

OWN: Final = "own-"
# This project's own limit, much more than a board would read: the report must fit into memory.
OWN_AT_MOST: Final = 40


class TooManyFirst(Exception):
    """Only five recommendations can be first steps."""


class TooManyOwn(Exception):
    """The assessor has added the maximum number of recommendations."""


class UnknownRecommendation(Exception):
    """The recommendation does not follow from the answers (any more), or was rejected."""


@transaction.atomic
def edit_recommendation(
    *,
    assessment: Assessment,
    key: str,
    is_rejected: bool,
    title: str | None = None,
    text: str | None = None,
    by: User,
    at: dt.datetime,
    based_on: int | None = None,
) -> bool:
    """Rejects or rewords one recommendation; a blank wording means the catalogue's. Returns True if anything changed.

    If `title` or `text` is None, its stored wording is kept, even if a colleague has just changed it. `based_on` is the
    version the person saw (0: not edited yet; None: replace any version). Raises Stale.
    """
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    found = RecommendationEdit.objects.filter(assessment=current, key=key).first()
    edit = found or RecommendationEdit(assessment=current, key=key, version=0)
    stands: dict[str, Any] = {"is_rejected": edit.is_rejected, "title": edit.title, "text": edit.text}
    before = stands if found else None
    words = {name: value for name, value in (("title", title), ("text", text)) if value is not None}
    changed = {**stands, "is_rejected": is_rejected, **words}
    if changed == stands:
        return False
    if is_stale(based_on, edit.version):
        raise Stale(edit)
    edit.is_rejected, edit.title, edit.text = is_rejected, changed["title"], changed["text"]
    _save_version(edit, by, at)
    record(
        action=AuditAction.RECOMMENDATION_EDITED,
        actor=by,
        at=at,
        assessment=current,
        subject=key,
        before=before,
        after=changed,
    )
    return True


@transaction.atomic
def add_recommendation(
    *,
    assessment: Assessment,
    indicator: str,
    title: str,
    text: str,
    effect: int,
    effort: int,
    by: User,
    at: dt.datetime,
) -> RecommendationEdit:
    """Adds a recommendation of the assessor's own to an indicator. Effect and effort are 1 to 5.

    A repeated request has no effect. Raises TooManyOwn.
    """
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    said = {"indicator": indicator, "title": title, "text": text, "effect": effect, "effort": effort}
    kept = current.recommendation_edits.filter(is_rejected=False)
    if twin := done_before(kept, "updated_at", at=at, updated_by=by, **said):
        return twin
    taken = current.recommendation_edits.exclude(indicator="").count()
    if taken >= OWN_AT_MOST:
        raise TooManyOwn
    added = RecommendationEdit.objects.create(
        assessment=current,
        key=f"{OWN}{taken + 1}",
        **{**said, "indicator": load_edition(current.edition).indicator(indicator).key},
        updated_by=by,
        updated_at=at,
    )
    record(action=AuditAction.RECOMMENDATION_ADDED, actor=by, at=at, assessment=current, subject=added.key, after=said)
    return added


def _write_order(
    current: Assessment, keys: Sequence[str], first: Sequence[str] | None, by: User, at: dt.datetime
) -> None:
    order = RecommendationOrder.objects.filter(assessment=current).first() or RecommendationOrder(assessment=current)
    before = {"keys": order.keys, "first": order.first} if order.pk else None
    after = {"keys": [*keys], "first": None if first is None else [*first]}
    if before == after:
        return
    order.keys, order.first = [*keys], after["first"]
    order.updated_by, order.updated_at = by, at
    order.save()
    record(action=AuditAction.RECOMMENDATIONS_ORDERED, actor=by, at=at, assessment=current, before=before, after=after)


def _known(final: FinalRecommendations, key: str) -> list[str]:
    keys = [advice.key for advice in final.ordered]
    if key not in keys:
        raise UnknownRecommendation
    return keys


@transaction.atomic
def move_recommendation(*, assessment: Assessment, key: str, by_places: int, by: User, at: dt.datetime) -> None:
    """Moves a recommendation up (negative) or down by places, up to the ends. Raises UnknownRecommendation."""
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    final = final_recommendations(current)
    keys = _known(final, key)
    place = keys.index(key)
    keys.insert(min(max(place + by_places, 0), len(keys) - 1), keys.pop(place))
    _write_order(current, keys, [advice.key for advice in final.first] if final.is_marked else None, by, at)


@transaction.atomic
def mark_first(*, assessment: Assessment, key: str, is_first: bool, by: User, at: dt.datetime) -> None:
    """Adds a recommendation to the first steps, or removes it. Raises TooManyFirst, UnknownRecommendation.

    The first change starts with the five computed ones, so that removing one leaves the other four. If the last one is
    removed, there are none; the computed ones do not come back.
    """
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    final = final_recommendations(current)
    keys = _known(final, key)
    first = [advice.key for advice in final.first if advice.key != key]
    if is_first:
        if len(first) >= FIRST_STEPS:
            raise TooManyFirst
        first.append(key)
    _write_order(current, keys if final.is_ordered else [], sorted(first, key=keys.index), by, at)


@transaction.atomic
def reply_to_recommendation(
    *,
    assessment: Assessment,
    key: str,
    reply: Reply,
    due_on: dt.date | None,
    note: str,
    by: User,
    at: dt.datetime,
    based_on: int | None = None,
) -> bool:
    """Stores the cluster's reply to a recommendation; a due date is only stored for "will do".

    Returns True if anything changed. `based_on` is the version the person saw (0: no reply yet; None: replace any
    version). Raises UnknownRecommendation and Stale.
    """
    current = lock(assessment)
    require(Action.REPLY, by, current)
    _known(final_recommendations(current), key)
    found = RecommendationReply.objects.filter(assessment=current, key=key).first()
    row = found or RecommendationReply(assessment=current, key=key, version=0)
    before = reply_facts(row.reply, row.due_on, row.note) if found else None
    after = reply_facts(reply, due_on, note)
    if after == before:
        return False
    if is_stale(based_on, row.version):
        raise Stale(row)
    row.reply, row.note, row.due_on = reply, note, due_on if after["due"] else None
    _save_version(row, by, at)
    record(
        action=AuditAction.RECOMMENDATION_REPLIED,
        actor=by,
        at=at,
        assessment=current,
        subject=key,
        before=before,
        after=after,
    )
    return True


def _save_version(row: RecommendationEdit | RecommendationReply, by: User, at: dt.datetime) -> None:
    row.version += 1
    row.updated_by, row.updated_at = by, at
    row.save()


def reply_facts(reply: str, due_on: dt.date | None, note: str) -> dict[str, str]:
    """The content of a reply for the audit trail; a due date is only included for "will do"."""
    due = due_on.isoformat() if due_on and reply == Reply.WILL_DO else ""
    return {"reply": str(reply), "due": due, "note": note}
