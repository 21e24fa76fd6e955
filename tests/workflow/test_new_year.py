"""The first hour of a year, when UTC is still in the last one: numbers and years follow local time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from assessments.models import Assessment, Label, Proposal, User
from assessments.queries.assessments import assessment_year, year_of
from assessments.workflow.agreeing import agree_value
from assessments.workflow.answering import save_answers
from assessments.workflow.deciding import decide
from assessments.workflow.impartiality import Statement, assign_assessor, declare
from assessments.workflow.interviews import plan_interview
from assessments.workflow.organising import start_assessment
from assessments.workflow.reviewing import finish_assessment
from assessments.workflow.submitting import submit
from criteria.answers import Answer
from tests.conftest import ELIGIBLE, Cast, typed
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
HALF_PAST_MIDNIGHT = dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC)
LAST_DAY = dt.datetime(2026, 12, 31, 21, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(("at", "year"), [(LAST_DAY, 2026), (HALF_PAST_MIDNIGHT, 2027)])
def test_the_year_is_that_of_the_local_date(at: dt.datetime, year: int) -> None:
    assert year_of(at) == year


def test_a_run_of_the_first_hour_belongs_to_the_new_year(cast: Cast, sign_in: SignIn) -> None:
    at = HALF_PAST_MIDNIGHT
    assessment = start_assessment(organisation=cast.organisation, by=cast.owner, at=at)
    assert (assessment.reference, assessment_year(assessment)) == ("FI-2027-001", 2027)
    save_answers(assessment=assessment, answers=typed(ELIGIBLE), by=cast.owner, at=at)
    submit(assessment=assessment, by=cast.owner, at=at)
    assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=at)
    declare(assessment=assessment, statement=Statement(), by=cast.assessor, at=at)
    plan_interview(assessment=assessment, day=dt.date(2026, 12, 15), by=cast.assessor, at=at)
    answer = typed({"B6": {"horizon": 3}})["B6"]
    founded = Answer({**answer.values, "year": 2027})
    agree_value(assessment=assessment, indicator="B6", answer=founded, reason="New", by=cast.assessor, at=at)
    assert "2027" in text_of(sign_in(cast.assessor).get("/assessments/FI-2027-001/trail/"))
    finish_assessment(
        assessment=assessment,
        proposal=Proposal.LABEL,
        reason="Well",
        by=cast.assessor,
        at=at,
        today=dt.date(2027, 1, 1),
    )
    decide(assessment=assessment, decision="label", reason="As agreed", by=cast.secretary, at=at)
    assert Label.objects.get().number == "FI-B-2027-0001"
    assert Assessment.objects.get().cohort_entry.year == 2027
    again = start_assessment(organisation=cast.organisation, by=cast.owner, at=at + dt.timedelta(days=700))
    assert "Last time (2027)" in text_of(sign_in(cast.owner).get(f"/assessments/{again.reference}/areas/A/"))
    assert "FI-2027-001 (2027)" in text_of(sign_in(cast.owner).get(f"/assessments/{again.reference}/follow-up/"))
