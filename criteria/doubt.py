"""Which answers an assessor should look at first: reasons for doubt and their weights, all this project's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Doubt(StrEnum):
    """A reason to look closer at an answer, the most serious first."""

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
# The usual fences of a box plot (Tukey): 1.5 times the interquartile range beyond the quartiles.
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
    """Whether `own` is outside the fences of a cohort; False without quartiles or if they are equal."""
    if own is None or first_quartile is None or third_quartile is None:
        return False
    spread = third_quartile - first_quartile
    return spread > 0 and not first_quartile - FENCE * spread <= own <= third_quartile + FENCE * spread


def doubts_of(known: Known) -> tuple[Doubt, ...]:
    """The reasons for doubt, the most serious first. A blank answer is only unanswered, never also without evidence."""
    holds = {
        Doubt.INCONSISTENT: known.has_findings,
        Doubt.FLAGGED: known.is_flagged,
        Doubt.FAR: known.is_far,
        Doubt.UNANSWERED: not known.is_answered,
        Doubt.WITHOUT_EVIDENCE: known.is_answered and not known.has_evidence,
    }
    return tuple(doubt for doubt in Doubt if holds[doubt])


def weight_of(doubts: Iterable[Doubt]) -> int:
    """The sum of the weights of the reasons."""
    return sum(WEIGHTS[doubt] for doubt in doubts)


def by_doubt(doubts: Mapping[str, tuple[Doubt, ...]]) -> list[str]:
    """The keys of `doubts`, the greatest total weight first; ties keep their order."""
    return sorted(doubts, key=lambda key: -weight_of(doubts[key]))


def planned_minutes(minutes: Iterable[int], *, done: int, total: int) -> int:
    """The planned time, in whole minutes from the start, at which the first `done` parts are finished.

    `minutes` are the weights of the parts in order, scaled so that all parts take `total` minutes; 0 without parts.
    """
    weights = list(minutes)
    whole = sum(weights)
    return round(Decimal(total * sum(weights[:done])) / whole) if whole else 0
