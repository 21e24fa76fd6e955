"""Recommendations: wording, order, first steps, the assessor's own, replies of the cluster, and outcomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from assessments.models import Assessment, Proposal, RecommendationEdit, RecommendationOrder, Status, User
from assessments.queries.recommendations import draft_recommendations, final_recommendations
from assessments.report.content.document import build_context
from assessments.report.printing.html import render_html
from assessments.workflow.deciding import decide
from assessments.workflow.editing import Stale
from assessments.workflow.recommendations import (
    TooManyFirst,
    UnknownRecommendation,
    add_recommendation,
    edit_recommendation,
    mark_first,
    move_recommendation,
)
from assessments.workflow.reviewing import finish_assessment
from tests.conftest import NOW, Cast
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
RUN = "/assessments/FI-2026-001/"
PAGE = f"{RUN}recommendations/"
ANSWERS = {
    "A2": {"total": 34},
    "B3": {"fte": "1.20"},
    "B5": {"level": 1},
    "B6": {"year": 2024, "horizon": 4, "level": 2},
    "C3": {"level": 1, "months": 12},
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
    """The form as shown on the page."""
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
    with pytest.raises(Stale):
        edit_recommendation(title="Mine", text="", based_on=0, **given)
    response = sign_in(cast.assessor).post(
        f"{PAGE}{key}/", {f"{key}-title": "Mine", f"{key}-text": "My text", f"{key}-version": "0.x"}
    )
    page = text_of(response)
    assert (response.status_code, "Theirs" in page) == (409, True)
    assert RecommendationEdit.objects.get().title == "Theirs"


def test_a_page_with_a_fault_takes_nothing_back_when_it_is_corrected(cast: Cast, sign_in: SignIn) -> None:
    assessment = interviewed(cast)
    one, two, three = order_of(assessment)[:3]
    client = sign_in(cast.assessor)
    seen = hidden_versions(client.get(PAGE).content.decode())
    given: dict[str, Any] = {"assessment": assessment, "is_rejected": False, "text": "", "by": cast.assessor, "at": NOW}
    for key in (one, two):
        edit_recommendation(key=key, title="Theirs", **given)
    data = {**form_of(assessment), **seen, f"{three}-title": "Mine, third"}
    for key in (one, two):
        data[f"{key}-title"] = titles_of(assessment)[key]
    response = client.post(PAGE, {**data, f"{one}-title": ""})
    assert response.status_code == 422
    data |= hidden_versions(response.content.decode())
    corrected = client.post(PAGE, {**data, f"{one}-title": "Mine", f"{three}-title": "Mine, third, again"})
    assert corrected.status_code == 422
    # The corrected edit conflicts with the one in another tab, the unchanged one keeps it, the third is no conflict.
    assert text_of(corrected).count("You saved this elsewhere at") == 1
    assert dict(RecommendationEdit.objects.values_list("key", "title")) == {
        one: "Theirs", two: "Theirs", three: "Mine, third, again",
    }  # fmt: skip


def hidden_versions(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="([^"]+-version)" value="([^"]+)"', page))


def titles_of(assessment: Assessment) -> dict[str, str]:
    """The catalogue's titles by key."""
    return {item.key: item.recommendation.title.in_language("en") for item in draft_recommendations(assessment)}


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
    # What the first window read before does not matter.
    edit_recommendation(is_rejected=True, **given)
    edit_recommendation(is_rejected=False, **given)
    row = RecommendationEdit.objects.get()
    assert (row.is_rejected, row.title, row.text, row.version) == (False, "Second window", "", 3)


def test_unknown_actions_and_keys_are_not_found(cast: Cast, sign_in: SignIn) -> None:
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
    with pytest.raises(UnknownRecommendation):
        mark_first(assessment=assessment, key="Z9", is_first=True, by=cast.assessor, at=NOW)


def test_the_assessors_own_best_one_comes_first_until_the_assessor_orders_them(cast: Cast) -> None:
    assessment = interviewed(cast)
    before = order_of(assessment)
    lesser, best = own(assessment, cast, "Lesser"), own(assessment, cast, "Best")
    assessment.recommendation_edits.filter(key=lesser).update(effect=1, effort=5)
    assessment.recommendation_edits.filter(key=best).update(effect=2, effort=1)
    assert order_of(assessment)[0] == first_of(assessment)[0] == best
    assert [key for key in order_of(assessment) if key not in {lesser, best}] == before
    assert order_of(assessment)[-1] == lesser
    lead = build_context(assessment, "en", today=TODAY).advice_lead
    assert lead.startswith("The assessor's own recommendation first, then by greatest effect")
    move_recommendation(assessment=assessment, key=before[0], by_places=-99, by=cast.assessor, at=NOW)
    assert order_of(assessment)[:2] == [before[0], best]


def test_without_marks_there_are_no_first_steps_and_none_are_computed(cast: Cast, sign_in: SignIn) -> None:
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
        assert (context.summary.first_steps, context.plan) == ((), None)
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
    response = sign_in(cast.assessor).post(f"{PAGE}{sixth}/first/")
    assert response["Location"] == f"{PAGE}?full={sixth}#advice-{sixth}"
    # The message is in its own row, because the top of the page is far away.
    words = "Five recommendations come first already. Take one of them out before."
    rows = text_of(sign_in(cast.assessor).get(response["Location"])).split('id="advice-')
    assert [row.split('"')[0] for row in rows if words in row] == [sixth]
    assert RecommendationOrder.objects.count() == 0


def test_the_report_prints_the_assessors_order_and_says_so(cast: Cast) -> None:
    assessment = interviewed(cast)
    assert build_context(assessment, "en", today=TODAY).advice_title == "Recommendations in order of effect"
    last = order_of(assessment)[-1]
    move_recommendation(assessment=assessment, key=last, by_places=-99, by=cast.assessor, at=NOW)
    context = build_context(assessment, "en", today=TODAY)
    final = final_recommendations(assessment)
    assert context.advice_title == "Recommendations in the assessor's order"
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
