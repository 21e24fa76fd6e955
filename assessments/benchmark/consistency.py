"""How far the agreed development levels differ from the clusters' own, by indicator and by assessor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessments.benchmark.disclosure import may_show


@dataclass(frozen=True, slots=True)
class Judged:
    """One finished assessment: its assessors, and agreed minus own level (-4 to 4) by indicator key."""

    assessors: tuple[int, ...]
    distances: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Distances:
    """Agreed minus own levels of a group. `mean` and the counts of levels are None if the group is too small.

    `assessments` counts assessments; `lower`, `same` and `higher` count levels agreed below, at or above the cluster's
    own.
    """

    assessments: int
    mean: Decimal | None = None
    lower: int | None = None
    same: int | None = None
    higher: int | None = None

    @property
    def is_shown(self) -> bool:
        return self.mean is not None


def _summary(assessments: int, distances: Iterable[int]) -> Distances:
    values = list(distances)
    if not may_show(assessments) or not values:
        return Distances(assessments)
    return Distances(
        assessments,
        mean=round(Decimal(sum(values)) / len(values), 2),
        lower=sum(value < 0 for value in values),
        same=sum(value == 0 for value in values),
        higher=sum(value > 0 for value in values),
    )


def by_indicator(judged: Iterable[Judged]) -> dict[str, Distances]:
    """The distances of each indicator that has a level in any assessment."""
    found: dict[str, list[int]] = defaultdict(list)
    for one in judged:
        for key, distance in one.distances.items():
            found[key].append(distance)
    return {key: _summary(len(values), values) for key, values in found.items()}


def by_assessor(judged: Iterable[Judged]) -> dict[int, Distances]:
    """The distances of each assessor over all indicators; an assessment by two assessors counts for both.

    If the assessors that are hidden have together too few assessments to be shown, the smallest of the others is hidden
    too: otherwise their figures could be computed by subtraction.
    """
    found: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        for assessor in one.assessors:
            found[assessor].append(one)
    ascending = sorted(found, key=lambda assessor: (len(found[assessor]), assessor))
    hidden = {assessor for assessor in ascending if not may_show(len(found[assessor]))}
    left = sum(len(found[assessor]) for assessor in hidden)
    if hidden and not may_show(left):
        hidden |= set(ascending[len(hidden) : len(hidden) + 1])
    return {
        assessor: Distances(len(group))
        if assessor in hidden
        else _summary(len(group), (distance for one in group for distance in one.distances.values()))
        for assessor, group in found.items()
    }
