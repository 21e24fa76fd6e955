"""The next step of an assessment in words, with its link, for the assessor's queue and the secretariat's desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from assessments.queries.worklist import Handled, NextStep, Waiting
from assessments.views.facts import day_in_words
from assessments.views.pages import language
from criteria.time_zones import moment_words


@dataclass(frozen=True, slots=True)
class StepWords:
    """What an assessment waits for. `when` is the time of an interview; `is_own`: it waits for the secretariat."""

    words: str | Promise
    address: str = ""
    when: str = ""
    is_own: bool = False


# The words for the assessor, and the URL name of the page for the step; "" if it is not the assessor's.
IN_QUEUE: Final[dict[NextStep, tuple[Promise, str]]] = {
    NextStep.DECLARE: (_("Declare that you are impartial"), "declare"),
    NextStep.RULING: (_("The secretariat's ruling"), "declare"),
    NextStep.ARRANGE: (_("Arrange the interview"), "interview"),
    NextStep.INTERVIEW: (_("Interview"), "review"),
    NextStep.FINISH: (_("Finish after the interview"), "review"),
    NextStep.DECISION: (_("The secretariat's decision"), ""),
}
ON_DESK: Final[dict[NextStep, Promise]] = {
    NextStep.ASSIGN: _("An assessor"),
    NextStep.DECLARE: _("The assessor's declaration"),
    NextStep.RULING: _("The secretariat's ruling"),
    NextStep.ARRANGE: _("A date of the interview"),
    NextStep.INTERVIEW: _("Interview"),
    NextStep.FINISH: _("The assessor's recommendation"),
    NextStep.DECISION: _("The secretariat's decision"),
}
FOR_SECRETARIAT: Final = frozenset({NextStep.ASSIGN, NextStep.RULING, NextStep.DECISION})


def step_in_queue(row: Waiting) -> StepWords:
    """The next step as the assessor's queue shows it; the state of the assessment if there is none."""
    if row.step not in IN_QUEUE:
        return StepWords(row.assessment.get_status_display())
    words, page = IN_QUEUE[row.step]
    arguments = [row.assessment.reference, *([row.first_area] if page == "review" else [])]
    return StepWords(
        words,
        reverse(page, args=arguments) if page else "",
        _time_of_interview(row.assessment) if row.step is NextStep.INTERVIEW else "",
    )


def step_on_desk(row: Handled) -> StepWords:
    """The next step as the secretariat's desk shows it."""
    day = row.assessment.interview_on if row.step is NextStep.INTERVIEW else None
    return StepWords(
        ON_DESK.get(row.step, "–"), when=day_in_words(day) if day else "", is_own=row.step in FOR_SECRETARIAT
    )


def _time_of_interview(assessment: Assessment) -> str:
    """The time of the interview if the current appointment is for that day, otherwise only the day; "" without one."""
    appointment = getattr(assessment, "appointment", None)
    if appointment and not appointment.cancelled_at and appointment.day == assessment.interview_on:
        return moment_words(timezone.localtime(appointment.starts_at), language())
    return day_in_words(assessment.interview_on) if assessment.interview_on else ""
