"""The report's tree: what it says about an assessment, in sentences, chapters and figures."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import partial

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from assessments.benchmark.disclosure import Band, Position, position_of
from assessments.models import Status
from assessments.report.content.document import build_context
from assessments.report.content.tree import Fact, MissingLine, ReportContext
from assessments.report.printing.html import render_html
from assessments.report.words import phrases
from assessments.report.words.shares import clusters_words, share_words
from assessments.workflow.agreeing import agree_value, write_remark
from assessments.workflow.recommendations import edit_recommendation
from assessments.workflow.reviewing import grant_waiver
from criteria.formatting import format_measure
from criteria.loader import load_edition
from criteria.reader import language
from tests.conftest import ELIGIBLE, NOW, Answering, Cast, in_both, typed

pytestmark = pytest.mark.any_database

TODAY = dt.date(2026, 11, 22)
EDITION = load_edition("2019")


# ---- phrases, without a database


@pytest.mark.parametrize(
    ("own", "quartiles", "margin", "expected"),
    [
        ("41", ("20", "30", "40"), 0, Position.TOP_QUARTER),
        ("40", ("20", "30", "40"), 0, Position.ABOVE),
        ("30", ("20", "30", "40"), 0, Position.AT_MEDIAN),
        ("20", ("20", "30", "40"), 0, Position.BELOW),
        ("19", ("20", "30", "40"), 0, Position.LOWEST_QUARTER),
        ("19.999", ("20", "30", "40"), 0, Position.LOWEST_QUARTER),
        ("30.001", ("20", "30", "40"), 0, Position.ABOVE),
        ("41", (None, "30", None), 0, Position.ABOVE),
        ("41", (None, None, None), 0, Position.NOT_COMPARED),
        (None, ("20", "30", "40"), 0, Position.NOT_ANSWERED),
        # The exact percentiles may be up to the margin away from the shown ones.
        ("42.5", ("20", "30", "40"), "2.5", Position.ABOVE),
        ("42.6", ("20", "30", "40"), "2.5", Position.TOP_QUARTER),
        ("32.5", ("20", "30", "40"), "2.5", Position.AT_MEDIAN),
        ("27.4", ("20", "30", "40"), "2.5", Position.BELOW),
        ("17.5", ("20", "30", "40"), "2.5", Position.BELOW),
    ],
)
def test_position(own: str | None, quartiles: tuple[str | None, ...], margin: str | int, expected: Position) -> None:
    percentiles = {
        percent: Decimal(value) for percent, value in zip((25, 50, 75), quartiles, strict=True) if value is not None
    }
    number = None if own is None else Decimal(own)
    assert position_of(number, percentiles, Decimal(margin)) is expected


@pytest.mark.parametrize(
    ("key", "position", "english", "finnish"),
    [
        (
            "A2.total",
            Position.TOP_QUARTER,
            "Committed participants: more than in three of four clusters",
            "Sitoutuneet jäsenet: enemmän kuin kolmella klusterilla neljästä",
        ),
        (
            "A2.share_signed",
            Position.LOWEST_QUARTER,
            "Participants with a written commitment: a lower share than in three of four clusters",
            "Kirjallisesti sitoutuneet jäsenet: osuus on pienempi kuin kolmella klusterilla neljästä",
        ),
        (
            "B7.level",
            Position.TOP_QUARTER,
            "Mean of plan and controlling: higher than in three of four clusters",
            "Suunnitelman ja talouden seurannan keskiarvo: luku on suurempi kuin kolmella klusterilla neljästä",
        ),
        (
            "A2.total",
            Position.NOT_COMPARED,
            "Committed participants: too few finished assessments to compare yet",
            "Sitoutuneet jäsenet: vertailuun on vielä liian vähän valmiita arviointeja",
        ),
    ],
)
def test_position_sentence(key: str, position: Position, english: str, finnish: str) -> None:
    indicator, name = key.split(".")
    measure = next(m for m in EDITION.indicator(indicator).measures if m.key == name)
    assert in_both(lambda: phrases.position_sentence(measure, position)) == (english, finnish)


@pytest.mark.parametrize(
    ("key", "own", "median", "english", "finnish"),
    [
        ("B3.fte", "1.50", "1.60", "Dedicated management time: 1.50\u00a0FTE, below the median of 1.60\u00a0FTE",
            "Johtamiseen varattu työaika: 1,50\u00a0htv, alle mediaanin (1,60\u00a0htv)"),
        ("A2.total", "2", "1.5", "Committed participants: 2, above the median of 1.5",
            "Sitoutuneet jäsenet: 2, yli mediaanin (1,5)"),
        # Different numbers that print the same.
        ("A2.share_signed", "33.341", "33.349",
            "Participants with a written commitment: 33%, level with the median",
            "Kirjallisesti sitoutuneet jäsenet: 33\u00a0%, sama kuin mediaani"),
    ],
)  # fmt: skip
def test_between_the_quartiles_the_numbers_stand_without_a_judgement(
    key: str, own: str, median: str, english: str, finnish: str
) -> None:
    indicator, name = key.split(".")
    measure = next(m for m in EDITION.indicator(indicator).measures if m.key == name)
    number, middle = Decimal(own), Decimal(median)
    position = position_of(number, {50: middle}, Decimal(0))
    assert in_both(lambda: phrases.position_sentence(measure, position, number, middle)) == (english, finnish)


@pytest.mark.parametrize(
    ("band", "english", "finnish"),
    [
        (Band(25, 50), "Committed participants: 44, close to the median of 45",
            "Sitoutuneet jäsenet: 44, lähellä mediaania (45)"),
        (Band(0, 25), "Committed participants: 44; the median is 45", "Sitoutuneet jäsenet: 44; mediaani on 45"),
        (Band(75, 100), "Committed participants: 44; the median is 45", "Sitoutuneet jäsenet: 44; mediaani on 45"),
    ],
)  # fmt: skip
def test_what_is_printed_in_an_outer_quarter_is_not_called_close_to_the_median(
    band: Band, english: str, finnish: str
) -> None:
    measure, numbers = EDITION.indicator("A2").measures[0], (Decimal(44), Decimal(45))
    said = in_both(lambda: phrases.position_sentence(measure, Position.AT_MEDIAN, *numbers, band=band))
    assert said == (english, finnish)


@pytest.mark.parametrize(
    ("own", "typical", "medians", "english", "finnish"),
    [
        (None, 2, 1, "Development level: no step chosen yet", "Kehitystaso: porrasta ei ole vielä valittu"),
        (3, None, 0, "Development level: step 3 of 4", "Kehitystaso: porras 3 / 4"),
        (3, 2, 1, "Development level: step 3 of 4; the median above is at step 2",
            "Kehitystaso: porras 3 / 4; yllä oleva mediaani on portaalla 2"),
        (2, 3, 2, "Development level: step 2 of 4; the medians above are at step 3",
            "Kehitystaso: porras 2 / 4; yllä olevat mediaanit ovat portaalla 3"),
    ],
)  # fmt: skip
def test_a_derived_level_is_set_beside_that_of_the_medians(
    own: int | None, typical: int | None, medians: int, english: str, finnish: str
) -> None:
    assert in_both(lambda: phrases.level_sentence(own, typical, medians)) == (english, finnish)


OF_QUARTERS = "(?:more|fewer|higher|lower|a higher share|a lower share) than in three of four clusters"


@pytest.mark.parametrize("key", ["A2.share_signed", "A2.total", "B3.fte", "B7.level"])
@pytest.mark.parametrize("margin", ["0", "0.3", "2.5"])
def test_a_title_agrees_with_the_printed_numbers(key: str, margin: str) -> None:
    indicator, name = key.split(".")
    measure = next(m for m in EDITION.indicator(indicator).measures if m.key == name)
    lower, median, upper = (Decimal(number) for number in ("1.4", "2.04", "3.4"))
    percentiles = {25: lower, 50: median, 75: upper}
    with translation.override("en"):
        of_first, of_median, of_third = (format_measure(measure, number, "en") for number in (lower, median, upper))
        for tenths in range(80):
            own = Decimal(tenths) / 10
            printed = format_measure(measure, own, "en")
            position = position_of(own, percentiles, Decimal(margin))
            title = phrases.position_sentence(measure, position, own, median, (lower, upper))
            side = phrases.side_of(measure, position, own, median)
            said = title.removeprefix(f"{measure.label.in_language('en')}: ")
            if side is not phrases.Side.NEAR:
                assert (own > median) is (side is phrases.Side.ABOVE)
                assert printed != of_median
            else:
                assert re.search(" (level with|close to) the median", said)
            if printed == of_median and not re.fullmatch(OF_QUARTERS, said):
                assert said == f"{printed}, level with the median"
            elif re.fullmatch(OF_QUARTERS, said):
                assert printed not in (of_first, of_median, of_third)
                assert (own > upper) is said.startswith(("more", "higher", "a higher"))
                assert lower > own or own > upper
            elif abs(own - median) <= Decimal(margin):
                assert said == f"{printed}, close to the median of {of_median}"
            else:
                assert said == f"{printed}, {'above' if own > median else 'below'} the median of {of_median}"


@pytest.mark.parametrize("position", [Position.TOP_QUARTER, Position.LOWEST_QUARTER])
def test_every_position_has_its_sentences(position: Position) -> None:
    for sentences in (phrases.COUNT_SENTENCES, phrases.SHARE_SENTENCES, phrases.VALUE_SENTENCES):
        english, finnish = in_both(partial(str, sentences[position]))
        assert english != finnish
        assert (english.count("%(label)s"), finnish.count("%(label)s")) == (1, 1)


@pytest.mark.parametrize(
    ("own", "lower", "step", "english", "finnish"),
    [
        (None, None, 10, "Strategy: no step chosen yet", "Strategy: porrasta ei ole vielä valittu"),
        (2, None, 10, "Strategy: step 2 of 4", "Strategy: porras 2 / 4"),
        (0, 0, 10, "Strategy: step 0 of 4, the lowest", "Strategy: porras 0 / 4, alin"),
        (3, Decimal("62.4"), 1, "Strategy: step 3 of 4; 62% of clusters are on a lower step",
            "Strategy: porras 3 / 4; 62\u00a0% klustereista on alempana"),
        (3, 60, 10, "Strategy: step 3 of 4; about six in ten clusters are on a lower step",
            "Strategy: porras 3 / 4; noin kuusi kymmenestä klusterista on alempana"),
        (3, 50, 10, "Strategy: step 3 of 4; about half the clusters are on a lower step",
            "Strategy: porras 3 / 4; noin puolet klustereista on alempana"),
        (3, Decimal("0.3"), 1, "Strategy: step 3 of 4; hardly any clusters are on a lower step",
            "Strategy: porras 3 / 4; tuskin yksikään klusteri on alempana"),
        (4, 100, 10, "Strategy: step 4 of 4; nearly all clusters are on a lower step",
            "Strategy: porras 4 / 4; lähes jokainen klusteri on alempana"),
    ],
)  # fmt: skip
def test_ladder_sentence(own: int | None, lower: Decimal | int | None, step: int, english: str, finnish: str) -> None:
    def sentence() -> str:
        told = "" if lower is None else clusters_words(lower, step, language())
        return phrases.ladder_sentence("Strategy", own, told)

    assert in_both(sentence) == (english, finnish)


@pytest.mark.parametrize(
    ("share", "step", "english", "finnish"),
    [
        (0, 10, "hardly any", "tuskin yksikään"),
        (30, 10, "3\u00a0in\u00a010", "3/10"),
        (100, 10, "nearly all", "lähes kaikki"),
        (Decimal("0.4"), 1, "hardly any", "tuskin yksikään"),
        (1, 1, "1%", "1\u00a0%"),
        (100, 1, "nearly all", "lähes kaikki"),
    ],
)
def test_no_share_is_none_or_all(share: Decimal | int, step: int, english: str, finnish: str) -> None:
    assert in_both(lambda: share_words(share, step, language())) == (english, finnish)


@pytest.mark.parametrize(
    ("count", "english", "finnish"),
    [
        (0, "All 36 indicators are answered; the profile of the organisation has gaps.",
            "Kaikkiin 36 indikaattoriin on vastattu; organisaation tiedoissa on aukkoja."),
        (1, "One of 36 indicators is not answered in full.", "Yhteen 36 indikaattorista ei ole vastattu kokonaan."),
        (5, "5 of 36 indicators are not answered in full.", "36 indikaattorista 5 on vailla täyttä vastausta."),
    ],
)  # fmt: skip
def test_missing_sentence(count: int, english: str, finnish: str) -> None:
    assert in_both(lambda: phrases.missing_sentence(count, 36)) == (english, finnish)


@pytest.mark.parametrize(
    ("status", "is_fictional", "english", "finnish"),
    [
        ("draft", False, "Self-assessment, not assessed", "Itsearviointi, ei arvioitu"),
        ("submitted", True, "Self-assessment, not assessed · Fictional demo data",
            "Itsearviointi, ei arvioitu · Kuvitteellista esimerkkiaineistoa"),
        ("interview", False, "Draft, decision pending", "Luonnos, päätös tekemättä"),
        ("assessed", False, "Draft, decision pending", "Luonnos, päätös tekemättä"),
        ("withdrawn", False, "Withdrawn", "Peruutettu"),
        ("labelled", False, "", ""),
        ("labelled", True, "Fictional demo data", "Kuvitteellista esimerkkiaineistoa"),
        ("not_labelled", False, "", ""),
    ],
)  # fmt: skip
def test_marks_of_every_page(status: str, is_fictional: bool, english: str, finnish: str) -> None:
    assert in_both(lambda: phrases.marks(status, is_fictional)) == (english, finnish)


def test_cover_state() -> None:
    label = {"day": "31.5.2028", "issuer": "", "refusal": ""}
    assert in_both(lambda: phrases.cover_state("labelled", "Bronze", label)) == (
        "Label valid until 31.5.2028",
        "Laatumerkki voimassa 31.5.2028 asti",
    )
    assert in_both(lambda: phrases.cover_state("not_labelled", "Bronze", None))[0] == "Assessed, no label awarded"
    assert in_both(lambda: phrases.cover_state("draft", "Bronze", None))[1] == "Itsearviointi, ei arvioitu"


def test_grades_in_dots_and_words() -> None:
    assert [phrases.dots(grade) for grade in range(1, 6)] == ["●○○○○", "●●○○○", "●●●○○", "●●●●○", "●●●●●"]
    assert in_both(lambda: phrases.effect_words(3)) == ("noticeable", "selvä")
    assert in_both(lambda: phrases.effort_words(1)) == ("some days", "joitakin päiviä")


# ---- the tree of a small assessment


@pytest.fixture
def small(cast: Cast) -> ReportContext:
    return build_context(cast.draft(), "en", today=TODAY)


def test_head_of_the_report(small: ReportContext) -> None:
    assert small.title == "Kuvitelma Cluster: report of the Bronze assessment"
    assert (small.level, small.state) == ("Bronze assessment", "Self-assessment, not assessed")
    assert (small.reference, small.date, small.date_iso) == ("FI-2026-001", "22 November 2026", "2026-11-22")
    assert small.marks == "Self-assessment, not assessed"
    assert small.notice == "Modelled on published indicator names; not ESCA's own form."


def test_a_report_on_all_answers_says_so() -> None:
    assert in_both(lambda: phrases.summary_opening(36, 36, 1, 0)) == (
        "This report is based on answers to all 36 indicators and contains one recommendation.",
        "Raportti perustuu vastauksiin, jotka kattavat kaikki 36 indikaattoria, ja sisältää yhden suosituksen.",
    )


def test_the_summary_says_how_many_recommendations_are_only_named() -> None:
    assert in_both(lambda: phrases.summary_opening(36, 36, 1, 0, is_compared=False)) == (
        "This report is based on answers to all 36 indicators and contains one recommendation. Too few other clusters "
        "have finished an assessment to compare the numbers with yet.",
        "Raportti perustuu vastauksiin, jotka kattavat kaikki 36 indikaattoria, ja sisältää yhden suosituksen. Lukuja "
        "ei vielä voi verrata muihin, sillä liian harva muu klusteri on saanut arvioinnin valmiiksi.",
    )
    assert in_both(lambda: phrases.summary_opening(36, 36, 12, 53)) == (
        "This report is based on answers to all 36 indicators and contains 65 recommendations. "
        "The report prints 12 of them in full.",
        "Raportti perustuu vastauksiin, jotka kattavat kaikki 36 indikaattoria, ja sisältää 65 suositusta. "
        "Niistä 12 on raportissa kokonaan.",
    )


def test_summary(small: ReportContext) -> None:
    said = small.summary
    assert said.opening == (
        "This report is based on answers to 2 of 36 indicators. It contains no recommendations yet. Too few other "
        "clusters have finished an assessment to compare the numbers with yet."
    )
    assert said.verdict == "The cluster fulfils every binding criterion of the label."
    assert [(rule.state_word, rule.sign, rule.value, rule.threshold) for rule in said.rules] == [
        ("Met", "✓", "1.20", "at least 0.5"),
        ("Met", "✓", "34", "at least 15"),
        ("Met", "✓", "accepted", "accepted"),
    ]
    assert said.key_numbers == (
        Fact("Committed participants", "34"),
        Fact("Full-time equivalents", "1.20"),
        Fact("Annual budget", "–"),
        Fact("Founded", "–"),
        Fact("Share of companies", "–"),
        Fact("Services every year, of eight", "–"),
    )
    assert (said.stands_out, said.profile, said.strengths, said.first_steps) == ((), None, (), ())


def test_missing_is_named(small: ReportContext) -> None:
    assert small.missing is not None
    assert small.missing.sentence == "34 of 36 indicators are not answered in full."
    assert small.missing.lines[0] == MissingLine("A1", "A1", "Age of the cluster organisation", "Not answered yet.")
    assert small.missing.lines[-1].what == "The region is not named in the organisation's profile."
    assert len(small.missing.lines) == 35


def test_an_answered_indicator(small: ReportContext) -> None:
    page = small.areas[0].indicators[1]
    assert (page.key, page.kind, page.level) == ("A2", "Context", "")
    assert page.key_figures == (Fact("Committed participants", "34"),)
    assert [field.own for field in page.fields] == ["34", "30", "20", "25", "–", "–", "–"]
    # No group is large enough, which the summary says once.
    assert page.comparisons == ()
    assert (page.advice, page.no_advice) == ((), "Nothing in this answer calls for a recommendation.")
    assert [line.value for line in page.published] == ["about 170", "about 129"]


def test_an_unanswered_indicator_is_short(small: ReportContext) -> None:
    page = small.areas[0].indicators[0]
    assert (page.is_answered, page.open_line) == (False, "Not answered yet.")
    assert (page.fields, page.comparisons, page.ladders, page.advice, page.reading) == ((), (), (), (), "")


def test_contents_lead_to_every_chapter_and_indicator(small: ReportContext) -> None:
    anchors = [line.anchor for line in small.contents]
    keys = {indicator.key for indicator in EDITION.indicators}
    assert [anchor for anchor in anchors if anchor not in keys] == [
        "missing", "summary", "reading", "portrait", "eligibility", "area-A", "area-B", "area-C", "area-D", "area-E",
        "area-F", "method",
    ]  # fmt: skip
    assert [anchor for anchor in anchors if anchor in keys] == [i.key for i in EDITION.indicators]
    assert small.contents[-1].title == "Annex 1: Method"
    html = render_html(small)
    assert re.findall(r'<section class="(?:chapter|cover)[^"]*" id="([^"]+)"', html) == [
        "contents", *(anchor for anchor in anchors if anchor not in keys)
    ]  # fmt: skip
    assert "<h1>Annex 1: Method</h1>" in html


def test_binding_criteria_that_are_open_come_first(cast: Cast) -> None:
    assessment = cast.draft({"B3": {"people": 1, "fte": "0.40", "permanent_fte": "0.00"}})
    missing = build_context(assessment, "en", today=TODAY).missing
    assert missing is not None
    assert [(line.code, line.anchor) for line in missing.criteria] == [("×", "eligibility"), ("?", "eligibility")]
    assert missing.criteria[0].what.startswith("Not met: 0.40, required: at least 0.5. ")
    assert missing.criteria[1].what.startswith("Not known yet. ")
    assessment.status = Status.INTERVIEW
    assessment.save()
    told = build_context(assessment, "en", today=TODAY)
    assert told.missing is not None
    assert told.missing.criteria == ()
    assert [line.anchor for line in told.contents][:3] == ["summary", "first-steps", "missing"]
    assert {"road", "answers", "glossary", "index"} <= {line.anchor for line in told.contents}


def test_few_queries(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assessment = cast.draft()
    with django_assert_num_queries(9):
        build_context(assessment, "en", today=TODAY)


def test_waiver_and_what_to_do(cast: Cast) -> None:
    assessment = cast.draft({"B3": {"people": 1, "fte": "0.40", "permanent_fte": "0.00"}})
    grant_waiver(
        assessment=assessment, criterion="fte", programme="National programme", reason="Run by a city",
        by=cast.secretary, at=NOW,
    )  # fmt: skip
    told = build_context(assessment, "en", today=TODAY).eligibility
    assert told.sentence == "It is not known yet whether the cluster fulfils every binding criterion of the label."
    fte, participants, _eccp = told.binding
    assert (fte.state_word, fte.action_label, fte.action) == (
        "Waived", "Why it is waived", "National programme: Run by a city",
    )  # fmt: skip
    assert (participants.state_word, participants.sign, participants.value) == ("Not known yet", "?", "–")
    assert participants.action == EDITION.criterion("participants").todo_unknown.in_language("en")


def test_review_is_printed(cast: Cast) -> None:
    answers: Answering = {**ELIGIBLE, "B6": {"year": 2024, "horizon": 4, "level": 3}}
    assessment = cast.in_state(Status.INTERVIEW, answers)
    by = cast.assessor
    agree_value(
        assessment=assessment, indicator="B6", answer=typed({"B6": {"year": 2024, "horizon": 4, "level": 2}})["B6"],
        reason="No workshop was held", by=by, at=NOW,
    )  # fmt: skip
    write_remark(assessment=assessment, indicator="B6", text="Seen and discussed.", by=by, at=NOW)
    rejected, reworded = [r.key for r in EDITION.indicator("B6").advice_for_level(2)][:2]
    edit_recommendation(assessment=assessment, key=rejected, is_rejected=True, title="", text="", by=by, at=NOW)
    edit_recommendation(
        assessment=assessment, key=reworded, is_rejected=False, title="Ask the members", text="", by=by, at=NOW
    )
    context = build_context(assessment, "en", today=TODAY)
    page = next(i for area in context.areas for i in area.indicators if i.key == "B6")
    assert (page.has_agreed, page.agreed_reason, page.remark) == (True, "No workshop was held", "Seen and discussed.")
    assert [(field.own, field.agreed, field.is_changed) for field in page.fields] == [
        ("2024", "2024", False), ("4\u00a0years", "4\u00a0years", False), ("Step 3 of 4", "Step 2 of 4", True),
    ]  # fmt: skip
    assert page.level == "level 2 of 4"
    assert [step.label for step in page.ladders[0].steps] == ["Step now: 2", "Next step: 3"]
    assert [(block.number, block.title, block.is_reworded) for block in page.advice] == [(1, "Ask the members", True)]
    assert context.marks == "Draft, decision pending"
    assert [candidate.key for candidate in context.road.candidates] == ["B6"]


def test_evidence_is_named_until_an_assessor_has_looked(cast: Cast) -> None:
    draft = build_context(cast.draft(), "en", today=TODAY)
    assert draft.areas[0].indicators[0].evidence == tuple(
        text.in_language("en") for text in EDITION.indicator("A1").evidence
    )
    finished = build_context(cast.in_state(Status.ASSESSED), "en", today=TODAY)
    assert [page.evidence for area in finished.areas for page in area.indicators if page.evidence] == []


def test_not_applicable_keeps_its_reason(cast: Cast) -> None:
    assessment = cast.draft()
    assessment.answers.create(indicator="A7", not_applicable="By statute", updated_at=NOW)
    page = build_context(assessment, "en", today=TODAY).areas[0].indicators[6]
    assert (page.not_applicable, page.is_answered, page.open_line, page.advice) == ("By statute", False, "", ())
