"""How far the agreed development levels differ from the clusters' own, by indicator and by assessor.

Figures change only once five more assessments are decided, counts deviate by the cell key method, and shares and means
are rounded, so that neither an assessment nor an assessor with few of them can be computed from what is shown. See
docs/comparison.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assessments.benchmark.cell_key import Noise, cell_key, publish, record_key
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING, MIN_FOR_QUARTILES, may_show
from assessments.benchmark.grid import MIN_FOR_PERCENT, on_grid, tenths

NOISE: Final = Noise()


@dataclass(frozen=True, slots=True)
class Judged:
    """One decided assessment: its reference and assessors, and agreed minus own level (-4 to 4) by indicator key."""

    reference: str
    assessors: tuple[int, ...]
    distances: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Distances:
    """Agreed minus own levels of a group. All but the number of `assessments` are None if nothing is shown of it.

    `mean` is rounded. `lower`, `same` and `higher` are tenths of the levels: those agreed below, at and above the
    cluster's own.
    """

    assessments: int
    mean: Decimal | None = None
    lower: int | None = None
    same: int | None = None
    higher: int | None = None

    @property
    def is_shown(self) -> bool:
        return self.mean is not None


def closed(judged: Sequence[Judged]) -> Sequence[Judged]:
    """The first of `judged`, in whole fives: two readings differ by none or by at least five."""
    return judged[: len(judged) - len(judged) % MIN_FOR_ANYTHING]


def by_indicator(judged: Sequence[Judged], secret: bytes) -> dict[str, Distances]:
    """The distances of each indicator that has a level in any assessment; `judged` in the order of their decisions."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for key in one.distances:
            found[key].append(one)
    keys = _keys(judged, secret)
    return {key: _summary(closed(group), keys, (key,)) for key, group in found.items()}


def by_assessor(judged: Sequence[Judged], secret: bytes) -> dict[int, Distances]:
    """The distances of each assessor over all indicators; an assessment by two assessors counts for both.

    If the assessments of none of the shown assessors are together too few to be shown, the assessor with the fewest of
    the others is hidden too: otherwise figures of the first could be computed by subtraction.
    """
    found: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        for assessor in one.assessors:
            found[assessor].append(one)
    descending = sorted(found, key=lambda assessor: (-len(found[assessor]), -assessor))
    shown = [assessor for assessor in descending if may_show(len(found[assessor]))]
    while shown and 0 < _without(judged, shown) < MIN_FOR_ANYTHING:
        shown.pop()
    keys = _keys(judged, secret)
    return {
        assessor: _summary(closed(group), keys) if assessor in shown else Distances(len(group))
        for assessor, group in found.items()
    }


def _without(judged: Iterable[Judged], assessors: Iterable[int]) -> int:
    """The number of assessments by somebody, but by none of `assessors`."""
    shown = set(assessors)
    return sum(bool(one.assessors) and shown.isdisjoint(one.assessors) for one in judged)


def _keys(judged: Iterable[Judged], secret: bytes) -> dict[str, int]:
    """The keys of assessments and indicators; that of a level is the sum of both."""
    names = {name for one in judged for name in (one.reference, *one.distances)}
    return {name: record_key(secret, name, NOISE.size) for name in names}


def _summary(judged: Sequence[Judged], keys: Mapping[str, int], indicators: Sequence[str] = ()) -> Distances:
    """The distances of `indicators`, or of all."""
    levels = [
        (keys[one.reference] + keys[indicator], distance)
        for one in judged
        for indicator, distance in one.distances.items()
        if not indicators or indicator in indicators
    ]
    if not may_show(len(judged)) or not levels:
        return Distances(len(judged))
    group = [key for key, _ in levels]
    counts = []
    for sign in (-1, 0, 1):
        cell = [key for key, distance in levels if (distance > 0) - (distance < 0) == sign]
        counts.append(publish(NOISE, len(cell), cell_key(cell, group=group, size=NOISE.size)))
    mean = on_grid(Decimal(sum(distance for _, distance in levels)) / len(levels), _step(len(levels)))
    # All counts of a few levels may be published as zero.
    whole = max(sum(counts), 1)
    return Distances(len(judged), mean, *(tenths(count, whole) for count in counts))


def _step(levels: int) -> Decimal:
    """What a mean of a number of levels is rounded to, so that their sum remains uncertain by more than one level."""
    if levels < MIN_FOR_QUARTILES:
        return Decimal("0.5")
    return Decimal("0.25") if levels < MIN_FOR_PERCENT else Decimal("0.1")
