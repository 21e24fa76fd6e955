"""How far the agreed levels differ from the clusters' own in all decided assessments."""

from __future__ import annotations

from collections import defaultdict

from assessments.models import Assessment, Assignment, JudgedLevel
from assessments.models.answering import FINISHED


def level_distances() -> list[tuple[str, tuple[int, ...], dict[str, int]]]:
    """The reference, the assessors (primary keys) and the agreed minus the cluster's own level by indicator key.

    One for each assessment, in the order of their decisions, which are final. The difference is 0 if nothing else was
    agreed. Three queries of plain values for any number of assessments.
    """
    decided = Assessment.objects.finished().order_by("decided_at", "pk").values_list("pk", "reference")
    references = dict(decided)
    distances: dict[int, dict[str, int]] = {key: {} for key in references}
    levels = JudgedLevel.objects.filter(assessment__status__in=FINISHED).order_by("pk")
    for assessment, indicator, own, agreed in levels.values_list("assessment", "indicator", "own", "agreed").iterator():
        if assessment in distances:
            distances[assessment][indicator] = agreed - own
    assessors: dict[int, list[int]] = defaultdict(list)
    assigned = Assignment.objects.filter(assessment__status__in=FINISHED, ended_at=None).order_by("pk")
    for assessment, assessor in assigned.values_list("assessment", "assessor"):
        assessors[assessment].append(assessor)
    return [(references[key], tuple(assessors[key]), found) for key, found in distances.items()]
