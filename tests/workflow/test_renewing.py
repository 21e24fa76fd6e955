"""A renewal: answers carried over from the previous assessment, agreements on them, and what counts in the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from assessments.models import Assessment, Proposal, Status, User
from assessments.queries.answers import answers_of, effective_answers
from assessments.queries.eligibility import verdict_of
from assessments.queries.following_up import RecommendationOutcome, last_recommendations
from assessments.report.content.document import build_context
from assessments.workflow.agreeing import agree_value, confirm_answer
from assessments.workflow.answering import save_answers
from assessments.workflow.deciding import decide
from assessments.workflow.impartiality import Statement, assign_assessor, declare
from assessments.workflow.interviews import plan_interview
from assessments.workflow.organising import start_assessment
from assessments.workflow.reviewing import finish_assessment
from assessments.workflow.submitting import submit
from criteria.eligibility import RuleState
from tests.conftest import ELIGIBLE, NOW, Cast, typed
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
LATER = NOW.replace(year=2028)
LAST = NOW.replace(year=2030)
B6 = {"year": 2024, "horizon": 3, "level": 2}
NOT_CONFIRMED = "carried over from the last assessment, not confirmed by the cluster"


def to_interview(cast: Cast, assessment: Assessment, at: dt.datetime) -> Assessment:
    submit(assessment=assessment, by=cast.owner, at=at)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=at)
    declare(assessment=assessment, statement=Statement(), by=cast.other_assessor, at=at)
    plan_interview(assessment=assessment, day=at.date(), by=cast.other_assessor, at=at)
    return Assessment.objects.get(pk=assessment.pk)


def finished(cast: Cast, assessment: Assessment, at: dt.datetime) -> Assessment:
    finish_assessment(
        assessment=assessment, proposal=Proposal.LABEL, reason="Well", by=cast.other_assessor, at=at, today=at.date()
    )
    return decide(assessment=assessment, decision="label", reason="As agreed", by=cast.secretary, at=at)


@pytest.fixture
def renewal(cast: Cast) -> Assessment:
    """A second assessment in interview: the answers to A2 and B6 were carried over and not confirmed."""
    first = cast.in_state(
        Status.LABELLED,
        {
            "A2": {"total": 34, "signed": 30, "paying": 20, "active": 25},
            "B3": {"people": 2, "fte": "1.20", "permanent_fte": "1.00"},
            "B6": B6,
        },
    )
    assert first.is_finished
    again = start_assessment(organisation=cast.organisation, by=cast.owner, at=LATER, reference="FI-2028-001")
    b3 = typed({"B3": {"people": 2, "fte": "1.20", "permanent_fte": "1.00"}})
    save_answers(assessment=again, answers=b3, by=cast.owner, at=LATER)
    return to_interview(cast, again, LATER)


def test_what_is_agreed_on_a_carried_answer_counts_to_the_label(cast: Cast, renewal: Assessment) -> None:
    fte = typed({"B3": {"people": 2, "fte": "1.40", "permanent_fte": "1.00"}, "B6": {**B6, "level": 3}})
    (participants,) = (rule for rule in verdict_of(renewal).binding if rule.criterion.key == "participants")
    assert participants.state is RuleState.UNKNOWN
    assert list(effective_answers(renewal)) == ["B3"]
    confirm_answer(assessment=renewal, indicator="A2", by=cast.other_assessor, at=LATER)
    agree_value(
        assessment=renewal, indicator="B6", answer=fte["B6"], reason="New plan", by=cast.other_assessor, at=LATER
    )
    assert effective_answers(renewal) == {
        **typed({"B3": {"people": 2, "fte": "1.20", "permanent_fte": "1.00"}}),
        **typed({"A2": {"total": 34, "signed": 30, "paying": 20, "active": 25}, "B6": {**B6, "level": 3}}),
    }
    assert verdict_of(renewal).is_eligible is True
    # A different agreed value is the assessor's; an answer agreed as it is counts as the cluster's again.
    assert sorted(answers_of(renewal)) == ["A2", "B3"]
    assert finished(cast, renewal, LATER).status == Status.LABELLED


def test_the_report_prints_what_was_agreed_on_a_carried_answer(cast: Cast, renewal: Assessment) -> None:
    confirm_answer(assessment=renewal, indicator="A2", by=cast.other_assessor, at=LATER)
    other = typed({"B6": {**B6, "level": 3}})["B6"]
    agree_value(assessment=renewal, indicator="B6", answer=other, reason="New plan", by=cast.other_assessor, at=LATER)
    pages = {
        page.key: page
        for chapter in build_context(renewal, "en", today=LATER.date()).areas
        for page in chapter.indicators
    }
    total = pages["A2"].fields[0]
    assert (pages["A2"].is_answered, pages["A2"].has_agreed, total.own, total.agreed) == (True, False, "34", "")
    level = pages["B6"].fields[-1]
    assert (pages["B6"].has_agreed, level.own, level.agreed) == (True, "–", "Step 3 of 4")


def test_a_carried_answer_counts_no_more_once_the_agreement_is_taken_back(cast: Cast, renewal: Assessment) -> None:
    confirm_answer(assessment=renewal, indicator="A2", by=cast.other_assessor, at=LATER)
    agree_value(assessment=renewal, indicator="A2", answer=None, reason="", by=cast.other_assessor, at=LATER)
    assert list(effective_answers(renewal)) == ["B3"]


def test_the_interview_page_says_that_a_carried_answer_was_never_confirmed(
    cast: Cast, sign_in: SignIn, renewal: Assessment
) -> None:
    client = sign_in(cast.other_assessor)
    page = text_of(client.get("/assessments/FI-2028-001/review/A2/"))
    assert (NOT_CONFIRMED in page.lower(), "Not answered in full" in page) == (True, True)
    assert NOT_CONFIRMED not in text_of(client.get("/assessments/FI-2028-001/review/B3/")).lower()
    confirm_answer(assessment=renewal, indicator="A2", by=cast.other_assessor, at=LATER)
    page = text_of(client.get("/assessments/FI-2028-001/review/A2/"))
    # The order by doubt does not change while values are agreed: it depends only on what the cluster submitted.
    assert (NOT_CONFIRMED in page.lower(), "Not answered in full" in page) == (True, True)


def test_what_has_changed_leaves_out_what_the_earlier_run_never_confirmed(cast: Cast, renewal: Assessment) -> None:
    confirm_answer(assessment=renewal, indicator="A2", by=cast.other_assessor, at=LATER)
    finished(cast, renewal, LATER)
    third = start_assessment(organisation=cast.organisation, by=cast.owner, at=LAST, reference="FI-2030-001")
    save_answers(assessment=third, answers=typed({"B6": {**B6, "level": 4}}), by=cast.owner, at=LAST)
    changes = build_context(third, "en", today=LAST.date()).changes
    assert changes is not None
    # The strategy (B6) of 2028 was only carried over from 2026.
    assert (changes.levels, changes.numbers) == ((), ())


def test_a_cleared_or_half_given_answer_tells_nothing_of_the_last_runs_advice(cast: Cast) -> None:
    full = {"total": 34, "signed": 30, "paying": 20, "active": 25}
    cast.in_state(Status.LABELLED, {**ELIGIBLE, "A2": {**full, "signed": 10}})
    again = start_assessment(organisation=cast.organisation, by=cast.owner, at=LATER, reference="FI-2028-001")

    def outcomes() -> set[RecommendationOutcome]:
        found = last_recommendations(again, effective_answers(again), today=LATER.date())
        assert found is not None
        return {item.outcome for item in found.of("A2")}

    assert outcomes() == {RecommendationOutcome.NO_REPLY}
    for given, expected in (
        ({"total": 34}, RecommendationOutcome.NO_REPLY),
        ({}, RecommendationOutcome.NO_REPLY),
        ({**full, "signed": 10}, RecommendationOutcome.NO_REPLY),
        (full, RecommendationOutcome.NO_LONGER_APPLIES),
    ):
        save_answers(assessment=again, answers=typed({"A2": given}), by=cast.owner, at=LATER)
        assert (given, outcomes()) == (given, {expected})
