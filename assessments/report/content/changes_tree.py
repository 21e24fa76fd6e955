"""The parts of the report's tree on changes since the previous assessment, including its recommendations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A level or number of both assessments. `direction` is "up", "down" or "same"; up is not always better."""

    key: str
    title: str
    before: str
    now: str
    direction: str


@dataclass(frozen=True, slots=True)
class EarlierRecommendation:
    """A recommendation of the previous assessment and what became of it.

    `reply` and `note` are the cluster's ("" for none), `levels` those of the indicator then and now. `has_remark`: the
    report prints a remark by the assessor on this indicator.
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
    """The recommendations of the previous assessment in their order, with a summary of the outcomes in sentences.

    `lines` leaves out those to which the answers no longer lead; the summary counts them.
    """

    sentence: str
    lines: tuple[EarlierRecommendation, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes since the previous assessment: levels of practices, numbers, and recommendations if any were made."""

    sentence: str
    levels: tuple[MeasureChange, ...]
    numbers: tuple[MeasureChange, ...]
    advice: EarlierRecommendations | None
