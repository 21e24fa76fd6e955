"""The state of an answer, and the progress of an assessment. Only this module decides what counts as answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from criteria.answers import Answer, missing_fields
from criteria.cross_checks import Finding, findings_at
from criteria.definitions import Indicator


class AnswerState(StrEnum):
    """The state of the answer to one indicator."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    INCONSISTENT = "inconsistent"
    COMPLETE = "complete"
    NOT_APPLICABLE = "not_applicable"


# The states in which an indicator needs no more work.
DONE = (AnswerState.COMPLETE, AnswerState.NOT_APPLICABLE)


def state_of(indicator: Indicator, answer: Answer, findings: Iterable[Finding]) -> AnswerState:
    """The state of `answer`, given the `findings` in all answers of the assessment.

    An answer that contradicts itself or another one is never complete.
    """
    if not answer.values and not answer.not_applicable:
        return AnswerState.NOT_STARTED
    if findings_at(indicator, findings):
        return AnswerState.INCONSISTENT
    if answer.not_applicable:
        return AnswerState.NOT_APPLICABLE
    return AnswerState.IN_PROGRESS if missing_fields(indicator, answer) else AnswerState.COMPLETE


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of `total` indicators are done (complete, or not applicable with a reason) and how many are started."""

    done: int
    started: int
    total: int

    @property
    def percent(self) -> int:
        """Whole percentage done, rounded down so that 100 means all."""
        return self.done * 100 // self.total if self.total else 0


def progress_in(states: Collection[AnswerState]) -> Progress:
    """The progress over indicators with these `states`."""
    started = (AnswerState.IN_PROGRESS, AnswerState.INCONSISTENT)
    return Progress(sum(state in DONE for state in states), sum(state in started for state in states), len(states))
