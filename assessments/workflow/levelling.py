"""Stores how far the levels agreed in the interview lie from those the cluster had handed in, and reads it of all."""

from __future__ import annotations

from collections import defaultdict

from assessments.models import AnswerVersion, Assessment, Assignment, JudgedLevel, Status
from assessments.workflow.answering import answer_of, answer_of_version, effective_answers
from criteria.answers import Answers
from criteria.development import develop
from criteria.loader import load_edition
from criteria.measures import measure_all

ASSESSED = (Status.ASSESSED, Status.LABELLED, Status.NOT_LABELLED)


def record_levels(assessment: Assessment, *, year: int) -> None:
    """Stores the levels of a finished assessment as rows, in the place of those of an earlier finish.

    `year` is the one its answers speak of. An indicator without a level on either side has no row: what was carried
    over and never confirmed was not handed in.
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
        # The earliest stays: what was answered before any question of the assessor.
        first[version.answer_id] = version
    answers = {}
    for row in assessment.answers.filter(is_carried=False):
        indicator, earlier = edition.indicator(row.indicator), first.get(row.pk)
        answers[row.indicator] = answer_of_version(indicator, earlier) if earlier else answer_of(indicator, row)
    return answers


def _levels(assessment: Assessment, answers: Answers, year: int) -> dict[str, int]:
    edition = load_edition(assessment.edition)
    return dict(develop(edition, answers, measure_all(edition, answers, year=year)).levels)


def level_distances() -> list[tuple[tuple[int, ...], dict[str, int]]]:
    """Of each finished assessment: who assessed it (keys of people), and agreed minus own level by indicator key.

    Where nothing else was agreed the distance is 0: the assessor took the cluster's own. Three queries for plain
    numbers, however many assessments there are.
    """
    finished = Assessment.objects.filter(status__in=ASSESSED).order_by("pk").values_list("pk", flat=True)
    distances: dict[int, dict[str, int]] = {key: {} for key in finished}
    levels = JudgedLevel.objects.filter(assessment__status__in=ASSESSED).order_by("pk")
    for assessment, indicator, own, agreed in levels.values_list("assessment", "indicator", "own", "agreed").iterator():
        if assessment in distances:
            distances[assessment][indicator] = agreed - own
    assessors: dict[int, list[int]] = defaultdict(list)
    assigned = Assignment.objects.filter(assessment__status__in=ASSESSED, ended_at=None).order_by("pk")
    for assessment, assessor in assigned.values_list("assessment", "assessor"):
        assessors[assessment].append(assessor)
    return [(tuple(assessors[key]), found) for key, found in distances.items()]
