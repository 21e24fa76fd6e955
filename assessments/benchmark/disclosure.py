"""What may be shown of a group without giving a single cluster away."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

# This project's own rule: four clusters know too much of the fifth.
MIN_FOR_ANYTHING: Final = 5
# Below ten, a quartile is the answer of one or two clusters.
MIN_FOR_QUARTILES: Final = 10


def may_show(count: int) -> bool:
    """Whether anything at all may be shown of a group of `count` clusters."""
    return count >= MIN_FOR_ANYTHING


def may_show_quartiles(count: int) -> bool:
    """Whether quartiles may be shown beside the median."""
    return count >= MIN_FOR_QUARTILES


def rounded(value: Decimal, decimals: int) -> Decimal:
    """A statistic rounded to the digits its measure is shown with, so that it is nobody's exact answer."""
    return round(value, decimals)
