"""The report on what became of each recommendation of the previous assessment."""

from __future__ import annotations

import datetime as dt

import pytest

from assessments.material import read_material
from assessments.models import Reply, ReportPart
from assessments.queries.following_up import RecommendationOutcome
from assessments.report.content.changes import plan
from assessments.report.content.changes_tree import EarlierRecommendation
from assessments.report.content.document import build_context
from assessments.report.content.recommendations import first_steps
from assessments.report.printing.html import render_html
from assessments.report.words.change import followed_sentence
from assessments.workflow.answering import save_answers
from assessments.workflow.organising import start_assessment
from assessments.workflow.recommendations import reply_to_recommendation
from tests.conftest import NOW, Cast, in_both, typed
from tests.workflow.test_recommendations import decided, interviewed, order_of, own

LATER = NOW.replace(year=2028)


@pytest.mark.parametrize(
    ("counts", "english", "finnish"),
    [
        ({RecommendationOutcome.DONE: 1}, "The assessment of 2026 gave one recommendation. One is reported as done.",
            "Vuoden 2026 arviointi antoi yhden suosituksen. Yksi on ilmoitettu toteutetuksi."),
        ({RecommendationOutcome.OVERDUE: 1, RecommendationOutcome.DONE: 3, RecommendationOutcome.NOT_NOW: 0},
            "The assessment of 2026 gave 4 recommendations. Three are reported as done. One is overdue.",
            "Vuoden 2026 arviointi antoi 4 suositusta. Kolme on ilmoitettu toteutetuiksi. Yksi on myöhässä."),
        ({RecommendationOutcome.NO_REPLY: 2, RecommendationOutcome.NO_LONGER_APPLIES: 2,
            RecommendationOutcome.UNDER_WAY: 2, RecommendationOutcome.NOT_NOW: 1},
            "The assessment of 2026 gave 7 recommendations. Two no longer follow from the answers and are not listed. "
            "Two are under way. One was put off. Two have no reply.",
            "Vuoden 2026 arviointi antoi 7 suositusta. Kaksi ei enää johdu vastauksista, eikä niitä luetella. "
            "Kaksi on työn alla. Yksi on lykätty. Kaksi on vailla vastausta."),
        ({RecommendationOutcome.OVERDUE: 11}, "The assessment of 2026 gave 11 recommendations. 11 are overdue.",
            "Vuoden 2026 arviointi antoi 11 suositusta. 11 on myöhässä."),
    ],
)  # fmt: skip
def test_followed_sentence(counts: dict[RecommendationOutcome, int], english: str, finnish: str) -> None:
    assert in_both(lambda: followed_sentence(counts, 2026)) == (english, finnish)


def test_every_earlier_recommendation_with_its_reply(cast: Cast) -> None:
    first = interviewed(cast)
    mine = own(first, cast)
    decided(cast, first)
    of_f3 = next(key for key in order_of(first) if key.startswith("F3"))
    of_b5 = next(key for key in order_of(first) if key.startswith("B5"))
    day = dt.date(2028, 3, 31)
    for key, reply, due, note in (
        (mine, Reply.NOT_NOW, None, "Nobody has <time>"), (of_b5, Reply.DONE, None, ""),
        (of_f3, Reply.WILL_DO, day, ""),
    ):  # fmt: skip
        reply_to_recommendation(assessment=first, key=key, reply=reply, due_on=due, note=note, by=cast.owner, at=NOW)
    again = start_assessment(organisation=cast.organisation, by=cast.owner, at=LATER, reference="FI-2028-001")
    answers = typed({"F3": {"level": 1}, "B5": {"level": 0}})
    save_answers(assessment=again, answers=answers, by=cast.owner, at=LATER)
    again.remarks.create(indicator="F3", text="Seen", updated_at=LATER)
    context = build_context(again, "en", today=LATER.date())
    assert context.changes is not None
    told = context.changes.advice
    assert told is not None
    assert len(told.lines) == len(order_of(first))
    assert [line for line in told.lines if line.note] == [
        EarlierRecommendation(
            indicator="E1", title="Ring them", reply="Not now", note="Nobody has <time>",
            levels="–", became="not now", has_remark=False,
        )
    ]  # fmt: skip
    f3 = next(line for line in told.lines if line.reply == "We will do it, by 31 March 2028")
    assert (f3.indicator, f3.levels, f3.became, f3.has_remark) == (
        "F3", "1 → 1", "promised by 31 March 2028, not yet done", True,
    )  # fmt: skip
    b5 = next(line for line in told.lines if line.reply == "Done")
    assert (b5.levels, b5.became) == ("1 → 0", "said to be done, but the answers still lead to it")
    html = render_html(context)
    assert html.count("Nobody has &lt;time&gt;") == 1
    assert html.count("See the assessor's remark.") == sum(line.has_remark for line in told.lines)
    # If its chapter is left out, the remark is not printed either.
    ReportPart.objects.create(assessment=again, part="area-F", is_shown=False, updated_at=LATER)
    assert "See the assessor" not in render_html(build_context(again, "en", today=LATER.date()))


def test_the_plan_has_what_is_still_open(cast: Cast) -> None:
    assessment = interviewed(cast)
    decided(cast, assessment)
    today = dt.date(2026, 8, 20)
    first = first_steps(read_material(assessment, "en", today=today))
    assert len(first) > 3
    replies = ((Reply.DONE, None), (Reply.NOT_NOW, None), (Reply.WILL_DO, dt.date(2026, 11, 15)))
    for advice, (reply, due_on) in zip(first, replies, strict=False):
        reply_to_recommendation(
            assessment=assessment, key=advice.key, reply=reply, due_on=due_on, note="", by=cast.owner, at=NOW
        )
    planned = plan(read_material(assessment, "en", today=today))
    assert planned is not None
    placed = {month.month: [step.title for step in month.steps] for month in planned.months}
    assert planned.lead == (
        "A page to print and fill in, with the first steps that are still open. What the cluster promised stands in "
        "its month, or in the first one if that has passed. The others stand where a small team could begin them, "
        "least effort first. Move them as you like. Together they take about 19 of the roughly 260 working days that "
        "the management has in a year."
    )
    assert list(placed)[:4] == ["September 2026", "October 2026", "November 2026", "December 2026"]
    promised, *free = [advice.shown_title("en") for advice in first[2:]]
    assert promised in placed["November 2026"]
    assert sorted(title for titles in placed.values() for title in titles) == sorted([promised, *free])
    assert placed["September 2026"] == free[:1]
    # A promise whose day has passed comes first, and the others begin after it.
    late = plan(read_material(assessment, "en", today=dt.date(2026, 12, 20)))
    assert late is not None
    first_months = [[step.title for step in month.steps] for month in late.months][:2]
    assert first_months == [[promised], free[:1]]
