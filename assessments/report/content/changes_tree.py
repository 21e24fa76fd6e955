"""The shapes of what has moved since the run before, and of what became of its recommendations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """One thing that was measured in both runs. `direction` is "up", "down" or "same"; up is not always better."""

    key: str
    title: str
    before: str
    now: str
    direction: str


@dataclass(frozen=True, slots=True)
class EarlierRecommendation:
    """A recommendation of the run before: the cluster's reply with its note ("" for none), the levels of its
    indicator then and now, and what became of it. `has_remark`: the assessor wrote a remark at the indicator, which
    is printed there.
    """

    indicator: str
    title: str
    reply: str
    note: str
    levels: str
    became: str
    has_remark: bool


@dataclass(frozen=True, slots=True)
class EarlierRecommendations:
    """All recommendations of the run before, in the order they were given, and how many became what in sentences."""

    sentence: str
    lines: tuple[EarlierRecommendation, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What has moved since the run before: levels of practices, numbers, and recommendations if any were given."""

    sentence: str
    levels: tuple[MeasureChange, ...]
    numbers: tuple[MeasureChange, ...]
    advice: EarlierRecommendations | None
