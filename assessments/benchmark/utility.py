"""What protection costs and what it leaves to an attacker: the figures behind the choice of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any, Final

import numpy

from assessments.benchmark.cell_key import Noise, record_key
from assessments.benchmark.compare import Spread
from assessments.benchmark.disclosure import SHARE_MARGIN, STEP_MARGIN, Position, position_of
from assessments.benchmark.grid import HALF
from assessments.benchmark.published import published_spread
from assessments.benchmark.publishing import (
    DECIMALS,
    MISSING,
    Asked,
    Column,
    Crowd,
    Positions,
    Publisher,
    exact_quantiles,
)
from assessments.benchmark.release_groups import ALL
from assessments.queries.releases import PublishedFigures, PublishedGroup
from criteria.definitions import TOP_LEVEL
from criteria.measures import grid_of

# A published count of up to this many is small.
SMALL: Final = 5
ABOVE_TOO: Final = {
    Position.TOP_QUARTER: Position.ABOVE,
    Position.LOWEST_QUARTER: Position.BELOW,
}
# The attack on a field: the clusters of three countries, and one of another country.
FIELD: Final = (15, 14, 10, 1)
WEIGHTS: Final = (5, 15, 35, 30, 15)


@dataclass(slots=True)
class Statements:
    """How many statements were made, would be different with exact data, and are false by more than their margin."""

    made: int = 0
    different: int = 0
    contradicted: int = 0

    def add(self, number: int, *, is_different: bool, is_contradicted: bool) -> None:
        """Counts the same statement about `number` clusters."""
        self.made += number
        self.different += number * is_different
        self.contradicted += number * is_contradicted


@dataclass(slots=True)
class Utility:
    """Sums over the figures of all groups and measures.

    `count_error` is in clusters, `median_error` in grid steps (of a ladder, half steps). `small` are small published
    counts, of which `single` are one cluster. `numbers`, `steps` and `shares` are what pages and reports can tell each
    member of each group: its place among the percentiles of a number or of a ladder, and how common its step or choice
    is.
    """

    figures: int = 0
    withheld: int = 0
    counts: int = 0
    count_error: float = 0
    medians: int = 0
    median_error: float = 0
    small: int = 0
    single: int = 0
    numbers: Statements = field(default_factory=Statements)
    steps: Statements = field(default_factory=Statements)
    shares: Statements = field(default_factory=Statements)

    def add(self, asked: Asked, column: Column, crowd: Crowd, published: Mapping[str, Any]) -> None:
        """Compares what is published of a group with its data."""
        figures = PublishedFigures.read(published)
        answered = crowd.members[column.values[crowd.members] != MISSING]
        self.figures += 1
        self.withheld += not (figures.counts or figures.quantiles)
        counts = _exact_counts(asked, column, answered)
        self._add_counts(figures.counts, counts)
        group = PublishedGroup(ALL, len(crowd.members), "", [], None, None)
        spread = published_spread(asked.measure, group, figures, None)
        exact = exact_quantiles(asked, column.values[answered], figures.quantiles)
        told = {percent: exact[percent] for percent in spread.exact_percentiles}
        if 50 in exact:
            self.medians += 1
            grid = HALF if asked.measure.ladder else grid_of(asked.measure)
            self.median_error += float(abs(figures.quantiles[50] - exact[50]) / grid)
        for own, number in _own_values(asked, column, answered):
            self._add_place(asked, spread, told, own, number)
            if asked.measure.ladder:
                lower = sum(counts[str(step)] for step in range(int(own)))
                self._add_share(spread, spread.share_below(int(own)), lower, len(answered), number)
        if asked.measure.distribution:
            self._add_choices(spread, counts, len(answered))

    def _add_counts(self, published: Mapping[str, int], exact: Mapping[str, int]) -> None:
        for option, shown in published.items():
            self.counts += 1
            self.count_error += abs(shown - exact[option])
            if 0 < shown <= SMALL:
                self.small += 1
                self.single += exact[option] == 1

    def _add_place(self, asked: Asked, spread: Spread, exact: Mapping[int, Decimal], own: Decimal, number: int) -> None:
        """The position and the band of `own`, which `number` clusters read."""
        true = replace(spread, exact_percentiles=exact, margin=Decimal(0))
        statements = self.steps if asked.measure.ladder else self.numbers
        margin = Decimal(STEP_MARGIN if asked.measure.ladder else 0)
        said = spread.position(own)
        if said is not Position.NOT_COMPARED:
            true_for = _true_for(own, exact, margin, 2 * spread.margin + margin)
            statements.add(number, is_different=said is not true.position(own), is_contradicted=said not in true_for)
        margin += spread.margin
        band, low, high = spread.standing(own), true.standing(own - margin), true.standing(own + margin)
        if band is not None and low is not None and high is not None:
            is_right = band.low <= high.low and band.high >= low.high
            statements.add(number, is_different=band != true.standing(own), is_contradicted=not is_right)

    def _add_choices(self, spread: Spread, counts: Mapping[str, int], answered: int) -> None:
        """How common each option is, as its clusters read, and of a multiple choice which is the most common."""
        for option, number in counts.items():
            self._add_share(spread, spread.share_of(option), number, answered, number)
        if spread.most_common:
            short = max(counts.values()) - counts[spread.most_common]
            self.shares.add(answered, is_different=short > 0, is_contradicted=short > SHARE_MARGIN)

    def _add_share(self, spread: Spread, told: Decimal | None, part: int, whole: int, number: int) -> None:
        """The share of `part` among `whole` clusters, published as `told` percent, which `number` clusters read."""
        if told is None:
            return
        margin = SHARE_MARGIN + Decimal(spread.share_step * whole) / 200
        true = Decimal(100 * part) / whole
        is_different = round(told / spread.share_step) != round(true / spread.share_step)
        self.shares.add(number, is_different=is_different, is_contradicted=abs(told - true) * whole > 100 * margin)


def _true_for(own: Decimal, exact: Mapping[int, Decimal], margin: Decimal, near: Decimal) -> set[Position]:
    """The positions that are true of `own` if it is moved by at most `margin`; "at the median" if at most by `near`."""
    moved = (own - margin, own, own + margin)
    found = {position_of(value, exact, Decimal(0)) for value in moved}
    # Who is in the highest quarter is also above the median.
    found |= {ABOVE_TOO[position] for position in found if position in ABOVE_TOO}
    return found | ({Position.AT_MEDIAN} if abs(own - exact[50]) <= near else set())


def _exact_counts(asked: Asked, column: Column, answered: Positions) -> dict[str, int]:
    """How many of the clusters that answered are on each step or chose each option."""
    if asked.measure.several:
        return {option: int(column.chosen[place][answered].sum()) for place, option in enumerate(asked.options)}
    return {option: int((column.values[answered] == place).sum()) for place, option in enumerate(asked.options)}


def _own_values(asked: Asked, column: Column, answered: Positions) -> Iterator[tuple[Decimal, int]]:
    """The different values of a number or steps of a ladder, with the number of clusters that have each."""
    if asked.measure.distribution:
        return
    decimals = 0 if asked.options else DECIMALS
    values, numbers = numpy.unique(column.values[answered], return_counts=True)
    for value, number in zip(values.tolist(), numbers.tolist(), strict=True):
        yield Decimal(value).scaleb(-decimals), number


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
