"""What protection costs and what it leaves to an attacker: the figures behind the choice of its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any, Final

import numpy

from assessments.benchmark.cell_key import Noise, record_key
from assessments.benchmark.grid import HALF
from assessments.benchmark.publishing import MISSING, Asked, Column, Crowd, Publisher, exact_quantiles
from criteria.definitions import TOP_LEVEL
from criteria.measures import grid_of

# A published count of up to this many is small.
SMALL: Final = 5
# How far a published percentile may be from the exact one: half a grid step, and a whole step of a ladder.
LADDER_MARGIN: Final = Decimal(1)
# The attack on a field: the clusters of three countries, and one of another country.
FIELD: Final = (15, 14, 10, 1)
WEIGHTS: Final = (5, 15, 35, 30, 15)


@dataclass(slots=True)
class Utility:
    """Sums over the figures of all groups and measures.

    `count_error` is in clusters, `median_error` in grid steps (of a ladder, half steps). `statements` are percentiles,
    of which `contradicted` are further from the exact ones than their margin. `small` are small published counts, of
    which `single` are one cluster.
    """

    figures: int = 0
    withheld: int = 0
    counts: int = 0
    count_error: float = 0
    medians: int = 0
    median_error: float = 0
    statements: int = 0
    contradicted: int = 0
    small: int = 0
    single: int = 0

    def add(self, asked: Asked, column: Column, crowd: Crowd, figures: Mapping[str, Any]) -> None:
        """Compares what is published of a group with its data."""
        answered = crowd.members[column.values[crowd.members] != MISSING]
        self.figures += 1
        self.withheld += not (figures.get("counts") or figures.get("quantiles"))
        for place, option in enumerate(asked.options):
            if option in figures.get("counts", {}):
                chosen = column.chosen[place][answered] if asked.measure.several else column.values[answered] == place
                true, shown = int(chosen.sum()), figures["counts"][option]
                self.counts += 1
                self.count_error += abs(shown - true)
                if 0 < shown <= SMALL:
                    self.small += 1
                    self.single += true == 1
        quantiles = {int(percent): Decimal(value) for percent, value in figures.get("quantiles", {}).items()}
        exact = exact_quantiles(asked, column.values[answered], quantiles)
        grid = HALF if asked.measure.ladder else grid_of(asked.measure)
        margin = LADDER_MARGIN if asked.measure.ladder else grid / 2
        for percent, value in quantiles.items():
            apart = abs(value - exact[percent])
            self.statements += 1
            self.contradicted += apart > margin
            if percent == 50:
                self.medians += 1
                self.median_error += float(apart / grid)


def found_by_subtraction(noise: Noise, trials: int) -> tuple[float, float]:
    """How often an attacker names the step of a field's last cluster, by subtracting three countries and by guessing.

    Both are shares of `trials`. The field and its countries are published without looking for small rests.
    """
    ends = numpy.cumsum([0, *FIELD])
    field = numpy.arange(ends[-1])
    found = guessed = 0
    for number in range(trials):
        rng = Random(f"{number}")  # noqa: S311  (a simulation)
        answers = numpy.array(rng.choices(range(TOP_LEVEL + 1), WEIGHTS, k=len(field)))
        keys = [record_key(str(number).encode(), str(cluster), noise.size) for cluster in field]
        publisher = Publisher(noise, numpy.array(keys))
        groups = [field, *(field[start:end] for start, end in pairwise(ends[:4]))]
        counts = [_counts(publisher, answers, group) for group in groups]
        rest = [whole - sum(parts) for whole, *parts in zip(*counts, strict=True)]
        found += rest.index(max(rest)) == answers[-1]
        guessed += counts[0].index(max(counts[0])) == answers[-1]
    return found / trials, guessed / trials


def _counts(publisher: Publisher, answers: Any, members: Any) -> Sequence[int]:
    crowd = publisher.crowd(members)
    return [publisher.count(members[answers[members] == step], crowd) for step in range(TOP_LEVEL + 1)]
