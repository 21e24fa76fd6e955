"""What may be shown of a group without giving a single cluster away. The numbers are this project's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from typing import Final

# Four clusters know too much of the fifth.
MIN_FOR_ANYTHING: Final = 5
# Below ten, a quartile is the answer of one or two clusters.
MIN_FOR_QUARTILES: Final = 10
# Below twenty, so is the 10th and the 90th percentile.
MIN_FOR_TAILS: Final = 20
# Of a group in which all but this many chose the same, everybody's choice would as good as follow.
FEWEST_UNLIKE: Final = 2
# How many shown groups an attentive reader adds and subtracts.
MOST_COMBINED: Final = 4

# Which cohorts, by position, the clusters of one atom are in; atoms are the parts into which cohorts cut each other.
type Atom = tuple[bool, ...]


def may_show(count: int) -> bool:
    """Whether anything at all may be shown of a group of `count` clusters."""
    return count >= MIN_FOR_ANYTHING


def may_show_quartiles(count: int) -> bool:
    """Whether quartiles and shares may be shown beside the median."""
    return count >= MIN_FOR_QUARTILES


def may_show_tails(count: int) -> bool:
    """Whether the 10th and the 90th percentile may be shown as well."""
    return count >= MIN_FOR_TAILS


def is_dominated(highest: Decimal | float, total: Decimal | float) -> bool:
    """Whether one member makes up half of a group's total or more, so that its value can be told from the rest.

    A total of nothing counts as well: that it is not held back would say that nobody has anything.
    """
    return highest * 2 >= total


def is_alike(counts: Iterable[int]) -> bool:
    """Whether nearly all of a group chose the same: its shares would then be everybody's answer.

    Two unlike members, not one: that shares are held back must not say either that all are the same.
    """
    sizes = list(counts)
    return sum(sizes) - max(sizes, default=0) < FEWEST_UNLIKE


@dataclass(frozen=True, slots=True)
class Outside:
    """What must be known of the members of a wider group outside a narrower one before both may be shown.

    `has_any` and `has_enough`: at least one, and at least MIN_FOR_ANYTHING. `is_alike`: as the function.
    """

    has_any: bool
    has_enough: bool
    is_alike: bool

    @property
    def is_too_small(self) -> bool:
        """Whether the rest could be computed by subtraction and is too small to be shown."""
        return self.has_any and not self.has_enough


def rest_of(rests: Iterable[Outside], cuts: Iterable[Outside]) -> Outside:
    """One that stands for all: for the `rests` that subtraction tells of and for the `cuts` made across other groups.

    Rests have to be large enough; both have to be mixed, so that each of their clusters could be another of them.
    """
    left = [rest for rest in rests if rest.has_any]
    across = [cut for cut in cuts if cut.has_any]
    return Outside(
        has_any=bool(left),
        has_enough=not any(rest.is_too_small for rest in left),
        is_alike=any(rest.is_alike for rest in (*left, *across)),
    )


def rounded(value: Decimal, decimals: int) -> Decimal:
    """A statistic rounded to the digits its measure is shown with, so that it is nobody's exact answer."""
    return round(value, decimals)


@dataclass(frozen=True, slots=True)
class Band:
    """Between which shown percentiles a value stands: at least `low` and fewer than `high` percent are at or below it.

    Nothing finer is ever told: whoever may try any value would find every single answer by its step.
    """

    low: int
    high: int


def position_band(value: Decimal, percentiles: Mapping[int, Decimal]) -> Band:
    """Where `value` stands among shown percentiles (percent -> rounded value); a value on one has reached it."""
    reached = [percent for percent, limit in percentiles.items() if limit <= value]
    ahead = [percent for percent, limit in percentiles.items() if limit > value]
    return Band(max(reached, default=0), min(ahead, default=100))


def withheld(atoms: Mapping[Atom, int], number: int) -> frozenset[int]:
    """Positions of the cohorts, of `number`, that must not be shown: for their size, or for what others would tell.

    `atoms`: the number of clusters by the cohorts they are in. Complementary suppression: a cohort is held back if
    adding and subtracting it and up to three that come before it leaves exactly one group of one to four clusters.
    """
    hidden: set[int] = set()
    for position in range(number):
        size = sum(count for atom, count in atoms.items() if atom[position])
        shown = [before for before in range(position) if before not in hidden]
        if not may_show(size) or _tells_too_much(atoms, shown, position):
            hidden.add(position)
    return frozenset(hidden)


def _tells_too_much(atoms: Mapping[Atom, int], shown: list[int], new: int) -> bool:
    for others in (c for size in range(1, MOST_COMBINED) for c in combinations(shown, size)):
        for signs in product((1, -1), repeat=len(others)):
            for own_sign in (1, -1):
                if 0 < _derived(atoms, {new: own_sign, **dict(zip(others, signs, strict=True))}) < MIN_FOR_ANYTHING:
                    return True
    return False


def _derived(atoms: Mapping[Atom, int], signs: Mapping[int, int]) -> int:
    """The size of the group that a sum and difference of cohorts amounts to; 0 if it is no group."""
    size = 0
    for atom, count in atoms.items():
        times = sum(sign for position, sign in signs.items() if atom[position])
        if times not in (0, 1):
            return 0
        size += times * count
    return size
