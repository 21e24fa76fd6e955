"""Recommendations: wording, order, the first five, own ones, replies of the cluster, and what became of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from conftest import NOW, Cast, typed
from django.test import Client
from django.utils import translation
from team_pages import text_of

from assessments.access import WrongState
from assessments.models import (
    AdviceOrder,
    Assessment,
    AuditEntry,
    Proposal,
    RecommendationEdit,
    RecommendationReply,
    Reply,
    Status,
    User,
)
from assessments.report import build_context, render_html
from assessments.workflow import (
    Outcome,
    StaleAdvice,
    TooManyFirst,
    UnknownAdvice,
    add_recommendation,
    decide,
    draft_recommendations,
    edit_recommendation,
    effective_answers,
    final_recommendations,
    finish_assessment,
    last_recommendations,
    mark_first,
    move_recommendation,
    reply_to_recommendation,
    save_answers,
    start_assessment,
)
from assessments.workflow.following_up import outcome_of

type SignIn = Callable[[User], Client]
RUN = "/assessments/FI-2026-001/"
PAGE = f"{RUN}recommendations/"
ANSWERS = {
    "A2": {"total": 34},
    "B3": {"fte": "1.20"},
    "B5": {"level": 1},
    "B6": {"year": 2024, "horizon": 4, "level": 2},
    "C3": {"level": 1},
    "D1": {"level": 1},
    "D3": {"level": 1},
    "F3": {"level": 1},
}
TODAY = NOW.date()


def interviewed(cast: Cast) -> Assessment:
    return cast.in_state(Status.INTERVIEW, ANSWERS)


def order_of(assessment: Assessment) -> list[str]:
    return [advice.key for advice in final_recommendations(assessment).ordered]


def first_of(assessment: Assessment) -> list[str]:
    return [advice.key for advice in final_recommendations(assessment).first]


def own(assessment: Assessment, cast: Cast, title: str = "Ring them") -> str:
    added = add_recommendation(
        assessment=assessment,
        indicator="E1",
        title=title,
        text="All twenty",
        effect=5,
        effort=1,
        by=cast.assessor,
        at=NOW,
    )
    return added.key


def decided(cast: Cast, assessment: Assessment) -> Assessment:
    finish_assessment(
        assessment=assessment, proposal=Proposal.NO_LABEL, reason="Not yet", by=cast.assessor, at=NOW, today=TODAY
    )
    return decide(assessment=assessment, decision="no_label", reason="Not yet", by=cast.secretary, at=NOW)


def form_of(assessment: Assessment) -> dict[str, str]:
    """The page's form as it is shown."""
    data = {}
    for advice in final_recommendations(assessment).ordered:
        data[f"{advice.key}-title"] = advice.shown_title("en")
        data[f"{advice.key}-text"] = advice.shown_text("en")
    return data


# Wording


def test_a_recommendation_is_reworded_and_the_rest_stays_the_catalogues(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    key = order_of(assessment)[3]
    data = {**form_of(assessment), f"{key}-title": "Put the goals to the participants"}
    assert sign_in(cast.assessor).post(PAGE, data).status_code == 302
    edit = RecommendationEdit.objects.get()
    assert (edit.key, edit.title, edit.text, edit.is_rejected) == (key, "Put the goals to the participants", "", False)


def test_a_blank_wording_is_refused_and_the_page_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    one, two = order_of(assessment)[:2]
    data = {**form_of(assessment), f"{one}-title": "", f"{two}-text": "Mine & yours"}
    response = sign_in(cast.assessor).post(PAGE, data)
    page = text_of(response)
    assert (response.status_code, "Title: This field is required." in page, "Mine &amp; yours" in page) == (
        422, True, True,
    )  # fmt: skip
    assert RecommendationEdit.objects.get().key == two


def test_two_assessors_rewording_at_once_see_each_other(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    key = order_of(assessment)[0]
    given: dict[str, Any] = {"assessment": assessment, "key": key, "is_rejected": False, "by": cast.assessor, "at": NOW}
    edit_recommendation(title="Theirs", text="", based_on=0, **given)
    with pytest.raises(StaleAdvice):
        edit_recommendation(title="Mine", text="", based_on=0, **given)
    response = sign_in(cast.assessor).post(
        f"{PAGE}{key}/", {f"{key}-title": "Mine", f"{key}-text": "My text", f"{key}-version": "0.x"}
    )
    page = text_of(response)
    assert (response.status_code, "Theirs" in page) == (409, True)
    assert RecommendationEdit.objects.get().title == "Theirs"


def test_leaving_out_and_taking_in_again(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    key, client = order_of(assessment)[0], sign_in(cast.assessor)
    assert client.post(f"{PAGE}{key}/leave-out/")["Location"] == f"{PAGE}#advice-{key}"
    assert key not in order_of(assessment)
    client.post(f"{PAGE}{key}/take-in/")
    assert order_of(assessment)[0] == key


def test_leaving_out_keeps_the_wording_that_a_second_window_saved_meanwhile(cast: Cast) -> None:
    assessment = interviewed(cast)
    key = order_of(assessment)[0]
    given: dict[str, Any] = {"assessment": assessment, "key": key, "by": cast.assessor, "at": NOW}
    edit_recommendation(is_rejected=False, title="Second window", text="", **given)
    # What the first window read before that plays no part.
    edit_recommendation(is_rejected=True, **given)
    edit_recommendation(is_rejected=False, **given)
    row = RecommendationEdit.objects.get()
    assert (row.is_rejected, row.title, row.text, row.version) == (False, "Second window", "", 3)


def test_acts_and_keys_that_do_not_exist_are_not_found(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    client, key = sign_in(cast.assessor), order_of(assessment)[0]
    found = [client.post(f"{PAGE}{path}").status_code for path in (f"{key}/sideways/", "Z9/up/", "Z9/leave-out/")]
    assert found == [404, 404, 404]


# Own ones


def test_an_own_recommendation_goes_into_the_report_with_its_indicator(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    data = {"own-indicator": "E1", "own-title": "Ring <them>", "own-text": "All", "own-effect": "5", "own-effort": "1"}
    response = sign_in(cast.assessor).post(f"{PAGE}new/", data)
    assert response["Location"] == f"{PAGE}#advice-own-1"
    advice = next(item for item in draft_recommendations(assessment) if item.is_own)
    assert (advice.recommendation.indicator, advice.shown_title("fi"), advice.recommendation.effect) == (
        "E1", "Ring <them>", 5,
    )  # fmt: skip
    context = build_context(assessment, "en", today=TODAY)
    assert context.all_advice[0].title == "Ring <them>"
    assert "Ring &lt;them&gt;" in text_of(sign_in(cast.assessor).get(PAGE))


def test_a_report_takes_only_so_many_of_the_assessors_own(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    for number in range(40):
        own(assessment, cast, f"Own {number}")
    data = {"own-indicator": "E1", "own-title": "One more", "own-text": "Kept", "own-effect": "5", "own-effort": "1"}
    response = sign_in(cast.assessor).post(f"{PAGE}new/", data)
    page = text_of(response)
    assert response.status_code == 422
    assert page.count("At most 40 recommendations of your own can be added. Reword one of those you have instead.") == 2
    assert ('value="One more"' in page, "Kept</textarea>" in page) == (True, True)
    assert assessment.recommendation_edits.count() == 40


def test_an_own_recommendation_without_words_is_refused(cast: Cast, sign_in: SignIn) -> None:
    interviewed(cast)
    data = {"own-indicator": "E1", "own-title": "", "own-text": "Typed", "own-effect": "9", "own-effort": "1"}
    response = sign_in(cast.assessor).post(f"{PAGE}new/", data)
    page = text_of(response)
    assert (response.status_code, "Title: This field is required." in page, "Typed" in page) == (422, True, True)
    assert RecommendationEdit.objects.count() == 0


# Order and the first five


def test_moving_keeps_all_and_stops_at_the_ends(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    before, client = order_of(assessment), sign_in(cast.assessor)
    for act in ("up", "down", "down", "top", "down"):
        client.post(f"{PAGE}{before[0]}/{act}/")
    assert order_of(assessment) == [before[1], before[0], *before[2:]]
    move_recommendation(assessment=assessment, key=before[0], by_places=99, by=cast.assessor, at=NOW)
    assert order_of(assessment) == [*before[1:], before[0]]


def test_the_first_five_are_computed_until_they_are_chosen(cast: Cast) -> None:
    assessment = interviewed(cast)
    computed = first_of(assessment)
    assert len(computed) == 5
    mark_first(assessment=assessment, key=computed[0], is_first=False, by=cast.assessor, at=NOW)
    assert first_of(assessment) == computed[1:]
    mine = own(assessment, cast)
    mark_first(assessment=assessment, key=mine, is_first=True, by=cast.assessor, at=NOW)
    assert set(first_of(assessment)) == {*computed[1:], mine}
    with pytest.raises(TooManyFirst):
        mark_first(assessment=assessment, key=computed[0], is_first=True, by=cast.assessor, at=NOW)
    with pytest.raises(UnknownAdvice):
        mark_first(assessment=assessment, key="Z9", is_first=True, by=cast.assessor, at=NOW)


def test_without_any_mark_left_nothing_comes_first_and_the_computed_ones_stay_away(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    keys = order_of(assessment)
    for key in first_of(assessment):
        mark_first(assessment=assessment, key=key, is_first=False, by=cast.assessor, at=NOW)
    assert first_of(assessment) == []
    move_recommendation(assessment=assessment, key=keys[0], by_places=1, by=cast.assessor, at=NOW)
    assert first_of(assessment) == []
    assert "You chose 0 of at most five to come first." in text_of(sign_in(cast.assessor).get(PAGE))
    for language in ("en", "fi"):
        with translation.override(language):
            context = build_context(assessment, language, today=TODAY)
        assert (context.summary.first_steps, context.plan) == ((), ())
        assert [line.anchor for line in context.contents if line.anchor == "plan"] == []
        assert 'id="plan"' not in render_html(context)
    decided(cast, assessment)
    page = text_of(sign_in(cast.owner).get(f"{RUN}advice/"))
    assert ("The first five" in page, "All others" in page, "All recommendations" in page) == (False, False, True)
    mark_first(assessment=back_in_interview(assessment), key=keys[2], is_first=True, by=cast.assessor, at=NOW)
    assert first_of(assessment) == [keys[2]]


def back_in_interview(assessment: Assessment) -> Assessment:
    Assessment.objects.filter(pk=assessment.pk).update(status=Status.INTERVIEW)
    return assessment


def test_a_sixth_is_refused_on_the_page_with_its_reason(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    sixth = next(key for key in order_of(assessment) if key not in first_of(assessment))
    page = text_of(sign_in(cast.assessor).post(f"{PAGE}{sixth}/first/", follow=True))
    assert "Five recommendations come first already. Take one of them out before." in page
    assert AdviceOrder.objects.count() == 0


def test_the_report_prints_the_assessors_order_and_says_so(cast: Cast) -> None:
    assessment = interviewed(cast)
    assert build_context(assessment, "en", today=TODAY).advice_title == "All recommendations in order of effect"
    last = order_of(assessment)[-1]
    move_recommendation(assessment=assessment, key=last, by_places=-99, by=cast.assessor, at=NOW)
    context = build_context(assessment, "en", today=TODAY)
    final = final_recommendations(assessment)
    assert context.advice_title == "All recommendations in the assessor's order"
    assert [block.title for block in context.all_advice] == [item.shown_title("en") for item in final.ordered]
    assert [block.title for block in context.summary.first_steps] == [item.shown_title("en") for item in final.first]


def test_an_order_outlives_an_answer_that_changes_the_drafts(cast: Cast) -> None:
    assessment = interviewed(cast)
    keys = order_of(assessment)
    move_recommendation(assessment=assessment, key=keys[-1], by_places=-99, by=cast.assessor, at=NOW)
    assessment.answers.filter(indicator="F3").update(agreed={"level": 4}, agreed_at=NOW)
    expected = [key for key in [keys[-1], *keys[:-1]] if not key.startswith("F3")]
    assert order_of(assessment) == expected


def test_the_page_takes_the_same_queries_with_more_edits(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable[[int], Any]
) -> None:
    assessment = interviewed(cast)
    client = sign_in(cast.assessor)
    own(assessment, cast)
    with django_assert_num_queries(15):
        client.get(PAGE)
    own(assessment, cast, "Second")
    own(assessment, cast, "Third")
    with django_assert_num_queries(15):
        client.get(PAGE)


# Replies


def seen_reply(client: Client, key: str) -> str:
    """The hidden version that the page shows of a reply."""
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
    with pytest.raises(UnknownAdvice):
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
    for words in ("Editor changed this at", "Not now", "No &lt;money&gt;", "By the board", "A colleague has replied"):
        assert (words, words in page) == (words, True)
    assert RecommendationReply.objects.get().note == "No <money>"
    # A fault first: the corrected reply still meets the colleague's.
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


# What became of them


@pytest.mark.parametrize(
    ("reply", "due", "is_answered", "applies", "expected"),
    [
        (Reply.DONE, None, True, True, Outcome.DONE),
        (Reply.DONE, None, False, True, Outcome.DONE),
        (Reply.WILL_DO, "2027-01-01", True, False, Outcome.NO_LONGER_APPLIES),
        (Reply.WILL_DO, "2027-01-01", True, True, Outcome.UNDER_WAY),
        (Reply.WILL_DO, "2026-09-30", True, True, Outcome.OVERDUE),
        (Reply.WILL_DO, "2026-09-30", False, False, Outcome.OVERDUE),
        (Reply.NOT_NOW, None, True, True, Outcome.NOT_NOW),
        (None, None, True, True, Outcome.NO_REPLY),
        (None, None, True, False, Outcome.NO_LONGER_APPLIES),
        (None, None, False, False, Outcome.NO_REPLY),
    ],
)
def test_the_outcome_of_one(
    reply: Reply | None, due: str | None, is_answered: bool, applies: bool, expected: Outcome
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
    # B5 fell from 1 to 0: another recommendation follows, but the earlier one is not behind them.
    answers = typed({"F3": {"level": 3}, "B5": {"level": 0}})
    save_answers(assessment=again, answers=answers, by=cast.owner, at=later)
    found = last_recommendations(again, effective_answers(again), today=later.date())
    assert found is not None
    by_key = {item.advice.key: item for item in found.followed}
    assert (by_key[of_f3].outcome, by_key[of_f3].level_then, by_key[of_f3].level_now) == (
        Outcome.NO_LONGER_APPLIES, 1, 3,
    )  # fmt: skip
    assert (by_key[of_b5].outcome, by_key[of_b5].contradicts) == (Outcome.DONE, True)
    assert by_key[mine].outcome is Outcome.NOT_NOW
    page = text_of(sign_in(cast.reader).get("/assessments/FI-2028-001/follow-up/"))
    assert ("Ring them" in page, "said to be done, but the answers still lead to it" in page) == (True, True)
    assert "What became of the recommendations" in text_of(sign_in(cast.owner).get("/assessments/FI-2028-001/"))


def test_without_an_earlier_run_there_is_nothing_to_follow_up(cast: Cast, sign_in: SignIn) -> None:
    interviewed(cast)
    page = text_of(sign_in(cast.owner).get(f"{RUN}follow-up/"))
    assert "There is no earlier assessment that was decided on." in page
