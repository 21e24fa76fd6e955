"""Which answers an assessor should look at first: reasons for doubt, and an order. All of it is the project's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Doubt(StrEnum):
    """A reason to look closer at an answer, the weightiest first."""

    INCONSISTENT = "inconsistent"
    FLAGGED = "flagged"
    FAR = "far"
    UNANSWERED = "unanswered"
    WITHOUT_EVIDENCE = "without_evidence"


WEIGHTS: Final[Mapping[Doubt, int]] = {
    Doubt.INCONSISTENT: 8,
    Doubt.FLAGGED: 8,
    Doubt.FAR: 4,
    Doubt.UNANSWERED: 3,
    Doubt.WITHOUT_EVIDENCE: 1,
}
# The usual fences of a box plot: one and a half times the middle half beyond its ends.
FENCE: Final = Decimal("1.5")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about the answer to one indicator."""

    is_answered: bool
    has_findings: bool = False
    is_flagged: bool = False
    is_far: bool = False
    has_evidence: bool = False


def is_far(own: Decimal | None, first_quartile: Decimal | None, third_quartile: Decimal | None) -> bool:
    """Whether `own` lies beyond the fences of a cohort. Without quartiles, or if they are equal, nothing is far."""
    if own is None or first_quartile is None or third_quartile is None:
        return False
    spread = third_quartile - first_quartile
    return spread > 0 and not first_quartile - FENCE * spread <= own <= third_quartile + FENCE * spread


def doubts_of(known: Known) -> tuple[Doubt, ...]:
    """The reasons for doubt, the weightiest first. A blank answer is unanswered and never lacks evidence besides."""
    holds = {
        Doubt.INCONSISTENT: known.has_findings,
        Doubt.FLAGGED: known.is_flagged,
        Doubt.FAR: known.is_far,
        Doubt.UNANSWERED: not known.is_answered,
        Doubt.WITHOUT_EVIDENCE: known.is_answered and not known.has_evidence,
    }
    return tuple(doubt for doubt in Doubt if holds[doubt])


def weight_of(doubts: Iterable[Doubt]) -> int:
    """How heavy the reasons are together."""
    return sum(WEIGHTS[doubt] for doubt in doubts)


def by_doubt(doubts: Mapping[str, tuple[Doubt, ...]]) -> list[str]:
    """The keys of `doubts`, largest doubt first; among equals in the order they came in."""
    return sorted(doubts, key=lambda key: -weight_of(doubts[key]))


def planned_minutes(minutes: Iterable[int], *, done: int, total: int) -> int:
    """When, in whole minutes from the start, the first `done` parts should be through if all take `total` minutes.

    `minutes` weigh the parts in the order they are gone through; 0 if there are none.
    """
    weights = list(minutes)
    whole = sum(weights)
    return round(Decimal(total * sum(weights[:done])) / whole) if whole else 0
