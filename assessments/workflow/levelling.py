"""Reads how far the levels agreed in finished assessments lie from those the clusters had handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from assessments.models import Answer as AnswerRow
from assessments.models import AnswerVersion, Assessment, Assignment, Status
from assessments.workflow.answering import agreed_of, answer_of, answer_of_version
from assessments.workflow.reviewing import assessment_year
from criteria.answers import Answers
from criteria.development import develop
from criteria.loader import load_edition
from criteria.measures import measure_all

ASSESSED = (Status.ASSESSED, Status.LABELLED, Status.NOT_LABELLED)


def level_distances() -> list[tuple[tuple[int, ...], dict[str, int]]]:
    """Of each finished assessment: who assessed it (keys of people), and agreed minus own level by indicator key.

    Where nothing else was agreed the distance is 0: the assessor took the cluster's own. An indicator without a level
    on either side is left out. Four queries, however many assessments there are.
    """
    assessments = Assessment.objects.filter(status__in=ASSESSED).order_by("pk")
    rows: dict[int, list[AnswerRow]] = defaultdict(list)
    for row in AnswerRow.objects.counting().filter(assessment__status__in=ASSESSED):
        rows[row.assessment_id].append(row)
    handed_in: dict[int, AnswerVersion] = {}
    for version in AnswerVersion.objects.filter(answer__assessment__status__in=ASSESSED).order_by("-version"):
        # The earliest stays: what was answered before any question of the assessor.
        handed_in[version.answer_id] = version
    assessors: dict[int, list[int]] = defaultdict(list)
    for assessment_id, assessor in Assignment.objects.filter(
        assessment__status__in=ASSESSED, ended_at=None
    ).values_list("assessment", "assessor"):
        assessors[assessment_id].append(assessor)
    return [
        (tuple(assessors[assessment.pk]), _distances(assessment, rows[assessment.pk], handed_in))
        for assessment in assessments
    ]


def _distances(
    assessment: Assessment, rows: Iterable[AnswerRow], handed_in: dict[int, AnswerVersion]
) -> dict[str, int]:
    edition = load_edition(assessment.edition)
    own, effective = {}, {}
    for row in rows:
        indicator = edition.indicator(row.indicator)
        first = handed_in.get(row.pk)
        own[row.indicator] = answer_of_version(indicator, first) if first else answer_of(indicator, row)
        effective[row.indicator] = agreed_of(indicator, row) or answer_of(indicator, row)
    before = _levels(assessment, own)
    after = before if effective == own else _levels(assessment, effective)
    return {key: after[key] - level for key, level in before.items() if key in after}


def _levels(assessment: Assessment, answers: Answers) -> dict[str, int]:
    edition = load_edition(assessment.edition)
    measured = measure_all(edition, answers, year=assessment_year(assessment))
    return dict(develop(edition, answers, measured).levels)
