"""Quantiles of sorted numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

# The percentiles that comparisons can show.
PERCENTS: Final = (10, 25, 50, 75, 90)


def quantile(number_at: Callable[[int], Decimal], count: int, percent: int) -> Decimal:
    """The quantile at `percent` (0 to 100) of `count` ascending numbers, by linear interpolation between neighbours.

    `number_at` gives a number by its index; it is asked for one or two. The same definition as NumPy's default
    ("linear") and PostgreSQL's percentile_cont. Raises ValueError if there is no number.
    """
    if not count:
        raise ValueError("a quantile needs at least one number")
    below, part = divmod(percent * (count - 1), 100)
    low = number_at(below)
    return low + (number_at(below + 1) - low) * part / 100 if part else low
