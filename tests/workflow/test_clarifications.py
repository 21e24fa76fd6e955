"""Questions to the cluster: a question opens one indicator until its deadline, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assessments.access import Role, WrongState, may_change, open_indicators
from assessments.models import AnswerRow, AnswerVersion, Assessment, AuditEntry, Clarification, Proposal, Status, User
from assessments.queries.answers import answers_of
from assessments.workflow.agreeing import agree_value
from assessments.workflow.answering import AnswerLocked, save_answer
from assessments.workflow.clarifications import (
    ClarificationOpen,
    ClarificationResolved,
    DeadlinePassed,
    reply_to_clarification,
    resolve_clarification,
)
from assessments.workflow.deciding import withdraw
from assessments.workflow.impartiality import assign_assessor
from assessments.workflow.reviewing import ClarificationsUnresolved, finish_assessment
from tests.conftest import Cast, typed
from tests.question_pages import AT, DEADLINE, OTHER, PAGE, TODAY, asked
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
type CountQueries = Callable[[int], Any]


def change(cast: Cast, *, indicator: str = "A2", by: User | None = None, at: dt.datetime = AT) -> bool:
    answers = typed({"A2": OTHER, "B3": {"people": 3, "fte": "1.30", "permanent_fte": "1.00"}})
    return save_answer(
        assessment=Assessment.objects.get(),
        indicator=indicator,
        answer=answers[indicator],
        based_on=None,
        by=by or cast.editor,
        at=at,
    )


# What a question opens


def test_a_question_opens_its_indicator_alone_until_the_end_of_the_deadlines_day(cast: Cast) -> None:
    assessment = asked(cast).assessment
    assert [open_indicators(assessment, day) for day in (TODAY, DEADLINE)] == [frozenset({"A2"})] * 2
    assert open_indicators(assessment, DEADLINE + dt.timedelta(days=1)) == frozenset()
    assert change(cast)
    with pytest.raises(AnswerLocked):
        change(cast, indicator="B3")
    with pytest.raises(AnswerLocked):
        change(cast, at=AT + dt.timedelta(days=8))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.OWNER, True),
        (Role.EDITOR, True),
        (Role.READER, False),
        (Role.ASSESSOR, False),
        (Role.SECRETARIAT, False),
    ],
)
def test_owners_and_editors_alone_may_change_it(cast: Cast, role: Role, expected: bool) -> None:
    assessment = asked(cast).assessment
    roles = frozenset({role})
    assert may_change("A2", roles, assessment, TODAY) == expected
    assert not may_change("B3", roles, assessment, TODAY)
    if not expected:
        who = {Role.READER: cast.reader, Role.ASSESSOR: cast.assessor, Role.SECRETARIAT: cast.secretary}[role]
        with pytest.raises(PermissionDenied):
            change(cast, by=who)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ASSESSED, Status.LABELLED, Status.WITHDRAWN])
def test_outside_the_interview_nothing_is_open_whatever_was_asked(cast: Cast, status: Status) -> None:
    assessment = asked(cast).assessment
    Assessment.objects.filter(pk=assessment.pk).update(status=status)
    with pytest.raises(AnswerLocked):
        change(cast)


def test_resolving_closes_the_indicator_again(cast: Cast) -> None:
    question = asked(cast)
    resolve_clarification(clarification=question, by=cast.assessor, at=AT)
    with pytest.raises(AnswerLocked):
        change(cast)
    with pytest.raises(ClarificationResolved):
        resolve_clarification(clarification=question, by=cast.assessor, at=AT)
    assert asked(cast).pk != question.pk


def test_every_change_after_submission_keeps_the_version_before(cast: Cast) -> None:
    assessment = asked(cast).assessment
    first = AnswerRow.objects.get(indicator="A2")
    assert change(cast)
    # Repeating it changes nothing.
    assert not change(cast)
    later = {**OTHER, "total": 41}
    save_answer(
        assessment=assessment, indicator="A2", answer=typed({"A2": later})["A2"], based_on=2, by=cast.owner, at=AT
    )
    kept = [
        (kept.version, kept.values["total"], kept.saved_by, kept.saved_at, kept.replaced_by)
        for kept in AnswerVersion.objects.order_by("version")
    ]
    assert kept == [
        (1, 34, cast.owner, first.updated_at, cast.editor),
        (2, 40, cast.editor, AT, cast.owner),
    ]
    current = AnswerRow.objects.get(indicator="A2")
    assert (current.version, current.values["total"]) == (3, 41)


def test_a_draft_keeps_no_versions(cast: Cast) -> None:
    cast.draft()
    assert change(cast)
    assert AnswerVersion.objects.count() == 0


def test_the_agreed_value_stays_beside_a_changed_answer(cast: Cast) -> None:
    assessment = asked(cast).assessment
    agreed = typed({"A2": {**OTHER, "total": 39}})["A2"]
    agree_value(assessment=assessment, indicator="A2", answer=agreed, reason="Seen", by=cast.assessor, at=AT)
    change(cast)
    row = AnswerRow.objects.get(indicator="A2")
    assert row.agreed is not None
    assert (row.values["total"], row.agreed["total"]) == (40, 39)
    assert answers_of(assessment)["A2"].values["total"] == 40


# The thread


def test_those_who_answer_are_told_and_so_is_the_assessor_of_the_reply(cast: Cast) -> None:
    question = asked(cast)
    reply_to_clarification(clarification=question, text="One has left", by=cast.editor, at=AT)
    resolve_clarification(clarification=question, by=cast.assessor, at=AT)
    told = question.assessment.notices.filter(event__startswith="question").order_by("pk")
    assert list(told.values_list("event", "user__name", "facts__text")) == [
        ("question_asked", "Owner", "Why 34?"),
        ("question_asked", "Editor", "Why 34?"),
        ("question_answered", "Assessor", "One has left"),
        ("question_resolved", "Owner", None),
        ("question_resolved", "Editor", None),
    ]
    assert list(
        AuditEntry.objects.filter(action__startswith="question").order_by("pk").values_list("action", "actor__name")
    ) == [("question_asked", "Assessor"), ("question_replied", "Editor"), ("question_resolved", "Assessor")]


def test_the_assessor_gives_more_time_and_the_cluster_cannot(cast: Cast) -> None:
    question = asked(cast, deadline=TODAY)
    later = AT + dt.timedelta(days=2)
    with pytest.raises(AnswerLocked):
        change(cast, at=later)
    reply_to_clarification(clarification=question, text="More time, please", by=cast.owner, at=later)
    with pytest.raises(PermissionDenied):
        reply_to_clarification(clarification=question, text="So", by=cast.owner, at=later, deadline=DEADLINE)
    reply_to_clarification(clarification=question, text="Until then", by=cast.assessor, at=later, deadline=DEADLINE)
    assert change(cast, at=later)


def test_what_cannot_be_asked_is_refused(cast: Cast) -> None:
    question = asked(cast)
    with pytest.raises(ClarificationOpen):
        asked(cast, deadline=DEADLINE + dt.timedelta(days=1))
    with pytest.raises(DeadlinePassed):
        asked(cast, indicator="B3", deadline=TODAY - dt.timedelta(days=1))
    with pytest.raises(DeadlinePassed):
        reply_to_clarification(
            clarification=question, text="x", by=cast.assessor, at=AT, deadline=TODAY - dt.timedelta(days=1)
        )
    resolve_clarification(clarification=question, by=cast.assessor, at=AT)
    with pytest.raises(ClarificationResolved):
        reply_to_clarification(clarification=question, text="Late", by=cast.owner, at=AT)
    with pytest.raises(PermissionDenied):
        reply_to_clarification(clarification=question, text="Me too", by=cast.reader, at=AT)


def test_an_assessment_is_not_finished_while_a_question_is_unresolved(cast: Cast, sign_in: SignIn) -> None:
    question = asked(cast)
    finishing: dict[str, Any] = {
        "assessment": question.assessment,
        "proposal": Proposal.LABEL,
        "reason": "So.",
        "by": cast.assessor,
        "at": AT,
        "today": TODAY,
    }
    with pytest.raises(ClarificationsUnresolved):
        finish_assessment(**finishing)
    response = sign_in(cast.assessor).post("/assessments/FI-2026-001/finish/", {"proposal": "label", "reason": "So."})
    page = text_of(response)
    assert "A question to the cluster is not resolved yet. Resolve it first, answered or not." in page
    assert ("So.</textarea>" in page, "1 not resolved" in page) == (True, True)
    resolve_clarification(clarification=question, by=cast.assessor, at=AT)
    finish_assessment(**finishing)
    with pytest.raises(WrongState):
        asked(cast)


# The pages


def test_the_assessor_asks_on_the_page_of_the_indicator(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    past = {"text": "Why <34>?", "deadline": (TODAY - dt.timedelta(days=2)).isoformat()}
    response = client.post(f"{PAGE}ask/", past)
    page = text_of(response)
    assert (response.status_code, "This day is over. Give today or a later one." in page) == (422, True)
    assert "Why &lt;34&gt;?</textarea>" in page
    data = {**past, "deadline": DEADLINE.isoformat()}
    page = text_of(client.post(f"{PAGE}ask/", data, follow=True))
    assert "The question is asked. The cluster can change this answer until the deadline." in page
    response = client.post(f"{PAGE}ask/", {**data, "text": "Why not 35?"})
    page = text_of(response)
    assert (response.status_code, "Somebody has asked about this indicator meanwhile." in page) == (409, True)
    assert Clarification.objects.count() == 1


def test_the_cluster_finds_what_needs_a_reply_changes_the_answer_and_replies(cast: Cast, sign_in: SignIn) -> None:
    asked(cast)
    client = sign_in(cast.editor)
    overview = text_of(client.get("/assessments/FI-2026-001/?show=reply"))
    assert (overview.count("needs a reply"), f'href="{PAGE}"' in overview) == (1, True)
    page = text_of(client.get(PAGE))
    assert ("Why 34?" in page, "Save the answer" in page) == (True, True)
    values = {f"A2-{key}": value for key, value in OTHER.items()}
    response = client.post(f"{PAGE}answer/", {**values, "A2-total": "many", "A2-version": 1})
    assert (response.status_code, 'value="many"' in text_of(response)) == (422, True)
    page = text_of(client.post(f"{PAGE}answer/", {**values, "A2-version": 1}, follow=True))
    assert "Saved. The earlier version is kept." in page
    assert "Version 1: Owner" in page
    response = client.post(f"{PAGE}answer/", {**values, "A2-total": 50, "A2-version": 1})
    assert (response.status_code, "You saved this elsewhere" in text_of(response)) == (409, True)
    page = text_of(client.post(f"{PAGE}reply/", {"text": "Six more signed."}, follow=True))
    assert "Editor, for the cluster" in page
    # Now the assessor has to respond, and after another question the cluster again.
    turns = []
    for text in ("", "And the others?"):
        if text:
            sign_in(cast.assessor).post(f"{PAGE}reply/", {"text": text})
        overview = text_of(client.get("/assessments/FI-2026-001/"))
        filtered = text_of(client.get("/assessments/FI-2026-001/?show=reply"))
        turns.append((overview.count("the cluster has replied"), filtered.count("needs a reply")))
    assert turns == [(1, 0), (0, 1)]
    page = text_of(sign_in(cast.assessor).post(f"{PAGE}resolve/", follow=True))
    assert "The question is resolved. The answer is frozen again." in page
    overview = text_of(client.get("/assessments/FI-2026-001/"))
    assert "needs a reply" not in overview


def test_what_was_typed_is_kept_when_the_question_or_the_assessment_has_moved_on(cast: Cast, sign_in: SignIn) -> None:
    question = asked(cast)
    resolve_clarification(clarification=question, by=cast.assessor, at=AT)
    values = {f"A2-{key}": value for key, value in {**OTHER, "total": 77}.items()}
    client = sign_in(cast.owner)
    for path, data, words in (
        ("reply", {"text": "Far too late"}, "The question has been resolved meanwhile. Nothing was changed."),
        ("answer", {**values, "A2-version": 1}, "This answer is closed: the deadline is over, or the question is res"),
    ):
        response = client.post(f"{PAGE}{path}/", data)
        page = text_of(response)
        assert (response.status_code, words in page) == (409, True)
        assert ("Far too late" if path == "reply" else "77") in page
    withdraw(assessment=question.assessment, reason="Merged", by=cast.owner, at=AT)
    data = {"text": "A long question", "deadline": DEADLINE.isoformat()}
    response = sign_in(cast.assessor).post(f"{PAGE}ask/", data)
    page = text_of(response)
    assert response.status_code == 409
    assert "in the state “Withdrawn”. Nothing was changed." in page
    assert "A long question</textarea>" in page


def test_an_assessor_who_was_replaced_meanwhile_gets_the_words_back(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=AT)
    data = {"text": "A long question", "deadline": DEADLINE.isoformat()}
    response = sign_in(cast.assessor).post(f"{PAGE}ask/", data)
    page = text_of(response)
    assert (response.status_code, Clarification.objects.count()) == (409, 0)
    assert ("You no longer assess FI-2026-001" in page, "A long question" in page) == (True, True)


def test_the_thread_stands_beside_the_answer_in_the_interview(cast: Cast, sign_in: SignIn) -> None:
    question = asked(cast)
    client = sign_in(cast.assessor)
    address = "/assessments/FI-2026-001/review/A2/"
    page = text_of(client.get(address))
    assert ("Why 34?" in page, f'href="{PAGE}">Reply or resolve' in page, "Ask the cluster" in page) == (
        True,
        True,
        False,
    )
    resolve_clarification(clarification=question, by=cast.assessor, at=AT)
    page = text_of(client.get(address))
    assert ("Why 34?" in page, f'href="{PAGE}">Ask the cluster' in page) == (False, True)


def test_the_cluster_finds_what_was_asked_in_the_trail_at_once(cast: Cast, sign_in: SignIn) -> None:
    question = asked(cast)
    reply_to_clarification(clarification=question, text="Shortly", by=cast.assessor, at=AT)
    page = text_of(sign_in(cast.reader).get("/assessments/FI-2026-001/trail/"))
    found = [words in page for words in ("Question asked", "Text: Why 34?", "Reply to a question", "Text: Shortly")]
    assert found == [True] * 4


def test_others_read_the_thread_and_can_do_nothing_and_outsiders_see_nothing(cast: Cast, sign_in: SignIn) -> None:
    asked(cast)
    for user in (cast.reader, cast.secretary):
        client = sign_in(user)
        page = text_of(client.get(PAGE))
        assert ("Why 34?" in page, "<textarea" in page, "Resolve</button>" in page) == (True, False, False)
        assert [client.post(f"{PAGE}{act}/").status_code for act in ("ask", "reply", "answer", "resolve")] == [403] * 4
    client = sign_in(cast.outsider)
    assert [client.get(PAGE).status_code, client.post(f"{PAGE}reply/").status_code] == [404, 404]
    assert sign_in(cast.owner).get("/assessments/FI-2026-001/questions/Z9/").status_code == 404


def test_after_the_deadline_the_page_says_that_the_answer_is_closed(cast: Cast, sign_in: SignIn) -> None:
    asked(cast, deadline=TODAY - dt.timedelta(days=3), at=AT - dt.timedelta(days=5))
    page = text_of(sign_in(cast.owner).get(PAGE))
    assert "The deadline is over, and the answer is closed. Ask the assessor for more time in the thread." in page
    assert ("Save the answer" in page, "Send the reply</button>" in page) == (False, True)


def test_the_lists_take_the_same_queries_at_one_and_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: CountQueries
) -> None:
    asked(cast)
    client = sign_in(cast.owner)
    address = "/assessments/FI-2026-001/questions/"
    with django_assert_num_queries(9):
        client.get(address)
    for indicator in ("B3", "E1"):
        asked(cast, indicator=indicator)
    with django_assert_num_queries(9):
        page = text_of(client.get(address))
    assert page.count("needs a reply by") == 3
