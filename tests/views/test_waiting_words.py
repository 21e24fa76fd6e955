"""The words for the next step of an assessment in queue and desk."""

from __future__ import annotations

import datetime as dt

import pytest

from assessments.models import Assessment, Assignment, Interview, Organisation, Status
from assessments.queries.worklist import Due, Handled, NextStep, Waiting
from assessments.views.waiting_words import StepWords, step_in_queue, step_on_desk
from tests.conftest import NOW

RUN = "/assessments/FI-2026-001/"
DAY = dt.date(2026, 10, 20)
STARTS_AT = dt.datetime(2026, 10, 20, 7, 0, tzinfo=dt.UTC)


def assessment_on(day: dt.date | None) -> Assessment:
    organisation = Organisation(country="FI", time_zone="Europe/Helsinki")
    return Assessment(
        reference="FI-2026-001", edition="2019", status=Status.INTERVIEW, interview_on=day, organisation=organisation
    )


def in_queue(step: NextStep, assessment: Assessment) -> StepWords:
    assignment = Assignment(assessment=assessment, assigned_at=NOW)
    return step_in_queue(Waiting(assignment, assessment, step, NOW.date(), Due.OPEN, settled=0))


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (NextStep.ASSIGN, StepWords("In interview")),
        (NextStep.DECLARE, StepWords("Declare that you are impartial", f"{RUN}declare/")),
        (NextStep.RULING, StepWords("The secretariat's ruling", f"{RUN}declare/")),
        (NextStep.ARRANGE, StepWords("Arrange the interview", f"{RUN}interview/")),
        (NextStep.INTERVIEW, StepWords("Interview", f"{RUN}review/A/", "20 October 2026")),
        (NextStep.FINISH, StepWords("Finish after the interview", f"{RUN}review/A/")),
        (NextStep.DECISION, StepWords("The secretariat's decision")),
        (NextStep.NOTHING, StepWords("In interview")),
    ],
)
def test_what_the_assessor_reads(step: NextStep, expected: StepWords) -> None:
    assert in_queue(step, assessment_on(DAY)) == expected


@pytest.mark.parametrize(
    ("day", "cancelled_at", "expected"),
    [
        (DAY, None, "20 October 2026, 10:00 (Helsinki, UTC+3)"),
        (DAY, NOW, "20 October 2026"),
        (dt.date(2026, 10, 21), None, "21 October 2026"),
    ],
)
def test_an_interview_has_its_time_only_from_a_current_appointment(
    day: dt.date, cancelled_at: dt.datetime | None, expected: str
) -> None:
    assessment = assessment_on(day)
    Interview(assessment=assessment, starts_at=STARTS_AT, minutes=90, cancelled_at=cancelled_at)
    assert in_queue(NextStep.INTERVIEW, assessment).when == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (NextStep.ASSIGN, StepWords("An assessor", is_own=True)),
        (NextStep.DECLARE, StepWords("The assessor's declaration")),
        (NextStep.RULING, StepWords("The secretariat's ruling", is_own=True)),
        (NextStep.ARRANGE, StepWords("A date of the interview")),
        (NextStep.INTERVIEW, StepWords("Interview", when="20 October 2026")),
        (NextStep.FINISH, StepWords("The assessor's recommendation")),
        (NextStep.DECISION, StepWords("The secretariat's decision", is_own=True)),
        (NextStep.NOTHING, StepWords("–")),
    ],
)
def test_what_the_secretariat_reads(step: NextStep, expected: StepWords) -> None:
    assert step_on_desk(Handled(assessment_on(DAY), None, step)) == expected
