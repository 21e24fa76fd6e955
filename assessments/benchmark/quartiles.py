"""Quantiles of sorted numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


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
