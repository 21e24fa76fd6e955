"""Attacks all figures of a measure that were ever published, and chooses what must be withheld."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

import numpy
from numpy.typing import NDArray

from assessments.benchmark.cell_key import Noise, possible_counts
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING
from assessments.benchmark.grid import Limit, limits_of
from assessments.benchmark.lattice import answer_position, edges_of, narrow_answers
from assessments.benchmark.near_worlds import Bools, Condition, Data, Suspicion, suspicions
from assessments.benchmark.publishing import (
    DECIMALS,
    MISSING,
    Asked,
    Column,
    Crowd,
    Places,
    Positions,
    Publisher,
    column_of,
    measures_of,
)
from assessments.benchmark.separating import Memberships
from assessments.queries.release_data import History, figures_of_sources, measured
from criteria.definitions import Edition
from criteria.measures import grid_of

# The most members whose answers the attacker knows: their own cluster's, and a friend's.
INSIDERS: Final = 2
WITHHELD: Final[Mapping[str, Any]] = {"withheld": "audit"}


@dataclass(frozen=True, slots=True)
class Published:
    """What is published of one measure in one group, with which table of deviations. `is_new`: not public yet.

    `removed`: how many of its members have no data any more, so that their answers are not known to us either.
    """

    members: Positions
    figures: Mapping[str, Any]
    noise: Noise
    is_new: bool
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Attack:
    """The answers to one measure as an attacker distinguishes them, and what is known about them."""

    answers: NDArray[numpy.int64]
    number: int
    conditions: tuple[Condition, ...]
    sensitive: Bools


def attacks_on(asked: Asked, column: Column, published: Sequence[Published]) -> Iterator[tuple[Attack, Data]]:
    """The attacks on a measure, with the true answers; on a multiple choice, one attack for each option.

    Groups are positions in `published`.
    """
    memberships = Memberships.of([one.members for one in published], len(column.values))
    for attack in _attacks(asked, column, published):
        answered = attack.answers != MISSING
        atoms, parts = memberships.atoms(answered)
        counts = numpy.zeros((len(atoms), attack.number), numpy.int32)
        numpy.add.at(counts, (parts, attack.answers[answered]), 1)
        yield attack, Data(atoms, counts)


def risky(asked: Asked, column: Column, published: Sequence[Published]) -> list[Suspicion]:
    """What somebody who reads all published figures may be certain of; its groups are positions in `published`."""
    return [
        doubt
        for attack, data in attacks_on(asked, column, published)
        for doubt in suspicions(data, attack.conditions, attack.sensitive, INSIDERS)
    ]


def withheld(
    asked: Asked, column: Column, published: Sequence[Published], excluded: Collection[int] = ()
) -> tuple[set[int], list[Suspicion]]:
    """The new ones of `published` that must be withheld, by position, and the doubts that are left without them.

    These are those in `excluded`, and for each doubt, the smallest new group that contributes to it.
    """
    hidden = set(excluded)
    while True:
        shown = [place for place in range(len(published)) if place not in hidden]
        found = risky(asked, column, [published[place] for place in shown])
        chosen = {group for doubt in found if (group := _smallest(doubt, shown, published)) is not None}
        if not chosen:
            return hidden, found
        hidden |= chosen


@dataclass(frozen=True, slots=True)
class Protected:
    """The figures of one measure that are published, by group, and what the attack said: which are withheld, and why.

    `hidden` are positions of groups; `doubtful` is how much may be recovered from earlier releases alone.
    """

    figures: tuple[Mapping[str, Any], ...]
    hidden: frozenset[int]
    doubtful: int


def protect(
    asked: Asked,
    column: Column,
    crowds: Sequence[Crowd],
    publisher: Publisher,
    *,
    earlier: Sequence[Published] = (),
    excluded: Collection[int] = (),
) -> Protected:
    """The figures of groups that are published beside all `earlier` ones; of those in `excluded`, by position, none."""
    new = [Published(crowd.members, publisher.figures(asked, column, crowd), publisher.noise, True) for crowd in crowds]
    kept, left = withheld(asked, column, [*earlier, *new], {len(earlier) + place for place in excluded})
    hidden = frozenset(place - len(earlier) for place in kept)
    figures = (WITHHELD if place in hidden else one.figures for place, one in enumerate(new))
    return Protected(tuple(figures), hidden, len(left))


def _smallest(doubt: Suspicion, shown: Sequence[int], published: Sequence[Published]) -> int | None:
    new = [shown[group] for group in doubt.groups if published[shown[group]].is_new]
    return min(new, key=lambda place: (len(published[place].members), place), default=None)


def _attacks(asked: Asked, column: Column, published: Sequence[Published]) -> Iterator[Attack]:
    if not asked.options:
        yield _on_numbers(asked, column, published)
    elif asked.measure.several:
        for place, option in enumerate(asked.options):
            answers = numpy.where(column.values == MISSING, MISSING, column.chosen[place].astype(numpy.int64))
            yield _on_counts(answers, {1: option}, published, 2)
    else:
        yield _on_counts(column.values, dict(enumerate(asked.options)), published, len(asked.options))


def _on_counts(
    answers: NDArray[numpy.int64], options: Mapping[int, str], published: Sequence[Published], number: int
) -> Attack:
    conditions = []
    for group, one in enumerate(published):
        for place, option in options.items():
            if option in one.figures.get("counts", {}):
                possible = possible_counts(one.noise, one.figures["counts"][option])
                low = max(possible[0] - one.removed, 0)
                conditions.append(Condition(group, numpy.arange(number) == place, low, possible[-1]))
    return Attack(answers, number, tuple(conditions), numpy.eye(number, dtype=numpy.bool_))


def _on_numbers(asked: Asked, column: Column, published: Sequence[Published]) -> Attack:
    grid, answered = grid_of(asked.measure), column.values != MISSING
    limits = []
    for one in published:
        size = int(answered[one.members].sum())
        quantiles = {int(percent): Decimal(value) for percent, value in one.figures.get("quantiles", {}).items()}
        limits.append((size, _limits(quantiles, size, grid, one.removed)))
    edges = edges_of(limit for _, found in limits for limit in found)
    number = 2 * len(edges) + 1
    conditions = []
    for group, (size, found) in enumerate(limits):
        for limit in found:
            first = 0 if limit.low is None else answer_position(limit.low, edges)
            last = number - 1 if limit.high is None else answer_position(limit.high, edges)
            places = numpy.arange(number)
            conditions.append(Condition(group, (places >= first) & (places <= last), limit.members, size))
    whole = numpy.array([int(edge.scaleb(DECIMALS)) for edge in edges], numpy.int64)
    places = numpy.searchsorted(whole, column.values, "left") + numpy.searchsorted(whole, column.values, "right")
    narrow = narrow_answers(edges, grid)
    sensitive = numpy.zeros((len(narrow), number), numpy.bool_)
    for place, answers in enumerate(narrow):
        sensitive[place, list(answers)] = True
    return Attack(numpy.where(answered, places, MISSING), number, tuple(conditions), sensitive)


def _limits(quantiles: Mapping[int, Decimal], size: int, grid: Decimal, removed: int) -> list[Limit]:
    """The limits that published percentiles set to `size` members, if `removed` others may have answered or not."""
    # Nothing was published of fewer than five.
    sizes = range(max(size, MIN_FOR_ANYTHING), size + removed + 1) if removed else [size]
    by_size = zip(*(limits_of(quantiles, counted, grid) for counted in sizes), strict=True)
    return [replace(same[0], members=max(min(limit.members for limit in same) - removed, 0)) for same in by_size]


def published_before(history: History, measure: str) -> list[Published]:
    """Everything published of a measure in `history`. One query."""
    figures = figures_of_sources(history.sources, measure)
    return [
        Published(
            numpy.array(source.members, numpy.int64),
            figures[source.group.pk],
            noise_of(source.group.release.parameters),
            is_new=False,
            removed=history.removed(source),
        )
        for source in history.sources
        if source.group.pk in figures
    ]


def noise_of(parameters: Mapping[str, Any]) -> Noise:
    """The table of deviations that a release was made with."""
    return Noise(parameters["largest"], parameters["variance"], parameters["threshold"], parameters["size"])


def attacked(
    edition: Edition, history: History, measures: Collection[str] | None = None
) -> Iterator[tuple[Asked, Column, list[Published]]]:
    """Each measure (or those of `measures`) with its answers and everything published of it. Two queries for each."""
    places = Places.of(history.entries)
    for asked in measures_of(edition):
        if measures is None or asked.key in measures:
            column = column_of(asked, measured(asked.key), places, len(history.runs))
            yield asked, column, published_before(history, asked.key)


def recoverable(edition: Edition, history: History) -> dict[str, int]:
    """How much may be recovered from everything in `history`, by measure; {} if nothing."""
    found = {one.key: len(risky(one, column, published)) for one, column, published in attacked(edition, history)}
    return {key: doubtful for key, doubtful in found.items() if doubtful}
