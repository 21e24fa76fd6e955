"""The task list: every indicator with its state, and filters."""

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
    """One indicator of the list. `needs_reply`: the assessor asks about it, or it is handed over to a colleague.

    `is_asked`: the assessor's question is not resolved; while the assessor has to respond, no reply is needed.
    """

    indicator: Indicator
    state: AnswerState
    needs_reply: bool
    is_flagged: bool
    is_asked: bool

    @property
    def is_open(self) -> bool:
        """Whether the answer is not complete."""
        return self.state not in DONE


FILTERS: Final[Mapping[str, Callable[[Task], bool]]] = {
    "open": lambda task: task.is_open,
    "flagged": lambda task: task.is_flagged,
    "reply": lambda task: task.needs_reply,
}


def task_list(
    page: Page, team: Mapping[str, TeamState], *, only: str, asked: Mapping[str, bool] = MappingProxyType({})
) -> list[tuple[AreaState, list[Task]]]:
    """The areas with their tasks; `only` names a filter. Areas without a matching task are left out.

    `asked` holds the indicators with an unresolved question, and whether the cluster has to reply next.
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
    # Hand-overs end with the submission.
    has_colleague = is_draft and team is not None and team.hand_over is not None
    return Task(
        indicator,
        state,
        needs_reply=has_colleague or bool(turn),
        is_flagged=team is not None and team.is_flagged,
        is_asked=turn is not None,
    )
