"""Quantiles of sorted numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

# The percentiles that comparisons can show.
PERCENTS: Final = (10, 25, 50, 75, 90)


def quantile(ordered: Sequence[Decimal], share: Decimal) -> Decimal:
    """The quantile at `share` (0 to 1) of ascending numbers, by linear interpolation between neighbours.

    The same definition as NumPy's default ("linear") and PostgreSQL's percentile_cont. Raises ValueError if empty.
    """
    if not ordered:
        raise ValueError("a quantile needs at least one number")
    position = share * (len(ordered) - 1)
    below = int(position)
    if below + 1 == len(ordered):
        return ordered[below]
    return ordered[below] + (ordered[below + 1] - ordered[below]) * (position - below)


def quantile_between(places: Mapping[int, Decimal], count: int, percent: int) -> Decimal:
    """The quantile at `percent` of `count` sorted numbers, as by `quantile`.

    `places` only has to contain its neighbours, by their index in ascending order.
    """
    below, part = divmod(percent * (count - 1), 100)
    low = places[below]
    return low + (places[below + 1] - low) * part / 100 if part else low
