"""The task list: every indicator with its state and link, and the filters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import Action
from assessments.queries.collaboration import TeamState
from assessments.views.pages import AreaState, Page
from criteria.definitions import Indicator
from criteria.states import DONE, AnswerState


@dataclass(frozen=True, slots=True)
class Task:
    """One indicator of the list. `needs_reply`: the assessor has asked about it, or it is handed over to a colleague.

    `is_carried`: its answer was carried over and the reader has not confirmed it. `turn` says who has to reply
    next; "" if nobody has.
    """

    indicator: Indicator
    state: AnswerState
    address: str
    needs_reply: bool = False
    is_flagged: bool = False
    turn: str = ""
    is_carried: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the answer is not complete."""
        return self.state not in DONE


@dataclass(frozen=True, slots=True)
class AreaTasks:
    """An area with those of its tasks that the filter selects."""

    state: AreaState
    address: str
    tasks: list[Task]


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """A filter above the list."""

    words: Promise
    address: str
    is_current: bool


FILTERS: Final[Mapping[str, tuple[Promise, Callable[[Task], bool]]]] = {
    "": (gettext_lazy("All"), lambda task: True),
    "open": (gettext_lazy("Unanswered"), lambda task: task.is_open),
    "flagged": (gettext_lazy("Flagged"), lambda task: task.is_flagged),
    "reply": (gettext_lazy("Needs a reply"), lambda task: task.needs_reply),
}


def task_filters(page: Page, *, shown: str, has_clarifications: bool) -> list[TaskFilter]:
    """The filters. Only readers who have work in the list get them: those who answer, and a cluster with questions."""
    if Action.EDIT_ANSWERS not in page.actions and not (has_clarifications and page.is_of_cluster):
        return []
    current = shown if shown in FILTERS else ""
    return [
        TaskFilter(words, f"?show={key}" if key else "?", is_current=key == current)
        for key, (words, _passes) in FILTERS.items()
    ]


def task_list(
    page: Page,
    team: Mapping[str, TeamState],
    *,
    only: str,
    asked: Mapping[str, bool] = MappingProxyType({}),
    carried: Collection[str] = (),
) -> list[AreaTasks]:
    """The areas with their tasks. `only` is the key of a filter; areas without a matching task are left out.

    `asked` maps the indicators with an unresolved question to whether the cluster has to reply next. `carried` are
    those whose carried-over answers the reader has to confirm.
    """
    _words, passes = FILTERS.get(only, FILTERS[""])
    listed = []
    for area in page.areas:
        tasks = [
            _task(
                page,
                indicator,
                state,
                team.get(indicator.key),
                is_clusters_turn=asked.get(indicator.key),
                is_carried=indicator.key in carried,
            )
            for indicator, state in area.indicators
        ]
        if kept := [task for task in tasks if passes(task)]:
            listed.append(AreaTasks(area, _address_of_area(page, area.area.key), kept))
    return listed


def _task(
    page: Page,
    indicator: Indicator,
    state: AnswerState,
    team: TeamState | None,
    *,
    is_clusters_turn: bool | None,
    is_carried: bool,
) -> Task:
    # Hand-overs end with the submission.
    has_colleague = page.assessment.is_draft and team is not None and team.hand_over is not None
    is_asked, needs_reply = is_clusters_turn is not None, has_colleague or bool(is_clusters_turn)
    return Task(
        indicator,
        state,
        _address_of_task(page, indicator, is_asked=is_asked),
        needs_reply=needs_reply,
        is_flagged=team is not None and team.is_flagged,
        turn=_turn(page, is_asked=is_asked, needs_reply=needs_reply),
        is_carried=is_carried,
    )


def _turn(page: Page, *, is_asked: bool, needs_reply: bool) -> str:
    if needs_reply:
        return _("needs a reply") if page.is_of_cluster else _("asked")
    return _("the cluster has replied") if is_asked else ""


def _address_of_area(page: Page, area: str) -> str:
    """Where the reader answers, assesses or reads an area."""
    reference = page.assessment.reference
    if Action.EDIT_ANSWERS in page.actions:
        return reverse("area", args=[reference, area])
    if Action.REVIEW in page.actions:
        return reverse("review", args=[reference, area])
    return f"{reverse('check', args=[reference])}#{area}"


def _address_of_task(page: Page, indicator: Indicator, *, is_asked: bool) -> str:
    """Where the reader replies to a question about an indicator, answers it, assesses it or reads its answer."""
    reference, key = page.assessment.reference, indicator.key
    if is_asked and page.is_of_cluster:
        return reverse("question", args=[reference, key])
    if Action.EDIT_ANSWERS in page.actions:
        return f"{reverse('area', args=[reference, indicator.area])}#{key}"
    if Action.REVIEW in page.actions:
        return reverse("review", args=[reference, key])
    return f"{reverse('check', args=[reference])}#{key}"
