"""From the answers of a group to what is published of it: counts by the cell key method, percentiles on a grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import numpy
from numpy.typing import NDArray

from assessments.benchmark.cell_key import Noise, cell_key, publish
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING, is_dominated, may_show, may_show_quartiles
from assessments.benchmark.grid import ladder_quantiles, published_quantiles, shown_percents
from assessments.benchmark.quartiles import quantile
from criteria.definitions import TOP_LEVEL, Edition, Measure
from criteria.measures import full_key, grid_of

# Numbers are whole millionths, which is as exact as a measurement is stored.
DECIMALS: Final = 6
STEPS: Final = tuple(str(step) for step in range(TOP_LEVEL + 1))
MISSING: Final = numpy.iinfo(numpy.int64).min

type Positions = NDArray[numpy.int64]
# What is stored of a measure: entry, number in millionths, and option.
type MeasuredRow = tuple[int, int | None, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure with its full key, and the steps or options that are counted; () for a number."""

    key: str
    measure: Measure
    options: tuple[str, ...]

    @property
    def is_counted(self) -> bool:
        """Whether each cluster gives one of the options, so that their counts add up to a whole."""
        return bool(self.options) and not self.measure.several


@dataclass(frozen=True, slots=True)
class Column:
    """The answers of all runs to one measure, by position: MISSING without one.

    `values` are millionths of a number, or the position of an option. `chosen`: for a multiple choice, the options that
    each run chose, one row per option.
    """

    values: NDArray[numpy.int64]
    chosen: NDArray[numpy.bool_]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the runs of an entry are among all runs: several, if it counted in several releases.

    `entries` are ascending, and `positions` the places of their runs.
    """

    entries: NDArray[numpy.int64]
    positions: Positions

    @classmethod
    def of(cls, entries: Sequence[int | None]) -> Places:
        """Those of the entries of all runs, by position; None if the data of a run are gone."""
        positions = numpy.array([place for place, entry in enumerate(entries) if entry is not None], numpy.int64)
        known = numpy.array([entry for entry in entries if entry is not None], numpy.int64)
        order = numpy.argsort(known, kind="stable")
        return cls(known[order], positions[order])

    def find(self, entries: NDArray[numpy.int64]) -> tuple[Positions, Positions]:
        """For each run of one of `entries`: the place of its entry there, and that of the run."""
        first, after = (numpy.searchsorted(self.entries, entries, side) for side in ("left", "right"))
        rows = numpy.repeat(numpy.arange(len(entries)), after - first)
        before = numpy.cumsum(after - first) - (after - first)
        return rows, self.positions[first[rows] + numpy.arange(len(rows)) - before[rows]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """A group as it is counted: the positions of its members among all runs, and the sum of their record keys."""

    members: Positions
    keys: int


@dataclass(frozen=True, slots=True)
class Publisher:
    """Publishes figures with one table of deviations. `keys` are the record keys of all runs, by position."""

    noise: Noise
    keys: NDArray[numpy.int64] = field(repr=False)

    def crowd(self, members: Iterable[int]) -> Crowd:
        """The group of `members`."""
        positions = numpy.fromiter(members, numpy.int64)
        return Crowd(positions, int(self.keys[positions].sum()))

    def count(self, cell: Positions, crowd: Crowd) -> int:
        """The published number of the runs in `cell`, a part of the group."""
        key = cell_key([int(self.keys[cell].sum())], group=[crowd.keys], size=self.noise.size)
        return publish(self.noise, len(cell), key)

    def size(self, members: Positions, crowd: Crowd) -> int:
        """The published number of members of a group that is shown: everybody knows that there are at least five."""
        return max(self.count(members, crowd), MIN_FOR_ANYTHING)

    def figures(self, asked: Asked, column: Column, crowd: Crowd) -> dict[str, Any]:
        """What is published of a measure in a group, as stored in ReleaseFigure; see there."""
        answered = crowd.members[column.values[crowd.members] != MISSING]
        if not may_show(len(answered)):
            return {"withheld": "few"}
        found: dict[str, Any] = {"size": self.size(answered, crowd)}
        if not asked.options:
            return found | _statistics(asked, column.values[answered])
        if asked.measure.several:
            cells = [answered[column.chosen[place][answered]] for place in range(len(asked.options))]
        else:
            cells = [answered[column.values[answered] == place] for place in range(len(asked.options))]
        counts = [self.count(cell, crowd) for cell in cells]
        if asked.measure.ladder:
            found["quantiles"] = _texts(ladder_quantiles(counts, count=len(answered)))
        if may_show_quartiles(len(answered)):
            found["counts"] = dict(zip(asked.options, counts, strict=True))
        elif not asked.measure.ladder:
            return {"withheld": "few"}
        return found


def _statistics(asked: Asked, values: NDArray[numpy.int64]) -> dict[str, Any]:
    """The percentiles of a number; only the median if one cluster has half of the total."""
    is_uneven = not asked.measure.percent and is_dominated(float(values.max()), float(values.sum(dtype=float)))
    exact = exact_quantiles(asked, values, shown_percents(len(values)))
    shown = published_quantiles(exact, len(values), grid_of(asked.measure), asked.measure.greatest)
    if is_uneven and len(shown) > 1:
        return {"quantiles": _texts({50: shown[50]}), "withheld": "dominated"}
    return {"quantiles": _texts(shown)}


def exact_quantiles(asked: Asked, values: NDArray[numpy.int64], percents: Iterable[int]) -> dict[int, Decimal]:
    """The exact percentiles of `values` in the measure's unit, by percent; for a ladder, those of its steps."""
    ordered = numpy.sort(values)

    def number_at(place: int) -> Decimal:
        return Decimal(int(ordered[place])).scaleb(0 if asked.options else -DECIMALS)

    return {percent: quantile(number_at, len(ordered), percent) for percent in percents}


def _texts(quantiles: Mapping[int, Decimal]) -> dict[str, str]:
    return {str(percent): f"{value.normalize():f}" for percent, value in quantiles.items()}


def measures_of(edition: Edition) -> list[Asked]:
    """All compared measures of an edition."""
    found = []
    for indicator in edition.indicators:
        for measure in indicator.measures:
            options: tuple[str, ...] = STEPS if measure.ladder else ()
            if measure.distribution:
                options = tuple(choice.key for choice in indicator.choices_of(measure))
            found.append(Asked(full_key(indicator, measure), measure, options))
    return found


def column_of(asked: Asked, batches: Iterable[Sequence[MeasuredRow]], places: Places, runs: int) -> Column:
    """The answers of `runs` runs from stored rows, which come in batches."""
    values = numpy.full(runs, MISSING, numpy.int64)
    chosen = numpy.zeros((len(asked.options) if asked.measure.several else 0, runs), numpy.bool_)
    options = {option: place for place, option in enumerate(asked.options)}
    for batch in batches:
        entries, numbers, choices = zip(*batch, strict=True)
        rows, at = places.find(numpy.array(entries, numpy.int64))
        number = numpy.array([MISSING if one is None else one for one in numbers], numpy.int64)[rows]
        option = numpy.array([options.get(one, MISSING) for one in choices], numpy.int64)[rows]
        is_number, is_choice = number != MISSING, numpy.array([bool(one) for one in choices], numpy.bool_)[rows]
        if asked.measure.several:
            is_known, is_number = option != MISSING, is_number & ~is_choice
            chosen[option[is_known], at[is_known]] = True
            values[at[is_number]] = number[is_number]
            continue
        if asked.measure.ladder:
            value = numpy.where(is_number, number // 10**DECIMALS, option)
        else:
            value = numpy.where(is_choice, option, number)
        is_told = is_number | is_choice
        values[at[is_told]] = value[is_told]
    return Column(values, chosen)
