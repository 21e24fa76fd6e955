"""How far the agreed levels differ from the clusters' own in all finished assessments."""

from __future__ import annotations

from collections import defaultdict

from assessments.models import Assessment, Assignment, JudgedLevel, Status

ASSESSED = (Status.ASSESSED, Status.LABELLED, Status.NOT_LABELLED)


def level_distances() -> list[tuple[tuple[int, ...], dict[str, int]]]:
    """The assessors (primary keys) and the agreed minus the cluster's own level by indicator key, per assessment.

    The difference is 0 if nothing else was agreed. Three queries of plain values for any number of assessments.
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
