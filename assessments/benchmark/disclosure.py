"""Disclosure control: what may be shown of a group without revealing a single cluster, by limits of this project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

# With four clusters or fewer, a member could infer too much about the others.
MIN_FOR_ANYTHING: Final = 5
# In a group of fewer than ten, a quartile is the answer of one or two clusters.
MIN_FOR_QUARTILES: Final = 10
# In a group of fewer than twenty, so are the 10th and the 90th percentile.
MIN_FOR_TAILS: Final = 20
# Of fewer than twenty-five clusters, deviating counts say too little of where one stands among them.
MIN_FOR_STANDING: Final = 25
# The same holds for the 10th and the 90th percentile of a ladder, which follow from counts.
MIN_FOR_STEP_TAILS: Final = 50
# How far what is said from counts may be from the exact data: a place on a ladder in steps, and a share in clusters,
# before it is rounded. Measured over fictional clusters (docs/comparison.md).
STEP_MARGIN: Final = 1
SHARE_MARGIN: Final = 8

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


class Position(StrEnum):
    """The position of the cluster's value in a cohort. Quarters need quartiles; the other positions need a median."""

    TOP_QUARTER = "top_quarter"
    ABOVE = "above"
    AT_MEDIAN = "at_median"
    BELOW = "below"
    LOWEST_QUARTER = "lowest_quarter"
    NOT_COMPARED = "not_compared"
    NOT_ANSWERED = "not_answered"


def position_band(value: Decimal, percentiles: Mapping[int, Decimal]) -> Band:
    """The band of `value` among the shown percentiles (by percent). A value equal to a percentile has reached it."""
    reached = [percent for percent, limit in percentiles.items() if limit <= value]
    ahead = [percent for percent, limit in percentiles.items() if limit > value]
    return Band(max(reached, default=0), min(ahead, default=100))


def position_of(own: Decimal | None, percentiles: Mapping[int, Decimal], margin: Decimal) -> Position:
    """The position of `own` among the shown percentiles (by percent) of a cohort.

    A value equal to a quartile counts as inside it. The exact percentiles are at most `margin` away from the shown
    ones, and what is said is true for all of them: who may be above or below the exact median counts as equal to it.
    """
    if own is None:
        return Position.NOT_ANSWERED
    if 50 not in percentiles:
        return Position.NOT_COMPARED
    if 75 in percentiles and own > percentiles[75] + margin:
        return Position.TOP_QUARTER
    if 25 in percentiles and own < percentiles[25] - margin:
        return Position.LOWEST_QUARTER
    if abs(own - percentiles[50]) <= margin:
        return Position.AT_MEDIAN
    return Position.ABOVE if own > percentiles[50] else Position.BELOW
