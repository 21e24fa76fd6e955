"""Rounding as readers do it: half up, so that 62.5 becomes 63, and not to the even neighbour as in `round`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def half_up(number: Decimal | int, decimals: int = 0) -> Decimal:
    """`number` with this many decimal places; of two numbers that are equally near, the one farther from zero."""
    return Decimal(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
