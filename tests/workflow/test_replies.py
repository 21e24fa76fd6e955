"""The cluster's replies to its recommendations, and their outcomes in the next assessment."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from assessments.access import WrongState
from assessments.models import AuditEntry, RecommendationReply, Reply
from assessments.queries.answers import effective_answers
from assessments.queries.following_up import RecommendationOutcome, last_recommendations, outcome_of
from assessments.workflow.answering import save_answers
from assessments.workflow.organising import start_assessment
from assessments.workflow.recommendations import UnknownRecommendation, reply_to_recommendation
from tests.conftest import NOW, Cast, typed
from tests.team_pages import text_of
from tests.workflow.test_recommendations import RUN, TODAY, SignIn, decided, interviewed, order_of, own


def seen_reply(client: Client, key: str) -> str:
    """The hidden version field of a reply on the page."""
    found = re.search(rf'name="{key}-version" value="([^"]+)"', client.get(f"{RUN}advice/").content.decode())
    assert found is not None
    return found.group(1)


def test_the_cluster_replies_after_the_decision(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    key = order_of(assessment)[0]
    given: dict[str, Any] = {"assessment": assessment, "key": key, "note": "", "by": cast.owner, "at": NOW}
    with pytest.raises(WrongState):
        reply_to_recommendation(reply=Reply.DONE, due_on=None, **given)
    decided(cast, assessment)
    client = sign_in(cast.editor)
    data = {f"{key}-reply": "will_do", f"{key}-due_on": "2027-03-01", f"{key}-note": "With <the board>"}
    assert client.post(f"{RUN}advice/{key}/", data)["Location"] == f"{RUN}advice/#advice-{key}"
    row = RecommendationReply.objects.get()
    assert (row.reply, row.due_on, row.updated_by) == ("will_do", dt.date(2027, 3, 1), cast.editor)
    for user in (cast.reader, cast.assessor, cast.secretary):
        page = text_of(sign_in(user).get(f"{RUN}advice/"))
        assert ("by 1 March 2027" in page, "With &lt;the board&gt;" in page) == (True, True)
        assert "Save the reply" not in page
    with pytest.raises(UnknownRecommendation):
        reply_to_recommendation(**{**given, "key": "Z9", "reply": Reply.DONE, "due_on": None})
    done = {f"{key}-reply": "done", f"{key}-due_on": "2027-03-01", f"{key}-version": seen_reply(client, key)}
    assert client.post(f"{RUN}advice/{key}/", done).status_code == 302
    assert RecommendationReply.objects.get().due_on is None
    entry = AuditEntry.objects.filter(action="recommendation_replied").latest("pk")
    assert (entry.before["reply"], entry.after["reply"]) == ("will_do", "done")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"reply": "will_do"}, "By when: Say by when."),
        ({"reply": "not_now"}, "Note: Say why not now."),
        ({"reply": "maybe"}, "Your reply: Select a valid choice."),
        ({"reply": "will_do", "due_on": "soon"}, "By when: Enter a valid date."),
    ],
)
def test_a_reply_without_what_it_needs_stays_on_the_page(
    cast: Cast, sign_in: SignIn, data: dict[str, str], message: str
) -> None:
    assessment = interviewed(cast)
    key = order_of(assessment)[0]
    decided(cast, assessment)
    typed_in = {f"{key}-{name}": value for name, value in data.items()}
    response = sign_in(cast.owner).post(f"{RUN}advice/{key}/", typed_in)
    assert (response.status_code, message in text_of(response)) == (422, True)
    assert RecommendationReply.objects.count() == 0


def test_a_colleagues_reply_is_not_overwritten_by_an_older_page(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    key = order_of(assessment)[0]
    decided(cast, assessment)
    client, address = sign_in(cast.owner), f"{RUN}advice/{key}/"
    older = seen_reply(client, key)
    theirs = {f"{key}-reply": "not_now", f"{key}-note": "No <money>", f"{key}-version": older}
    assert sign_in(cast.editor).post(address, theirs).status_code == 302
    mine = {f"{key}-reply": "done", f"{key}-note": "By the board", f"{key}-version": older}
    response = client.post(address, mine)
    page = text_of(response)
    assert response.status_code == 409
    for words in (
        "Editor changed this at",
        "Not now",
        "No &lt;money&gt;",
        "By the board",
        "Another reply has been saved",
    ):
        assert (words, words in page) == (words, True)
    assert RecommendationReply.objects.get().note == "No <money>"
    # After an error, the corrected reply still conflicts with the colleague's.
    assert client.post(address, {**mine, f"{key}-reply": "maybe"}).content.decode().count(f'value="{older}"') >= 1
    shown = re.search(rf'name="{key}-version" value="([^"]+)"', response.content.decode())
    assert shown is not None
    assert client.post(address, {**mine, f"{key}-version": shown.group(1)}).status_code == 302
    row = RecommendationReply.objects.get()
    assert (row.reply, row.note, row.version, row.updated_by) == ("done", "By the board", 2, cast.owner)


def test_a_reply_that_nobody_touched_takes_nothing_back(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    key = order_of(assessment)[0]
    decided(cast, assessment)
    given: dict[str, Any] = {"assessment": assessment, "key": key, "by": cast.editor, "at": NOW}
    reply_to_recommendation(reply=Reply.NOT_NOW, due_on=None, note="No money", **given)
    client = sign_in(cast.owner)
    untouched = {f"{key}-reply": "not_now", f"{key}-note": "No money", f"{key}-version": seen_reply(client, key)}
    reply_to_recommendation(reply=Reply.DONE, due_on=None, note="", **given)
    assert client.post(f"{RUN}advice/{key}/", untouched).status_code == 302
    assert RecommendationReply.objects.get().reply == "done"


# Outcomes


@pytest.mark.parametrize(
    ("reply", "due", "is_answered", "applies", "expected"),
    [
        (Reply.DONE, None, True, True, RecommendationOutcome.DONE),
        (Reply.DONE, None, False, True, RecommendationOutcome.DONE),
        (Reply.WILL_DO, "2027-01-01", True, False, RecommendationOutcome.NO_LONGER_APPLIES),
        (Reply.WILL_DO, "2027-01-01", True, True, RecommendationOutcome.UNDER_WAY),
        (Reply.WILL_DO, "2026-09-30", True, True, RecommendationOutcome.OVERDUE),
        (Reply.WILL_DO, "2026-09-30", False, False, RecommendationOutcome.OVERDUE),
        (Reply.NOT_NOW, None, True, True, RecommendationOutcome.NOT_NOW),
        (None, None, True, True, RecommendationOutcome.NO_REPLY),
        (None, None, True, False, RecommendationOutcome.NO_LONGER_APPLIES),
        (None, None, False, False, RecommendationOutcome.NO_REPLY),
    ],
)
def test_the_outcome_of_one_recommendation(
    reply: Reply | None, due: str | None, is_answered: bool, applies: bool, expected: RecommendationOutcome
) -> None:
    due_on = dt.date.fromisoformat(due) if due else None
    found = outcome_of(reply, due_on=due_on, is_answered=is_answered, still_applies=applies, today=TODAY)
    assert found is expected


def test_the_next_run_shows_what_became_of_each(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    mine = own(assessment, cast)
    decided(cast, assessment)
    of_f3 = next(key for key in order_of(assessment) if key.startswith("F3"))
    of_b5 = next(key for key in order_of(assessment) if key.startswith("B5"))
    for key, reply in ((mine, Reply.NOT_NOW), (of_b5, Reply.DONE)):
        reply_to_recommendation(
            assessment=assessment, key=key, reply=reply, due_on=None, note="So", by=cast.owner, at=NOW
        )
    later = NOW.replace(year=2028)
    again = start_assessment(organisation=cast.organisation, by=cast.owner, at=later, reference="FI-2028-001")
    # B5 fell from 1 to 0: another recommendation follows, but the earlier one is not achieved either.
    answers = typed({"F3": {"level": 3}, "B5": {"level": 0}})
    save_answers(assessment=again, answers=answers, by=cast.owner, at=later)
    found = last_recommendations(again, effective_answers(again), today=later.date())
    assert found is not None
    by_key = {item.advice.key: item for item in found.followed}
    assert (by_key[of_f3].outcome, by_key[of_f3].level_then, by_key[of_f3].level_now) == (
        RecommendationOutcome.NO_LONGER_APPLIES, 1, 3,
    )  # fmt: skip
    assert (by_key[of_b5].outcome, by_key[of_b5].contradicts) == (RecommendationOutcome.DONE, True)
    assert by_key[mine].outcome is RecommendationOutcome.NOT_NOW
    page = text_of(sign_in(cast.reader).get("/assessments/FI-2028-001/follow-up/"))
    assert ("Ring them" in page, "said to be done, but the answers still lead to it" in page) == (True, True)
    assert "What became of the recommendations" in text_of(sign_in(cast.owner).get("/assessments/FI-2028-001/"))


def test_without_an_earlier_run_there_is_nothing_to_follow_up(cast: Cast, sign_in: SignIn) -> None:
    interviewed(cast)
    page = text_of(sign_in(cast.owner).get(f"{RUN}follow-up/"))
    assert "There is no earlier assessment that was decided on." in page
