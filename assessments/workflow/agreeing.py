"""Changes what the assessor states about an indicator: the agreed value, and the remark for the report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from assessments.access import Action, require
from assessments.models import AnswerRow, Assessment, AuditAction, Remark, User
from assessments.workflow.auditing import lock, record
from assessments.workflow.editing import Stale, is_stale
from criteria.answers import Answer, portable


@dataclass(frozen=True, slots=True)
class InView:
    """The versions of the agreement and of the cluster's own answer that a person saw.

    0: there was none. None: replace any version.
    """

    agreed: int | None = None
    own: int | None = None


@transaction.atomic
def agree_value(
    *,
    assessment: Assessment,
    indicator: str,
    answer: Answer | None,
    reason: str,
    by: User,
    at: dt.datetime,
    seen: InView = InView(),
) -> bool:
    """Records an agreed value different from the cluster's own; None removes the agreement.

    Returns True if anything changed. Raises Stale with the answer's row, and changes nothing, if the agreement or the
    cluster's own answer has another version than the one seen.
    """
    values = None if answer is None else {key: portable(value) for key, value in answer.values.items()}
    return _settle(assessment, indicator, values, reason if answer else "", by, at, seen, is_agreed=bool(answer))


@transaction.atomic
def confirm_answer(
    *, assessment: Assessment, indicator: str, by: User, at: dt.datetime, seen: InView = InView()
) -> bool:
    """Records that the cluster's own answer is agreed as it is. Otherwise like `agree_value`."""
    return _settle(assessment, indicator, None, "", by, at, seen, is_agreed=True)


def _settle(
    assessment: Assessment,
    indicator: str,
    values: dict[str, Any] | None,
    reason: str,
    by: User,
    at: dt.datetime,
    seen: InView,
    *,
    is_agreed: bool,
) -> bool:
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    row = AnswerRow.objects.filter(assessment=current, indicator=indicator).first()
    if row is None:
        # The cluster left the indicator blank; version 0 stands for its missing answer.
        row = AnswerRow(assessment=current, indicator=indicator, version=0, updated_at=at)
    stands = (row.agreed, row.agreed_reason, row.agreed_at is not None)
    is_current = row.agreed_own_version in (None, row.version)
    if stands == (values, reason, is_agreed) and is_current:
        return False
    if is_stale(seen.agreed, row.agreed_version) or (is_agreed and is_stale(seen.own, row.version)):
        raise Stale(row)
    before = row.agreed
    row.agreed, row.agreed_reason = values, reason
    row.agreed_by, row.agreed_at = (by, at) if is_agreed else (None, None)
    row.agreed_own_version = row.version if is_agreed else None
    row.agreed_version += 1
    row.save()
    record(
        action=AuditAction.ANSWER_CONFIRMED if is_agreed and values is None else AuditAction.VALUE_AGREED,
        actor=by,
        at=at,
        assessment=current,
        subject=indicator,
        before=before,
        after=values,
        reason=reason,
    )
    return True


@transaction.atomic
def write_remark(
    *, assessment: Assessment, indicator: str, text: str, by: User, at: dt.datetime, based_on: int | None = None
) -> bool:
    """Stores the assessor's remark on one indicator; an empty text removes it. Returns True if it changed.

    `based_on` is the version that the person edited (0: there was none; None: replace any version). Raises Stale, and
    changes nothing, if another version is stored.
    """
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    key = {"assessment": current, "indicator": indicator}
    remark = Remark.objects.filter(**key).first() or Remark(**key, version=0)
    if remark.text == text:
        return False
    if is_stale(based_on, remark.version):
        raise Stale(remark)
    before = remark.text if remark.version else None
    remark.version += 1
    remark.text, remark.updated_by, remark.updated_at = text, by, at
    remark.save()
    record(
        action=AuditAction.REMARK_WRITTEN,
        actor=by,
        at=at,
        assessment=current,
        subject=indicator,
        before=before,
        after=text,
    )
    return True
