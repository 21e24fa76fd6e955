"""The assessor's queue: what is waiting, since when and until when, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from assessments.models import Assessment, Assignment, AuditEntry, Status, User
from assessments.queries.worklist import Due, NextStep, due_state, next_step, queue_of
from assessments.workflow.agreeing import confirm_answer
from assessments.workflow.answering import save_answers
from assessments.workflow.impartiality import Statement, assign_assessor, declare, object_to_assessor
from assessments.workflow.interviews import arrange_interview
from assessments.workflow.organising import start_assessment
from assessments.workflow.submitting import submit
from criteria.definitions import Edition
from tests.conftest import NOW, Cast, other_organisation, person, typed
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
TODAY = NOW.date()
ELIGIBLE = {"A2": {"total": 34}, "B3": {"fte": "1.20"}}


def another(cast: Cast, number: int) -> Assessment:
    """An assessment of another cluster, assigned, with no interview arranged."""
    owner = person(f"owner-{number}@example.org")
    organisation = other_organisation(f"cluster-{number}", owner)
    assessment = start_assessment(organisation=organisation, by=owner, at=NOW, reference=f"FI-2026-10{number}")
    save_answers(assessment=assessment, answers=typed(ELIGIBLE), by=owner, at=NOW)
    submit(assessment=assessment, by=owner, at=NOW)
    assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)
    declare(assessment=assessment, statement=Statement(), by=cast.assessor, at=NOW)
    return Assessment.objects.get(pk=assessment.pk)


@pytest.mark.parametrize(
    ("status", "interview_on", "expected"),
    [
        (Status.DRAFT, None, NextStep.NOTHING),
        (Status.SUBMITTED, None, NextStep.ASSIGN),
        (Status.INTERVIEW, None, NextStep.ARRANGE),
        (Status.INTERVIEW, TODAY, NextStep.INTERVIEW),
        (Status.INTERVIEW, TODAY + dt.timedelta(days=1), NextStep.INTERVIEW),
        (Status.INTERVIEW, TODAY - dt.timedelta(days=1), NextStep.FINISH),
        (Status.ASSESSED, TODAY, NextStep.DECISION),
        (Status.LABELLED, TODAY, NextStep.NOTHING),
        (Status.WITHDRAWN, None, NextStep.NOTHING),
    ],
)
def test_what_an_assessment_waits_for(status: Status, interview_on: dt.date | None, expected: NextStep) -> None:
    assert next_step(Assessment(status=status, interview_on=interview_on), today=TODAY) is expected


@pytest.mark.parametrize(
    ("days", "step", "expected"),
    [
        (-1, NextStep.FINISH, Due.OVERDUE),
        (0, NextStep.FINISH, Due.SOON),
        (7, NextStep.ARRANGE, Due.SOON),
        (8, NextStep.ARRANGE, Due.LATER),
        (-1, NextStep.DECISION, Due.OPEN),
        (None, NextStep.ARRANGE, Due.OPEN),
    ],
)
def test_the_state_of_a_due_date(days: int | None, step: NextStep, expected: Due) -> None:
    due_on = None if days is None else TODAY + dt.timedelta(days=days)
    assert due_state(due_on, step, today=TODAY) is expected


def test_the_queue_holds_what_is_assigned_to_the_person_only(cast: Cast) -> None:
    mine = cast.in_state(Status.INTERVIEW)
    confirm_answer(assessment=mine, indicator="A2", by=cast.assessor, at=NOW)
    (row,) = queue_of(cast.assessor, today=TODAY)
    assert (row.assessment, row.step, row.since, row.due) == (mine, NextStep.FINISH, dt.date(2026, 9, 15), Due.LATER)
    assert (row.settled, row.total) == (1, 36)
    assert queue_of(cast.other_assessor, today=TODAY) == []
    Assignment.objects.update(ended_at=NOW)
    assert queue_of(cast.assessor, today=TODAY) == []


def test_the_queue_asks_for_the_declaration_first_and_for_a_ruling_if_a_conflict_blocks(
    cast: Cast, sign_in: SignIn
) -> None:
    assessments = [another(cast, number) for number in (1, 2, 3, 4)]
    Assignment.objects.filter(assessment=assessments[0]).update(declared_at=None)
    declare(assessment=assessments[1], statement=Statement(interest="A cousin"), by=cast.assessor, at=NOW)
    owner = User.objects.get(email="owner-3@example.org")
    object_to_assessor(assessment=assessments[2], reason="A rival", by=owner, at=NOW)
    steps = {row.assessment.reference: (row.step, row.is_mine) for row in queue_of(cast.assessor, today=TODAY)}
    assert steps == {
        "FI-2026-101": (NextStep.DECLARE, True),
        "FI-2026-102": (NextStep.RULING, False),
        "FI-2026-103": (NextStep.RULING, False),
        "FI-2026-104": (NextStep.ARRANGE, True),
    }
    client = sign_in(cast.assessor)
    for shown, number, words in (("declare", 1, "Declare that you are impartial"), ("decision", 2, "ruling")):
        page = text_of(client.get(f"/queue/?show={shown}"))
        assert (f'href="/assessments/FI-2026-10{number}/declare/">' in page, words in page) == (True, True)
    # The secretariat sees the same on its desk.
    page = text_of(sign_in(cast.secretary).get("/desk/"))
    words = ("The assessor's declaration", "The secretariat's ruling", "A date of the")
    found = [page.count(escape(each)) for each in words]
    assert (found, page.count("Assessor</td>")) == ([1, 2, 1], 4)


def test_the_desk_says_what_each_state_waits_for(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.secretary)
    assessment = cast.in_state(Status.SUBMITTED)
    for status, words in (
        (Status.SUBMITTED, "An assessor"),
        (Status.ASSESSED, "The secretariat's decision"),
    ):
        Assessment.objects.filter(pk=assessment.pk).update(status=status)
        page = text_of(client.get("/desk/"))
        is_said = f"<strong>{escape(words)}</strong>" in page
        assert (is_said, '>Kuvitelma Cluster <span class="muted">FI-2026-001</span></a>' in page) == (True, True)


def test_what_waits_for_the_person_comes_first_by_due_date(cast: Cast) -> None:
    assessments = [another(cast, number) for number in (1, 2, 3)]
    for assessment, days in zip(assessments, (30, 10, 20), strict=True):
        assessment.assignments.update(due_on=TODAY + dt.timedelta(days=days))
    Assessment.objects.filter(pk=assessments[1].pk).update(status=Status.ASSESSED, assessed_at=NOW)
    assert [row.assessment.reference for row in queue_of(cast.assessor, today=TODAY)] == [
        "FI-2026-103", "FI-2026-101", "FI-2026-102",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("", {"cluster-1", "cluster-2"}),
        ("arrange", {"cluster-2"}),
        ("interview", {"cluster-1"}),
        ("overdue", {"cluster-2"}),
        ("soon", set()),
        ("decision", {"cluster-3"}),
        ("past", set()),
        ("nonsense", {"cluster-1", "cluster-2"}),
    ],
)
def test_the_filters(cast: Cast, sign_in: SignIn, shown: str, expected: set[str]) -> None:
    first, second, third = (another(cast, number) for number in (1, 2, 3))
    starts_at = dt.datetime(2999, 1, 2, 10, tzinfo=dt.UTC)
    arrange_interview(
        assessment=first, starts_at=starts_at, minutes=180, place="Kuopio", link="", by=cast.assessor, at=NOW
    )
    first.assignments.update(due_on=dt.date(2999, 1, 1))
    second.assignments.update(due_on=dt.date(2020, 1, 1))
    Assessment.objects.filter(pk=third.pk).update(status=Status.ASSESSED, assessed_at=NOW)
    page = text_of(sign_in(cast.assessor).get(f"/queue/?show={shown}"))
    assert {name for name in ("cluster-1", "cluster-2", "cluster-3") if f">{name}</a>" in page} == expected
    assert ("overdue</span>" in page) == ("cluster-2" in expected)


@pytest.mark.parametrize(
    ("role", "address", "queries", "waits_for"),
    [("assessor", "/queue/", 8, "Arrange the interview"), ("secretary", "/desk/", 11, "A date of the interview")],
)
def test_the_lists_take_the_same_queries_at_one_and_three(
    cast: Cast,
    sign_in: SignIn,
    django_assert_num_queries: Callable[[int], Any],
    role: str,
    address: str,
    queries: int,
    waits_for: str,
) -> None:
    another(cast, 1)
    client = sign_in(getattr(cast, role))
    with django_assert_num_queries(queries):
        client.get(address)
    another(cast, 2)
    another(cast, 3)
    with django_assert_num_queries(queries):
        page = text_of(client.get(address))
    assert page.count(waits_for) == 3


def test_an_assignment_is_due_after_the_editions_days_until_the_secretariat_says_otherwise(
    cast: Cast, sign_in: SignIn, edition: Edition
) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    given = assessment.assignments.get()
    assert given.due_on == NOW.date() + dt.timedelta(days=edition.process.due_days)
    client = sign_in(cast.secretary)
    page = text_of(client.get("/assessments/FI-2026-001/due/"))
    assert "Unless changed, it is 42 days after the assignment" in page
    page = text_of(client.post("/assessments/FI-2026-001/due/", {"due_on": "2020-01-01"}))
    assert "Due on: This day has passed. Choose today or a later day." in page
    for _ in range(2):
        assert client.post("/assessments/FI-2026-001/due/", {"due_on": "2999-01-01"}).status_code == 302
    given.refresh_from_db()
    assert given.due_on == dt.date(2999, 1, 1)
    assert AuditEntry.objects.filter(action="due_date_set").count() == 1


def test_the_day_of_the_interview_replaces_the_arranged_one(cast: Cast, sign_in: SignIn) -> None:
    assessment, address = cast.in_state(Status.INTERVIEW), "/assessments/FI-2026-001/"
    starts_at = dt.datetime(2999, 1, 2, 8, tzinfo=dt.UTC)
    arrange_interview(
        assessment=assessment, starts_at=starts_at, minutes=90, place="Oulu", link="", by=cast.assessor, at=NOW
    )
    client = sign_in(cast.assessor)
    assert "2 January 2999, 10:00 (Helsinki, UTC+2)" in text_of(client.get(address))
    client.post(f"{address}interview/", {"held": "1", "held_on": "2026-09-20"})
    for page in (text_of(client.get(address)), text_of(sign_in(cast.owner).get(address))):
        assert "20 September 2026; it was arranged for 2 January 2999" in page
        assert "10:00" not in page
