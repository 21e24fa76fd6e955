"""Carries the answers of the previous assessment over to a new one, to be confirmed one by one."""

from __future__ import annotations

import datetime as dt

from assessments.models import AnswerRow, Assessment
from assessments.queries.renewal import previous_answers
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
