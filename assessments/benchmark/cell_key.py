"""The cell key method: counts are published with a small deviation that depends only on who is counted.

Sources: Fraser and Wooton (2005), "A proposed method for confidentialising tabular output to protect against
differencing" (Australian Bureau of Statistics); Giessing (2016), "Computational issues in the design of transition
probabilities" (maximum entropy, as in the R package ptable); Eurostat's recommendation for the census of 2021.
"""

from __future__ import annotations

import hmac
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import exp
from typing import Final

# How often an interval is halved at most: enough for the precision of a float.
HALVINGS: Final = 100
PRECISION: Final = 1e-13
# The most that a variance or the order of probabilities may miss its limit because of rounding.
TOLERANCE: Final = 1e-9
# The greatest curvature that is tried. Probabilities that need a greater one are zero in a float.
STEEPEST: Final = 40.0
# Even, so that one more than it is odd, and all keys of a cell remain equally frequent whatever its group.
GROUP_FACTOR: Final = 40502


@dataclass(frozen=True, slots=True)
class Noise:
    """The parameters of a perturbation table; ptable calls the first three D, V and js.

    `largest`: no published count deviates by more. `variance`: that of the deviations, in clusters squared; for the
    smallest counts it can be lower. `threshold`: no count from 1 to this one is published. `size`: the number of cell
    keys, so that a probability is rounded to 1 / `size`. Raises ValueError if no deviations fulfil them all.
    """

    largest: int = 4
    variance: float = 2.5
    threshold: int = 2
    size: int = 2**16

    def __post_init__(self) -> None:
        if self.largest < 1 or self.threshold < 0 or self.size < 2:
            raise ValueError("noise needs a positive largest deviation, a threshold and at least two keys")
        for count in range(self.symmetric + 1):
            _row(self, count)

    @property
    def symmetric(self) -> int:
        """The lowest count that can deviate equally in both directions. All higher ones have the same deviations."""
        return self.largest + (self.threshold + 1 if self.threshold else 0)

    def error(self) -> float:
        """The expected absolute deviation of all but small counts, in clusters."""
        return _row(self, self.symmetric).error()

    def worst_error(self) -> float:
        """The expected absolute deviation of the count for which it is largest, in clusters."""
        return max(_row(self, count).error() for count in range(self.symmetric + 1))

    def deviations(self, count: int) -> tuple[int, ...]:
        """The deviations that `count` clusters may be published with, ascending: zero only stays zero."""
        if not count:
            return (0,)
        reached = range(max(count - self.largest, 0), count + self.largest + 1)
        return tuple(number - count for number in reached if number == 0 or number > self.threshold)


@dataclass(frozen=True, slots=True)
class NoiseRow:
    """The deviations of one count and their probabilities, with the keys below which each of them applies."""

    deviations: tuple[int, ...]
    probabilities: tuple[float, ...]
    limits: tuple[int, ...]

    def mean(self) -> float:
        """The mean deviation by exact probabilities, in clusters."""
        return sum(v * p for v, p in zip(self.deviations, self.probabilities, strict=True))

    def variance(self) -> float:
        """The variance around zero, in clusters squared."""
        return sum(v * v * p for v, p in zip(self.deviations, self.probabilities, strict=True))

    def error(self) -> float:
        """The expected absolute deviation, in clusters."""
        return sum(abs(v) * p for v, p in zip(self.deviations, self.probabilities, strict=True))

    def deviation(self, key: int) -> int:
        """The deviation of a cell with `key`, from 0 to the table's size - 1."""
        return self.deviations[bisect_right(self.limits, key)]


@cache
def _row(noise: Noise, count: int) -> NoiseRow:
    deviations = noise.deviations(count)
    probabilities = most_even(deviations, noise.variance)
    limits = tuple(round(share * noise.size) for share in accumulate(probabilities))
    return NoiseRow(deviations, probabilities, (*limits[:-1], noise.size))


def row_of(noise: Noise, count: int) -> NoiseRow:
    """The row of the perturbation table for `count` (0 or more) clusters."""
    return _row(noise, min(count, noise.symmetric))


def most_even(deviations: Sequence[int], variance: float) -> tuple[float, ...]:
    """The probabilities of `deviations` (ascending) with the greatest entropy, a mean of zero and at most `variance`.

    As in ptable, no deviation below zero is more probable than the next one towards zero. Raises ValueError if none
    fulfil this.
    """
    if tuple(deviations) == (0,):
        return (1.0,)
    if not deviations or not deviations[0] < 0 < deviations[-1]:
        raise ValueError(f"the deviations {list(deviations)} have no mean of zero")
    middle = deviations.index(0) if 0 in deviations else 0
    # Without the condition, probabilities rise up to a peak. If the peak is below zero, all from somewhere before it up
    # to zero must be equal. The fewer are equal, the greater is the entropy.
    for first in range(middle, -1, -1):
        solved = _solve(deviations, range(first, middle + 1), variance)
        if solved and all(solved[n] <= solved[n + 1] + TOLERANCE for n in range(middle)):
            return solved
    raise ValueError(f"the deviations {list(deviations)} cannot have a variance as small as {variance}")


def _weigh(logs: Sequence[float]) -> tuple[float, ...]:
    highest = max(logs)
    weights = [exp(log - highest) for log in logs]
    total = sum(weights)
    return tuple(weight / total for weight in weights)


def _mean(values: Sequence[float], probabilities: Sequence[float]) -> float:
    return sum(value * share for value, share in zip(values, probabilities, strict=True))


def _balanced(values: Sequence[float], logs: Sequence[float]) -> tuple[float, ...]:
    """Probabilities proportional to exp(log + tilt * value), where the tilt makes the mean of `values` zero.

    The mean rises with the tilt: Newton's steps, each kept inside the interval that must contain the tilt.
    """
    reach = max(logs) - min(logs) + 2 * STEEPEST
    low, high, tilt = -reach, reach, 0.0
    for _ in range(HALVINGS):
        probabilities = _weigh([log + tilt * value for log, value in zip(logs, values, strict=True)])
        mean = _mean(values, probabilities)
        low, high = (tilt, high) if mean < 0 else (low, tilt)
        if abs(mean) < PRECISION:
            break
        slope = _mean([value * value for value in values], probabilities) - mean * mean
        step = tilt - mean / slope if slope > PRECISION else low
        tilt = step if low < step < high else (low + high) / 2
    return probabilities


def _solve(deviations: Sequence[int], equal: range, variance: float) -> tuple[float, ...] | None:
    """The probabilities of greatest entropy where those at the positions `equal` are the same; None if there are none.

    They are proportional to exp(tilt * v - curve * v^2), with the means of v and v^2 for the equal ones.
    """
    first, second = [float(v) for v in deviations], [float(v * v) for v in deviations]
    for values in (first, second):
        values[equal.start : equal.stop] = [sum(values[n] for n in equal) / len(equal)] * len(equal)

    def curved(curve: float) -> tuple[float, ...]:
        return _balanced(first, [-curve * square for square in second])

    low, high = 0.0, STEEPEST
    if _mean(second, flat := curved(low)) <= variance:
        return flat
    if _mean(second, curved(high)) > variance + TOLERANCE:
        return None
    while high - low > PRECISION * high:
        curve = (low + high) / 2
        low, high = (curve, high) if _mean(second, curved(curve)) > variance else (low, curve)
    return curved(high)


def cell_key(members: Iterable[int], *, group: Iterable[int] = (), size: int) -> int:
    """The key of a cell: the sum of its members' record keys, modulo `size`.

    `group` are the record keys of all members of the group that the cell is part of, if deviations must differ between
    groups (see docs/comparison.md): otherwise, of two groups that differ by one cluster, only the cell with that
    cluster would change, which reveals the answer.
    """
    return (sum(members) + GROUP_FACTOR * sum(group)) % size


def record_key(secret: bytes, identity: str, size: int) -> int:
    """The record key of a cluster, 0 to `size` - 1: the same as long as `secret` is, and not computable without it."""
    return int.from_bytes(hmac.digest(secret, identity.encode(), "sha256")[:8]) % size


def publish(noise: Noise, count: int, key: int) -> int:
    """The published number for a cell of `count` clusters with `key`."""
    return count + row_of(noise, count).deviation(key)


@cache
def possible_counts(noise: Noise, published: int) -> range:
    """From the smallest to the largest count that can be published as `published`: what everybody may know.

    Raises ValueError for a number that is never published.
    """
    reached = range(max(published - noise.largest, 0), published + noise.largest + 1)
    counts = [n for n in reached if any(n + v == published for v in reachable(noise, n))]
    if not counts:
        raise ValueError(f"{published} is never published")
    return range(counts[0], counts[-1] + 1)


def reachable(noise: Noise, count: int) -> list[int]:
    """The deviations of `count` that at least one cell key leads to."""
    row = row_of(noise, count)
    return [v for v, low, high in zip(row.deviations, (0, *row.limits), row.limits, strict=False) if low < high]
