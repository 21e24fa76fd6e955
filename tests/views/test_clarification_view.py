"""The page of a question to the cluster: what each role can send and change, before and after the deadline."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms

from assessments.access import roles_of
from assessments.forms.clarifications import AskForm, ClarificationReplyForm, FollowUpForm
from assessments.models import Assessment, Clarification, Status
from assessments.views.clarification_view import (
    ClarificationState,
    ClarificationView,
    SubmitButton,
    clarification_state,
    clarification_view,
)
from assessments.views.facts import day_in_words
from assessments.views.next_steps import Weight
from assessments.views.pages import build_page
from assessments.views.question_view import question_of
from assessments.workflow.clarifications import reply_to_clarification, resolve_clarification
from assessments.workflow.evidence import add_link
from criteria.states import AnswerState
from tests.conftest import Cast
from tests.question_pages import AT, DEADLINE, PAGE, TODAY, asked

pytestmark = pytest.mark.any_database

NAMES = ("owner", "editor", "reader", "assessor", "secretary")
LATE = DEADLINE + dt.timedelta(days=1)
RESOLVE = SubmitButton("Resolve", f"{PAGE}resolve/", note="Ends the thread and closes the answer.")
REPLY = SubmitButton("Send the reply", note="Saves a changed answer too.")
REPLY_LATE = SubmitButton("Send the reply")
FOLLOW_UP = [SubmitButton("Send the reply", weight=Weight.PLAIN), RESOLVE]


RESOLVED = ClarificationState(f"resolved on {day_in_words(AT)}", AnswerState.COMPLETE)


def view_of(cast: Cast, name: str, *, today: dt.date = TODAY, form: forms.Form | None = None) -> ClarificationView:
    assessment = Assessment.objects.get()
    page = build_page(assessment, roles_of(getattr(cast, name), assessment), own=True)
    return clarification_view(page, page.edition.indicator("A2"), form=form, changing=None, today=today)


def test_what_each_role_can_do_with_an_open_question(cast: Cast) -> None:
    asked(cast)
    views = {name: view_of(cast, name) for name in NAMES}
    assert {name: (type(view.form), view.buttons, view.editing is not None) for name, view in views.items()} == {
        "owner": (ClarificationReplyForm, [REPLY], True),
        "editor": (ClarificationReplyForm, [REPLY], True),
        "reader": (type(None), [], False),
        "assessor": (FollowUpForm, FOLLOW_UP, False),
        "secretary": (type(None), [], False),
    }
    assert {view.action for view in views.values()} == {f"{PAGE}reply/"}
    assert [name for name, view in views.items() if view.interview_address] == ["assessor"]
    assert [name for name, view in views.items() if view.is_past_deadline] == []


def test_what_each_role_can_do_after_the_deadline(cast: Cast) -> None:
    asked(cast)
    views = {name: view_of(cast, name, today=LATE) for name in NAMES}
    assert {name: (type(view.form), view.buttons, view.is_past_deadline) for name, view in views.items()} == {
        "owner": (ClarificationReplyForm, [REPLY_LATE], True),
        "editor": (ClarificationReplyForm, [REPLY_LATE], True),
        "reader": (type(None), [], False),
        "assessor": (FollowUpForm, FOLLOW_UP, False),
        "secretary": (type(None), [], False),
    }
    assert {view.editing for view in views.values()} == {None}


def test_the_state_says_whose_turn_it_is_and_until_when(cast: Cast) -> None:
    question = asked(cast)
    by = day_in_words(DEADLINE)

    def state(today: dt.date) -> ClarificationState:
        return clarification_state(Clarification.objects.get(), today=today)

    assert state(DEADLINE) == ClarificationState(f"needs a reply by {by}", AnswerState.IN_PROGRESS)
    assert state(LATE) == ClarificationState(f"the deadline was {by}", AnswerState.IN_PROGRESS)
    reply_to_clarification(clarification=question, text="Six more", by=cast.editor, at=AT)
    assert state(LATE) == ClarificationState("the cluster has replied", AnswerState.IN_PROGRESS)
    resolve_clarification(clarification=question, by=cast.assessor, at=AT)
    assert state(LATE) == RESOLVED


def test_the_assessor_alone_asks_where_no_question_is_open(cast: Cast) -> None:
    cast.in_state(Status.INTERVIEW)
    views = {name: view_of(cast, name) for name in NAMES}
    assert {name: (type(view.form), view.buttons) for name, view in views.items()} == {
        **dict.fromkeys(("owner", "editor", "reader", "secretary"), (type(None), [])),
        "assessor": (AskForm, [SubmitButton("Ask the cluster")]),
    }
    assert {view.action for view in views.values()} == {f"{PAGE}ask/"}
    assert views["assessor"].form is not None
    assert views["assessor"].form.initial == {"deadline": TODAY + dt.timedelta(days=14)}
    assert views["assessor"].interview_address == "/assessments/FI-2026-001/review/A2/"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.ASSESSED, Status.LABELLED, Status.WITHDRAWN])
def test_outside_the_interview_nobody_can_do_anything(status: Status, cast: Cast) -> None:
    assessment = cast.in_state(status)
    Clarification.objects.create(assessment=assessment, indicator="A2", asked_at=AT, deadline=DEADLINE)
    views = [view_of(cast, name) for name in NAMES]
    assert {(view.form, len(view.buttons), view.editing, view.is_past_deadline) for view in views} == {
        (None, 0, None, False)
    }


def test_a_reply_to_a_question_that_was_resolved_meanwhile_stays_without_a_button(cast: Cast) -> None:
    question = asked(cast)
    reply_to_clarification(clarification=question, text="Six more", by=cast.editor, at=AT)
    resolve_clarification(clarification=question, by=cast.assessor, at=AT)
    form = ClarificationReplyForm({"text": "And one"})
    view = view_of(cast, "editor", form=form)
    assert (view.form, view.buttons, view.clarification, view.resolved) == (form, [], None, [(question, RESOLVED)])


def test_an_answer_that_was_closed_meanwhile_is_shown_and_cannot_be_sent(cast: Cast) -> None:
    asked(cast)
    assessment = Assessment.objects.get()
    page = build_page(assessment, roles_of(cast.editor, assessment), own=True)
    indicator = page.edition.indicator("A2")
    typed = question_of(assessment, indicator, assessment.answers.get(indicator="A2"), data={"A2-total": "40"})
    for today, expected in ((TODAY, (typed, None, typed)), (LATE, (None, typed, typed))):
        view = clarification_view(page, indicator, form=None, changing=typed, today=today)
        assert (view.editing, view.unsaved, view.edit) == expected


def test_evidence_is_shown_where_there_is_some_or_some_can_be_added(cast: Cast) -> None:
    asked(cast)
    assert [view_of(cast, name).shows_evidence for name in NAMES] == [True, True, False, False, False]
    add_link(
        assessment=Assessment.objects.get(),
        indicator="A2",
        title="Members",
        statement="",
        link="https://kuvitelma.example.org/members",
        by=cast.editor,
        at=AT,
    )
    assert [view_of(cast, name).shows_evidence for name in NAMES] == [True] * 5
