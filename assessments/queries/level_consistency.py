"""How far agreed levels lie from the clusters' own, of all finished assessments."""

from __future__ import annotations

from collections import defaultdict

from assessments.models import Assessment, Assignment, JudgedLevel, Status

ASSESSED = (Status.ASSESSED, Status.LABELLED, Status.NOT_LABELLED)


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
