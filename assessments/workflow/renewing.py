"""Carries the answers of the previous assessment over to a new one, to be confirmed one by one or together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from assessments.access import Action, require
from assessments.models import AnswerRow, Assessment, AuditAction, User
from assessments.queries.renewal import previous_answers
from assessments.workflow.auditing import lock_state, record
from criteria.answers import Answer, portable
from criteria.loader import load_edition


def carry_over(*, assessment: Assessment, at: dt.datetime) -> int:
    """Copies the previous answers into a new draft as carried over, and returns how many.

    Time-bound fields (the last twelve months) are left blank, because their old value would usually be wrong. A
    carried-over answer does not count until it is confirmed.
    """
    _, answers = previous_answers(assessment)
    edition = load_edition(assessment.edition)
    rows = []
    for key, answer in answers.items():
        lasting = {asked.key for asked in edition.indicator(key).fields if not asked.time_bound}
        kept = Answer({name: v for name, v in answer.values.items() if name in lasting}, answer.not_applicable)
        if kept.values or kept.not_applicable:
            rows.append(
                AnswerRow(
                    assessment=assessment,
                    indicator=key,
                    values={name: portable(value) for name, value in kept.values.items()},
                    not_applicable=kept.not_applicable,
                    is_carried=True,
                    updated_at=at,
                )
            )
    AnswerRow.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def confirm_carried(*, assessment: Assessment, indicators: Collection[str], by: User, at: dt.datetime) -> list[str]:
    """Confirms the answers of `indicators` that are carried over and still unchanged; returns the keys of those.

    Answers that somebody has confirmed or changed meanwhile are left alone.
    """
    current = lock_state(assessment)
    require(Action.EDIT_ANSWERS, by, current)
    carried = current.answers.filter(indicator__in=indicators, is_carried=True)
    places = {indicator.key: place for place, indicator in enumerate(load_edition(current.edition).indicators)}
    confirmed = sorted(carried.values_list("indicator", flat=True), key=lambda key: places[key])
    if confirmed:
        carried.update(is_carried=False, version=F("version") + 1, updated_at=at, updated_by=by)
        record(action=AuditAction.ANSWERS_CONFIRMED, actor=by, at=at, assessment=current, after=confirmed)
    return confirmed
