"""Statistics as they are published: medians, quartiles and percentiles on a measure's grid, shares in whole tenths."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import accumulate
from typing import Final

from assessments.benchmark.disclosure import may_show, may_show_quartiles, may_show_tails
from assessments.benchmark.quartiles import PERCENTS, quantile

HALF: Final = Decimal("0.5")
# Of fewer clusters than this, one percent is less than one cluster, and a share is said in tenths.
MIN_FOR_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Limit:
    """What a published percentile reveals of its group: how many members are certain to lie in an interval.

    At least `members` have values from `low` to `high`, both included; None means without end.
    """

    low: Decimal | None
    high: Decimal | None
    members: int


def on_grid(value: Decimal, grid: Decimal) -> Decimal:
    """The multiple of `grid` nearest to `value`; the higher one if both are equally near."""
    return (value / grid + HALF).to_integral_value(ROUND_FLOOR) * grid


def shown_percents(count: int) -> tuple[int, ...]:
    """The percentiles that a group of `count` clusters is large enough for, ascending: first only the median."""
    if may_show_tails(count):
        return PERCENTS
    if may_show_quartiles(count):
        return (25, 50, 75)
    return (50,) if may_show(count) else ()


def published_quantiles(
    quantiles: Mapping[int, Decimal], count: int, grid: Decimal, greatest: Decimal | None = None
) -> dict[int, Decimal]:
    """The percentiles that are published of `count` clusters, by percent, on the grid; {} if the group is too small.

    `quantiles` are the exact ones in the measure's unit, at least those of `shown_percents`. None is rounded beyond the
    `greatest` number there can be, which says no more: an exact value is still at most half a grid step away. Imported
    values may be greater all the same.
    """
    shown = {}
    for percent in shown_percents(count):
        exact, value = quantiles[percent], on_grid(quantiles[percent], grid)
        if greatest is not None and exact <= greatest:
            value = min(value, greatest)
        shown[percent] = value
    return shown


def ladder_quantiles(counts: Sequence[int], *, count: int) -> dict[int, Decimal]:
    """The percentiles of a ladder that follow from the published counts of its steps, by percent, in half steps.

    They reveal nothing that these counts do not. `count` is the size of the group that decides what may be shown; {} if
    no cluster is counted.
    """
    up_to = list(accumulate(counts))
    total = up_to[-1] if up_to else 0
    if not total:
        return {}

    def step_at(place: int) -> Decimal:
        return Decimal(bisect_right(up_to, place))

    return {percent: on_grid(quantile(step_at, total, percent), HALF) for percent in shown_percents(count)}


def limits_of(published: Mapping[int, Decimal], count: int, grid: Decimal) -> list[Limit]:
    """What the published percentiles of `count` clusters reveal to somebody who knows how they are computed.

    A percentile by linear interpolation (see `quartiles`) lies between its two neighbours, and at most half a grid step
    from what is published.
    """
    found = []
    for percent, value in published.items():
        below, part = divmod(percent * (count - 1), 100)
        above = below + 1 if part else below
        found.append(Limit(None, value + grid / 2, below + 1))
        found.append(Limit(value - grid / 2, None, count - above))
    return found


def tenths(part: int, whole: int) -> int:
    """The share of `part` in `whole` in whole tenths, 0 to 10. Both are published counts, so `part` may be greater.

    Raises ValueError if `whole` is not positive.
    """
    if whole < 1:
        raise ValueError("a share needs a whole")
    return min((20 * part + whole) // (2 * whole), 10)
