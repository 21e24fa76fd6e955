"""The copy of a person's data: complete, without data of others, and streamed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.test import Client

from assessments.models import Comment, Status, User
from assessments.queries.own_data import PARTS, own_data
from assessments.workflow.agreeing import write_remark
from assessments.workflow.clarifications import ask_cluster, reply_to_clarification
from assessments.workflow.collaboration import add_comment, hand_over
from tests.conftest import NOW, PASSWORD, Cast

# Tables that name a person only as the author of an action in the audit trail, or that hold no data of the person.
LEFT_OUT = {
    "AdviserRelation", "AnswerVersion", "Assessment", "CalendarEntry", "Clarification", "ComparisonObjection",
    "Consultation", "Erasure", "ImportedCohort", "Invitation", "Objection", "Overruling", "Presence",
    "RecommendationOrder", "RegisterDraft", "Release", "ReportPart", "Waiver", "AuditEntry", "LogEntry",
}  # fmt: skip


def copy_of(user: User) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads("".join(own_data(user)))
    return copy


@pytest.fixture
def busy(cast: Cast) -> Cast:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="E1", to=cast.editor, note="Yours", by=cast.owner, at=NOW)
    for user, text in ((cast.editor, "“Mine” <b>\n"), (cast.owner, "Not mine")):
        add_comment(assessment=assessment, indicator="E1", text=text, to_assessor=False, by=user, at=NOW)
    return cast


def test_the_copy_has_what_is_the_persons_own(busy: Cast) -> None:
    copy = copy_of(busy.editor)
    assert (copy["account"]["email"], copy["account"]["time_zone"]) == ("editor@example.org", "Europe/Helsinki")
    assert copy["addresses"] == [{"email": "editor@example.org", "verified": True, "primary": True}]
    assert copy["roles"] == [{"organisation": "Kuvitelma Cluster", "role": "editor"}]
    (comment,) = copy["comments"]
    assert (comment["assessment"], comment["text"]) == ("FI-2026-001", "“Mine” <b>\n")
    assert [row["indicator"] for row in copy["handed_to_me"]] == ["E1"]
    assert [row["event"] for row in copy["notices"]] == ["handed_over"]


def test_the_copy_names_nobody_else(busy: Cast) -> None:
    for user in (busy.editor, busy.owner, busy.secretary):
        text = "".join(own_data(user))
        others = User.objects.exclude(pk=user.pk).values_list("email", flat=True)
        assert [email for email in others if email in text] == []
    assert "Not mine" not in "".join(own_data(busy.editor))


def test_the_copy_of_an_assessor_has_their_words_and_not_the_clusters(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    write_remark(assessment=assessment, indicator="B3", text="Three hours", by=cast.assessor, at=NOW)
    question = ask_cluster(
        assessment=assessment, indicator="B6", text="Why?", deadline=NOW.date(), by=cast.assessor, at=NOW
    )
    reply_to_clarification(clarification=question, text="Because", by=cast.owner, at=NOW)
    copy = copy_of(cast.assessor)
    assert [row["text"] for row in copy["remarks"]] == ["Three hours"]
    assert [row["text"] for row in copy["messages"]] == ["Why?"]
    assert [row["assessment"] for row in copy["assessed"]] == ["FI-2026-001"]
    assert "Because" not in json.dumps(copy)


def test_it_is_streamed_after_the_password_was_entered_again(busy: Cast, client: Client) -> None:
    client.post("/accounts/login/", {"login": busy.editor.email, "password": PASSWORD})
    assert client.get("/account/data/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    response = client.get("/account/data/")
    assert (response.streaming, response["Content-Type"]) == (True, "application/json")
    assert response["Content-Disposition"].startswith('attachment; filename="labelcheck-account-')
    assert json.loads(b"".join(response))["account"]["name"] == "Editor"


@pytest.mark.parametrize("comments", [1, 3])
def test_it_takes_the_same_queries_however_much_there_is(
    comments: int, busy: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    comment = Comment.objects.filter(author=busy.editor).get()
    for _number in range(comments - 1):
        comment.pk = None
        comment.save()
    with django_assert_num_queries(len(PARTS) + 2):
        assert len(copy_of(busy.editor)["comments"]) == comments


def test_every_table_that_names_a_person_is_in_the_copy_or_listed_as_left_out() -> None:
    related = {
        field.related_model.__name__
        for field in User._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ManyToOneRel) and isinstance(field.related_model, type)
    }
    hidden = {name for name in related if name.startswith("User_")}
    assert related - hidden - {model.__name__ for model, _owner, _columns in PARTS.values()} == LEFT_OUT
