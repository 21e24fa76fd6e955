"""Stores people's texts for a report and the choice of its chapters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction

from assessments.access import Action, require
from assessments.models import Assessment, AuditAction, ReportPart, User
from assessments.queries.wording import Wording, optional_parts, worded_parts, wording_of
from assessments.workflow.auditing import lock, record
from assessments.workflow.editing import Stale, is_stale
from criteria.loader import load_edition

LONGEST: Final = 6000


@transaction.atomic
def word_report(
    *,
    assessment: Assessment,
    texts: Mapping[str, str],
    hidden: frozenset[str],
    written_in: str = "",
    by: User,
    at: dt.datetime,
    based_on: str | None = None,
) -> bool:
    """Stores the texts for parts of the report and which parts are left out. Returns True if anything changed.

    `written_in` is the language of these and of all other texts written for the report; "" keeps the stored one.
    `based_on` is the mark of the wording that was edited; None replaces any. Raises Stale if another one is stored, and
    ValueError for a part that has no text or cannot be left out.
    """
    current = lock(assessment)
    require(Action.WORD_REPORT, by, current)
    edition = load_edition(current.edition)
    worded, optional = worded_parts(edition), optional_parts(edition)
    if not texts.keys() <= {*worded} or not hidden <= {*optional}:
        raise ValueError("not a part of the report that can be worded or left out")
    before = wording_of(current)
    after = Wording(
        {part: text.strip() for part, text in texts.items() if text.strip()}, hidden, written_in or before.written_in
    )
    if after == before:
        return False
    if is_stale(based_on, before.mark):
        raise Stale(before)
    current.written_in = after.written_in
    current.save(update_fields=["written_in"])
    _store_parts(current, dict.fromkeys((*worded, *optional)), after, by, at)
    record(
        action=AuditAction.REPORT_WORDED,
        actor=by,
        at=at,
        assessment=current,
        before=_facts(before),
        after=_facts(after),
    )
    return True


def _facts(wording: Wording) -> dict[str, object]:
    return {"texts": dict(wording.texts), "hidden": sorted(wording.hidden), "written_in": wording.written_in}


def _store_parts(assessment: Assessment, parts: Iterable[str], wording: Wording, by: User, at: dt.datetime) -> None:
    rows = [
        ReportPart(
            assessment=assessment, part=part, text=wording.texts.get(part, ""), is_shown=part not in wording.hidden,
            updated_by=by, updated_at=at,
        )
        for part in parts
    ]  # fmt: skip
    ReportPart.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["assessment", "part"],
        update_fields=["text", "is_shown", "updated_by", "updated_at"],
    )
