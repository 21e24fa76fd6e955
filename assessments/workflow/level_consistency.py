"""Stores how far the levels agreed in the interview differ from those that the cluster submitted."""

from __future__ import annotations

from assessments.models import AnswerVersion, Assessment, JudgedLevel
from assessments.queries.answers import answer_of, answer_of_version, effective_answers
from criteria.answers import Answers
from criteria.development import develop
from criteria.loader import load_edition
from criteria.measures import measure_all


def record_levels(assessment: Assessment, *, year: int) -> None:
    """Stores the levels of a finished assessment, replacing those of an earlier finish.

    `year` is the reporting year of its answers. An indicator without a level on either side has no row; a carried-over
    answer that was never confirmed was not submitted.
    """
    before = _levels(assessment, _handed_in(assessment), year)
    after = _levels(assessment, effective_answers(assessment), year)
    JudgedLevel.objects.filter(assessment=assessment).delete()
    JudgedLevel.objects.bulk_create(
        JudgedLevel(assessment=assessment, indicator=key, own=level, agreed=after[key])
        for key, level in before.items()
        if key in after
    )


def _handed_in(assessment: Assessment) -> Answers:
    edition = load_edition(assessment.edition)
    first: dict[int, AnswerVersion] = {}
    for version in AnswerVersion.objects.filter(answer__assessment=assessment).order_by("-version"):
        # The earliest version remains: the answer before any question of the assessor.
        first[version.answer_id] = version
    answers = {}
    for row in assessment.answers.filter(is_carried=False):
        indicator, earlier = edition.indicator(row.indicator), first.get(row.pk)
        answers[row.indicator] = answer_of_version(indicator, earlier) if earlier else answer_of(indicator, row)
    return answers


def _levels(assessment: Assessment, answers: Answers, year: int) -> dict[str, int]:
    edition = load_edition(assessment.edition)
    return dict(develop(edition, answers, measure_all(edition, answers, year=year)).levels)
