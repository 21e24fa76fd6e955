"""The overview of an assessment: its state, and what each reader finds there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from assessments.access import MEMBERS, Action, Role
from assessments.models import Assessment
from assessments.queries.appointments import appointment_of
from assessments.queries.clarifications import clarifications_by_turn
from assessments.queries.collaboration import team_states
from assessments.queries.following_up import has_earlier_advice
from assessments.queries.labels import label_of
from assessments.queries.presence import last_place
from assessments.views.course import course_of
from assessments.views.drafts import CarriedOver, carried_over
from assessments.views.facts import Fact
from assessments.views.interim_checks import check_fact
from assessments.views.next_steps import ActionLink, course_steps, eligibility_steps, label_steps, next_steps
from assessments.views.pages import Page, SignedInRequest, build_page, on_assessment, show
from assessments.views.tasks import AreaTasks, TaskFilter, task_filters, task_list

ELIGIBILITY: Final[dict[bool | None, Promise]] = {
    True: gettext_lazy("Every binding criterion is met or waived."),
    False: gettext_lazy(
        "A binding criterion is not met. Answers can be given all the same; they can be handed in once it is met or"
        " waived."
    ),
    None: gettext_lazy("Not known yet: a binding criterion waits for an answer."),
}


class Section(StrEnum):
    """A section of the overview. Its value is the name of the partial in `overview.html`."""

    CARRIED = "carried"
    AREAS = "areas"
    STEPS = "steps"
    OFFLINE = "offline"
    NOT_READABLE = "not_readable"
    ELIGIBILITY = "eligibility"
    COURSE = "course"


@dataclass(frozen=True, slots=True)
class Overview:
    """What the overview of an assessment shows to one reader. `sections` gives the order."""

    sections: tuple[Section, ...]
    next_steps: list[ActionLink]
    course_steps: list[ActionLink]
    eligibility_steps: list[ActionLink]
    eligibility: Promise
    course: list[Fact]
    filters: list[TaskFilter]
    areas: list[AreaTasks]
    carried: CarriedOver | None


def sections_of(page: Page) -> tuple[Section, ...]:
    """The sections in their order. A draft starts with the questions, later states with next steps and course."""
    may_read = Action.READ_ANSWERS in page.actions
    if page.assessment.is_draft:
        answers = (
            (Section.CARRIED, Section.AREAS, Section.STEPS, Section.OFFLINE) if may_read else (Section.NOT_READABLE,)
        )
        return (*answers, Section.ELIGIBILITY, Section.COURSE)
    if may_read:
        return (Section.STEPS, Section.COURSE, Section.AREAS, Section.OFFLINE, Section.ELIGIBILITY)
    return (Section.COURSE, Section.ELIGIBILITY)


@require_safe
@on_assessment(Action.VIEW)
def assessment(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The overview: the task list, eligibility, and what can be done next."""
    page, appointment = build_page(assessment, roles), appointment_of(assessment)
    overview = _overview(request, page, has_appointment=appointment is not None)
    return show(request, "assessments/overview.html", page, overview=overview, appointment=appointment)


def _overview(request: SignedInRequest, page: Page, *, has_appointment: bool) -> Overview:
    assessment, shown = page.assessment, request.GET.get("show", "")
    assignment = assessment.assignments.filter(ended_at=None).select_related("assessor").first()
    asked = clarifications_by_turn(assessment)
    team = team_states(assessment) if page.roles & MEMBERS else {}
    carried = carried_over(page)
    label = label_of(assessment)
    check = check_fact(label) if page.roles & MEMBERS else []
    return Overview(
        sections=sections_of(page),
        next_steps=next_steps(
            page,
            last=last_place(assessment, request.user),
            has_assessor=assignment is not None,
            unresolved=len(asked),
            has_earlier_advice=has_earlier_advice(assessment),
        ),
        course_steps=[*label_steps(page, label), *course_steps(page, has_appointment=has_appointment)],
        eligibility_steps=eligibility_steps(page),
        eligibility=ELIGIBILITY[page.verdict.is_eligible],
        course=[*course_of(page, assignment=assignment, label=label), *check],
        filters=task_filters(page, shown=shown, has_clarifications=bool(asked)),
        areas=task_list(page, team, only=shown, asked=asked, carried=carried.indicators if carried else ()),
        carried=carried,
    )
