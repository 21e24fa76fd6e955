"""Reply and answer are on one page of a question: neither is lost when the other is submitted."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from assessments.models import AnswerRow, User
from assessments.workflow.deciding import withdraw
from tests.conftest import Cast
from tests.question_pages import AT, OTHER, PAGE, asked
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]


def test_neither_reply_nor_answer_is_lost_when_the_other_is_sent(cast: Cast, sign_in: SignIn) -> None:
    question = asked(cast)
    client = sign_in(cast.owner)
    values = {f"A2-{key}": value for key, value in OTHER.items()} | {"A2-version": 1}
    page = text_of(client.post(f"{PAGE}answer/", {**values, "text": "Six more <signed>."}))
    assert "Saved. The earlier version is kept. The reply is not sent yet." in page
    assert "Six more &lt;signed&gt;.</textarea>" in page
    assert question.messages.count() == 1
    # Sending the reply also saves the changed answer, and is stopped if the answer cannot be stored.
    for version, total, status, words in (
        (2, "many", 422, 'value="many"'),
        (1, "77", 409, "You saved this elsewhere"),
        (2, "77", 302, ""),
    ):
        response = client.post(
            f"{PAGE}reply/", {**values, "A2-total": total, "A2-version": version, "text": "Six more signed."}
        )
        assert (response.status_code, words in text_of(response)) == (status, True)
        assert ("Six more signed.</textarea>" in text_of(response)) == (status != 302)
    stored = AnswerRow.objects.get(indicator="A2")
    assert (stored.values["total"], stored.version, question.messages.count()) == (77, 3, 2)


def test_a_reply_without_words_keeps_the_changed_answer_in_its_fields(cast: Cast, sign_in: SignIn) -> None:
    asked(cast)
    values = {f"A2-{key}": value for key, value in {**OTHER, "total": 77}.items()} | {"A2-version": 1}
    response = sign_in(cast.owner).post(f"{PAGE}reply/", {**values, "text": ""})
    page = text_of(response)
    assert (response.status_code, 'value="77"' in page, "Your reply: This field is required." in page) == (
        422,
        True,
        True,
    )
    assert AnswerRow.objects.get(indicator="A2").version == 1


def test_the_assessors_last_words_are_sent_before_the_question_is_resolved(cast: Cast, sign_in: SignIn) -> None:
    question = asked(cast)
    client = sign_in(cast.assessor)
    page = text_of(client.post(f"{PAGE}resolve/", {"text": "Then 34 it is."}, follow=True))
    assert "The question is resolved. The answer is frozen again." in page
    assert [message.text for message in question.messages.order_by("pk")] == ["Why 34?", "Then 34 it is."]
    response = client.post(f"{PAGE}resolve/", {"text": "Once more"})
    page = text_of(response)
    assert (response.status_code, "Once more</textarea>" in page, question.messages.count()) == (409, True, 2)


def test_the_way_back_from_a_question_leads_to_its_indicator_in_the_interview(cast: Cast, sign_in: SignIn) -> None:
    asked(cast)
    link = 'href="/assessments/FI-2026-001/review/A2/">Back to A2 in the interview'
    pages = [text_of(sign_in(user).get(PAGE)) for user in (cast.assessor, cast.owner)]
    assert [link in page for page in pages] == [True, False]


def test_reply_and_answer_are_both_shown_back_when_the_assessment_has_moved_on(cast: Cast, sign_in: SignIn) -> None:
    question = asked(cast)
    withdraw(assessment=question.assessment, reason="Merged", by=cast.owner, at=AT)
    values = {f"A2-{key}": value for key, value in {**OTHER, "total": 77}.items()} | {"A2-version": 1}
    response = sign_in(cast.editor).post(f"{PAGE}reply/", {**values, "text": "Far too <late>"})
    page = text_of(response)
    assert (response.status_code, "This answer is closed" in page) == (409, True)
    assert ("77" in page, "Far too &lt;late&gt;</textarea>" in page) == (True, True)
