"""Starting again: the last run's answers come along, to be confirmed one by one."""

from __future__ import annotations

import datetime as dt

from assessments.models import Answer as AnswerRow
from assessments.models import Assessment, Status
from assessments.workflow.answering import effective_answers
from criteria.answers import Answer, Answers, portable
from criteria.loader import load_edition


def previous_run(assessment: Assessment) -> Assessment | None:
    """The organisation's last run on the same edition that was handed in before this one was started, if any."""
    return (
        Assessment.objects.filter(organisation=assessment.organisation_id, edition=assessment.edition)
        .filter(created_at__lt=assessment.created_at)
        .exclude(status=Status.DRAFT)
        .order_by("-created_at")
        .first()
    )


def previous_answers(assessment: Assessment) -> tuple[Assessment | None, Answers]:
    """The last run and its answers that counted; no answers if there is no such run."""
    previous = previous_run(assessment)
    return previous, effective_answers(previous) if previous else {}


def carry_over(*, assessment: Assessment, at: dt.datetime) -> int:
    """Copies the last run's answers into a new draft as carried, and returns how many.

    Fields of the last twelve months stay blank: their old value would be wrong more often than right. Nothing that
    is carried counts before somebody confirms it.
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
