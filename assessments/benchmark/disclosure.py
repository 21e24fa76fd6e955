"""Disclosure control: what may be shown of a group without revealing a single cluster, by limits of this project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# With four clusters or fewer, a member could infer too much about the others.
MIN_FOR_ANYTHING: Final = 5
# In a group of fewer than ten, a quartile is the answer of one or two clusters.
MIN_FOR_QUARTILES: Final = 10
# In a group of fewer than twenty, so are the 10th and the 90th percentile.
MIN_FOR_TAILS: Final = 20

# For each cohort, by position, whether the clusters of this atom are in it. Atoms are the parts into which the cohorts
# divide all clusters.
type Atom = tuple[bool, ...]


def may_show(count: int) -> bool:
    """Whether anything at all may be shown of a group of `count` clusters."""
    return count >= MIN_FOR_ANYTHING


def may_show_quartiles(count: int) -> bool:
    """Whether quartiles and shares may be shown beside the median."""
    return count >= MIN_FOR_QUARTILES


def may_show_tails(count: int) -> bool:
    """Whether the 10th and the 90th percentile may also be shown."""
    return count >= MIN_FOR_TAILS


def is_dominated(highest: Decimal | float, total: Decimal | float) -> bool:
    """Whether one member has at least half of a group's total, so that its value can be estimated from the total.

    A total of zero counts as dominated: showing it would reveal that all members have zero.
    """
    return highest * 2 >= total


@dataclass(frozen=True, slots=True)
class Band:
    """Where a value lies among shown percentiles: at least `low` and fewer than `high` percent are at or below it.

    Positions are never shown more precisely: with exact shares, a reader who tries many values could find every single
    answer.
    """

    low: int
    high: int


def position_band(value: Decimal, percentiles: Mapping[int, Decimal]) -> Band:
    """The band of `value` among the shown percentiles (by percent). A value equal to a percentile has reached it.

    Both are unrounded: a value just below a percentile has not reached it, even if both round to the same number.
    """
    reached = [percent for percent, limit in percentiles.items() if limit <= value]
    ahead = [percent for percent, limit in percentiles.items() if limit > value]
    return Band(max(reached, default=0), min(ahead, default=100))
