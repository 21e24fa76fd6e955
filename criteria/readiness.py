"""The readiness test of a guide: from answers to ten questions to a word for each area."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from criteria.definitions import Area
from criteria.guide import ReadinessQuestion


class Readiness(StrEnum):
    """How far a cluster is with something, from nothing to done."""

    OPEN = "open"
    BEGUN = "begun"
    READY = "ready"


def together(answers: Collection[Readiness | None]) -> Readiness | None:
    """How far an area is by the `answers` to its questions: READY or OPEN only if all are; None if one is missing."""
    if None in answers or not answers:
        return None
    found = set(answers)
    return found.pop() if len(found) == 1 else Readiness.BEGUN


def readiness_of_areas(
    areas: Sequence[Area], questions: Sequence[ReadinessQuestion], answers: Mapping[str, Readiness]
) -> dict[str, Readiness | None]:
    """How far each area is, by its key. `answers` are those given, by the key of their question."""
    return {
        area.key: together([answers.get(question.key) for question in questions if question.area == area.key])
        for area in areas
    }
