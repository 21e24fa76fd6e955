"""The task list: every indicator with where it stands, and the filters of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from assessments.queries.collaboration import TeamState
from assessments.views.pages import AreaState, Page
from criteria.definitions import Indicator
from criteria.states import DONE, AnswerState


@dataclass(frozen=True, slots=True)
class Task:
    """One indicator of the list. `needs_reply`: the assessor asks about it, or a colleague has it to answer.

    `is_asked`: the assessor's question is not resolved; it needs no reply from the cluster while it is their turn.
    """

    indicator: Indicator
    state: AnswerState
    needs_reply: bool
    is_flagged: bool
    is_asked: bool

    @property
    def is_open(self) -> bool:
        """Whether something is still to be answered."""
        return self.state not in DONE


FILTERS: Final[Mapping[str, Callable[[Task], bool]]] = {
    "open": lambda task: task.is_open,
    "flagged": lambda task: task.is_flagged,
    "reply": lambda task: task.needs_reply,
}


def task_list(
    page: Page, team: Mapping[str, TeamState], *, only: str, asked: Mapping[str, bool] = MappingProxyType({})
) -> list[tuple[AreaState, list[Task]]]:
    """The areas with their tasks; `only` names a filter. An area without a task that passes it is left out.

    `asked`: the indicators with an unresolved question of the assessor, and whether it is the cluster's turn.
    """
    passes = FILTERS.get(only)
    listed = []
    for area in page.areas:
        tasks = [
            _task(
                indicator,
                state,
                team.get(indicator.key),
                turn=asked.get(indicator.key),
                is_draft=page.assessment.is_draft,
            )
            for indicator, state in area.indicators
        ]
        if kept := [task for task in tasks if passes is None or passes(task)]:
            listed.append((area, kept))
    return listed


def _task(
    indicator: Indicator, state: AnswerState, team: TeamState | None, *, turn: bool | None, is_draft: bool
) -> Task:
    # What a colleague was to answer is over with the hand-in.
    has_colleague = is_draft and team is not None and team.hand_over is not None
    return Task(
        indicator,
        state,
        needs_reply=has_colleague or bool(turn),
        is_flagged=team is not None and team.is_flagged,
        is_asked=turn is not None,
    )
