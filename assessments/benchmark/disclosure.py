"""Disclosure control: what may be shown of a group without revealing a single cluster, by limits of this project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from typing import Final

from criteria.definitions import Measure
from criteria.formatting import statistic_decimals

# With four clusters or fewer, a member could infer too much about the others.
MIN_FOR_ANYTHING: Final = 5
# In a group of fewer than ten, a quartile is the answer of one or two clusters.
MIN_FOR_QUARTILES: Final = 10
# In a group of fewer than twenty, so are the 10th and the 90th percentile.
MIN_FOR_TAILS: Final = 20
# At least this many members must have answered differently, or everybody's answer could be inferred.
FEWEST_UNLIKE: Final = 2
# The most groups that a reader is assumed to combine by adding and subtracting.
MOST_COMBINED: Final = 4

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


def is_alike(counts: Iterable[int]) -> bool:
    """Whether nearly all of a group chose the same, so that its shares would reveal everybody's answer.

    Two different members are required, not one, so that withholding does not reveal that all answers are the same.
    """
    sizes = list(counts)
    return sum(sizes) - max(sizes, default=0) < FEWEST_UNLIKE


@dataclass(frozen=True, slots=True)
class Outside:
    """What must be known about the members of a wider group outside a narrower one before both may be shown.

    `has_any`: there is at least one; `has_enough`: at least MIN_FOR_ANYTHING; `is_alike`: see the function.
    """

    has_any: bool
    has_enough: bool
    is_alike: bool

    @property
    def is_too_small(self) -> bool:
        """Whether the rest is a group that subtraction would reveal and that is too small to be shown."""
        return self.has_any and not self.has_enough


def rest_of(rests: Iterable[Outside], cuts: Iterable[Outside]) -> Outside:
    """One Outside that combines all `rests`, which subtraction reveals, and all `cuts` made across other groups.

    The rests must be large enough; rests and cuts must both have different answers, so that no answer can be
    attributed.
    """
    left = [rest for rest in rests if rest.has_any]
    across = [cut for cut in cuts if cut.has_any]
    return Outside(
        has_any=bool(left),
        has_enough=not any(rest.is_too_small for rest in left),
        is_alike=any(rest.is_alike for rest in (*left, *across)),
    )


def rounded(value: Decimal, measure: Measure) -> Decimal:
    """A statistic of a measure, rounded so that it is nobody's exact answer.

    Statistics of whole numbers keep one decimal place, since the median of two counts may lie between them.
    """
    shown = round(value, statistic_decimals(measure))
    whole = shown.to_integral_value()
    return whole if measure.decimals == 0 and shown == whole else shown


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


def withheld(atoms: Mapping[Atom, int], number: int) -> frozenset[int]:
    """Positions of the cohorts (0 to `number` - 1) that must not be shown because of their size or in combination.

    `atoms` is the number of clusters by the cohorts they are in. Complementary suppression: a cohort is withheld if
    adding and subtracting it and up to three earlier ones gives exactly one group of one to four clusters.
    """
    hidden: set[int] = set()
    for position in range(number):
        size = sum(count for atom, count in atoms.items() if atom[position])
        shown = [before for before in range(position) if before not in hidden]
        if not may_show(size) or _reveals_small_group(atoms, shown, position):
            hidden.add(position)
    return frozenset(hidden)


def _reveals_small_group(atoms: Mapping[Atom, int], shown: list[int], new: int) -> bool:
    for others in (c for size in range(1, MOST_COMBINED) for c in combinations(shown, size)):
        for signs in product((1, -1), repeat=len(others)):
            for own_sign in (1, -1):
                if 0 < _derived(atoms, {new: own_sign, **dict(zip(others, signs, strict=True))}) < MIN_FOR_ANYTHING:
                    return True
    return False


def _derived(atoms: Mapping[Atom, int], signs: Mapping[int, int]) -> int:
    """The size of the group given by a signed sum of cohorts; 0 if the sum is not a group."""
    size = 0
    for atom, count in atoms.items():
        times = sum(sign for position, sign in signs.items() if atom[position])
        if times not in (0, 1):
            return 0
        size += times * count
    return size
