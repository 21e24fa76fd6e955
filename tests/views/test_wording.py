"""Texts that people add to a report, omitted chapters, the preview, changes since the last one, and the plan."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.access import WrongState
from assessments.forms.editing import Seen
from assessments.models import Assessment, Assignment, ReportFile, ReportKind, ReportStatus, Status, User
from assessments.queries.wording import Wording, optional_parts, wording_of
from assessments.report.content.changes_tree import MeasureChange
from assessments.report.content.document import build_context
from assessments.report.issuing.making import fingerprint_of
from assessments.report.issuing.workbook import write_recommendations
from assessments.report.printing.html import render_html, without_dead_links
from assessments.report.printing.pdf import render_pdf
from assessments.report.words.change import changes_sentence
from assessments.workflow.agreeing import write_remark
from assessments.workflow.answering import save_answers
from assessments.workflow.organising import start_assessment
from assessments.workflow.recommendations import add_recommendation
from assessments.workflow.wording import word_report
from criteria.loader import load_edition
from tests.conftest import ELIGIBLE, NOW, Answering, Cast, in_both, typed

pytestmark = pytest.mark.any_database

EDITION = load_edition("2019")
FULL = "report/report.html"
TODAY = dt.date(2026, 11, 22)
HOSTILE = "</p><script>alert(1)</script> & \u202e"


@pytest.mark.parametrize(
    ("risen", "fallen", "english", "finnish"),
    [
        (0, 0, "No practice has risen since the assessment of 2024. None has fallen.",
            "Yhdenkään toimintatavan taso ei ole noussut vuoden 2024 arvioinnista. Yhdenkään taso ei ole laskenut."),
        (1, 1, "One practice has risen since the assessment of 2024. One has fallen.",
            "Yhden toimintatavan taso on noussut vuoden 2024 arvioinnista. Yhden taso on laskenut."),
        (7, 2, "7 practices have risen since the assessment of 2024. 2 have fallen.",
            "7 toimintatavan taso on noussut vuoden 2024 arvioinnista. 2 toimintatavan taso on laskenut."),
    ],
)  # fmt: skip
def test_changes_sentence(risen: int, fallen: int, english: str, finnish: str) -> None:
    assert in_both(lambda: changes_sentence(risen, fallen, 2024)) == (english, finnish)


def test_links_to_parts_that_are_not_printed_are_plain_text() -> None:
    html = '<h1 id="B6">x</h1><a href="#B6">B6</a> <a href="#A1"><b>A1</b></a><a class="page" href="#A1" title="t"></a>'
    assert without_dead_links(html) == '<h1 id="B6">x</h1><a href="#B6">B6</a> <b>A1</b>'


def test_words_and_choices_are_kept(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    word_report(
        assessment=assessment, texts={"foreword": " Welcome. ", "area-B": ""}, hidden=frozenset({"area-A", "glossary"}),
        written_in="fi", by=cast.assessor, at=NOW,
    )  # fmt: skip
    assessment.refresh_from_db()
    assert wording_of(assessment) == Wording({"foreword": "Welcome."}, frozenset({"area-A", "glossary"}), "fi")
    word_report(assessment=assessment, texts={}, hidden=frozenset(), by=cast.assessor, at=NOW)
    assert wording_of(assessment) == Wording({}, frozenset(), "fi")
    entry = assessment.audit_entries.latest("pk")
    assert (entry.action, entry.before, entry.after) == (
        "report_worded",
        {"texts": {"foreword": "Welcome."}, "hidden": ["area-A", "glossary"], "written_in": "fi"},
        {"texts": {}, "hidden": [], "written_in": "fi"},
    )


def test_texts_in_another_language_than_the_report_are_marked(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW, {**ELIGIBLE, "B6": {"year": 2024, "horizon": 4, "level": 1}})
    assert assessment.written_in == cast.assessor.language == "en"
    assessment.organisation.name_local = "Kuvitelma-klusteri"
    by = cast.assessor
    write_remark(assessment=assessment, indicator="B6", text="Nähty <paikalla>.", by=by, at=NOW)
    mine = {"indicator": "B6", "title": "Kysykää", "text": "Jäseniltä.", "effect": 5, "effort": 1}
    add_recommendation(assessment=assessment, by=by, at=NOW, **mine)
    word_report(
        assessment=assessment, texts={"foreword": "Hei.", "closing": "Kiitos."}, hidden=frozenset(), written_in="fi",
        by=by, at=NOW,
    )  # fmt: skip
    assessment.written_in = "fi"
    english, finnish = (render_html(build_context(assessment, code, today=TODAY)) for code in ("en", "fi"))
    for text in ("Nähty &lt;paikalla&gt;.", "Kysykää", "Jäseniltä.", "Hei.", "Kiitos."):
        assert f'<span lang="fi">{text}</span> <small class="fallback">(Finnish)</small>' in english
        assert text in finnish
    assert 'lang="fi">' not in finnish.replace('<html lang="fi">', "")
    assert ("Kuvitelma-klusteri" in finnish, "Kuvitelma Cluster: report" in english) == (True, True)
    assert "<title>Kuvitelma-klusteri: " in finnish


def test_only_parts_that_may_be_left_out_are(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    for texts, hidden in (({"summary": "x"}, frozenset[str]()), ({}, frozenset({"eligibility"}))):
        with pytest.raises(ValueError, match="not a part"):
            word_report(assessment=assessment, texts=texts, hidden=hidden, by=cast.assessor, at=NOW)
    assert wording_of(assessment) == Wording({}, frozenset(), "en")


def test_the_assessor_words_in_interview_and_the_secretariat_after_it(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    with pytest.raises(WrongState):
        word_report(assessment=assessment, texts={}, hidden=frozenset(), by=cast.secretary, at=NOW)
    with pytest.raises(PermissionDenied):
        word_report(assessment=assessment, texts={}, hidden=frozenset(), by=cast.owner, at=NOW)


def test_a_report_without_chapters_still_prints(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    word_report(
        assessment=assessment,
        texts={"foreword": HOSTILE, "area-B": "Seen on site.", "closing": "Well done."},
        hidden=frozenset({"area-A", "area-D", "area-E", "area-F", "answers", "method", "published", "sources"}),
        by=cast.assessor, at=NOW,
    )  # fmt: skip
    context = build_context(assessment, "en", today=TODAY)
    assert [area.key for area in context.areas] == ["B", "C"]
    anchors = [line.anchor for line in context.contents if line.is_chapter]
    assert anchors[0] == "foreword"
    assert {"closing", "area-B", "area-C", "glossary"} <= {*anchors}
    assert not {"area-A", "A1", "answers"} & {line.anchor for line in context.contents}
    html = render_html(context)
    assert "&lt;script&gt;" in html
    assert re.findall(r'href="#(A\d|area-A)"', html) == []
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(html).content)).pages]
    assert "Seen on site." in " ".join(pages)
    # A short text gets no page of its own: it follows the chapter on labels.
    assert [("Closing assessment" in page, "Silver" in page) for page in pages if "Well done." in page] == [
        (True, True)
    ]


def test_chapters_left_out_keep_their_recommendations_in_the_workbook(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW, {**ELIGIBLE, "B6": {"year": 2024, "horizon": 4, "level": 1}})
    word_report(assessment=assessment, texts={}, hidden=frozenset({"area-B"}), by=cast.assessor, at=NOW)
    context = build_context(assessment, "en", today=TODAY)
    assert [area.key for area in context.areas] == ["A", "C", "D", "E", "F"]
    sheet = load_workbook(io.BytesIO(write_recommendations(context))).worksheets[0]
    assert {row[1].value: row[2].value for row in sheet.iter_rows(min_row=5)} == {"B6": "Strategy"}


def test_a_month_later_the_same_words_are_the_same_report(cast: Cast) -> None:
    assessment = cast.draft({**ELIGIBLE, "B6": {"year": 2024, "horizon": 4, "level": 1}})
    first, later = (build_context(assessment, "en", today=day) for day in (TODAY, TODAY + dt.timedelta(days=31)))
    assert [report.plan.months[0].month for report in (first, later)] == ["December 2026", "January 2027"]
    assert fingerprint_of(first, FULL) == fingerprint_of(later, FULL)
    save_answers(assessment=assessment, answers=typed({"B6": {"level": 2}}), by=cast.owner, at=NOW)
    assert fingerprint_of(build_context(assessment, "en", today=TODAY), FULL) != fingerprint_of(first, FULL)


def version_of(assessment: Assessment) -> str:
    """The version that the page states as seen by its reader."""
    return str(Seen(0, wording_of(assessment).mark))


def test_page_keeps_words_and_chapters(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    address = f"/assessments/{assessment.reference}/report/"
    client = sign_in(cast.assessor)
    shown = client.get(address)
    assert shown.content.count(b'name="printed"') == 20
    version = version_of(assessment)
    assert f'name="version" value="{version}"' in shown.content.decode()
    answer = client.post(address, {"foreword": "Hello", "printed": ["area-A", "area-B"], "version": version})
    assert (answer.status_code, answer["Location"]) == (302, address)
    wording = wording_of(assessment)
    assert wording.texts == {"foreword": "Hello"}
    assert wording.shows("area-A")
    assert not wording.shows("area-C")
    faulty = client.post(address, {"foreword": "x" * 6001, "printed": ["nothing"], "version": version_of(assessment)})
    assert faulty.status_code == 422
    assert b"x" * 6001 in faulty.content
    assert wording_of(assessment).texts == {"foreword": "Hello"}


def test_page_says_what_was_stored_and_how_many_pages_there_are(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    address = f"/assessments/{assessment.reference}/report/"
    client = sign_in(cast.assessor)
    none, plain, later = (
        "The number of pages is known once the report has been made.",
        "The last one made has 61 pages.",
        "Words or chapters have been stored since then.",
    )

    def told() -> list[bool]:
        page = client.get(address).content.decode()
        return [words in page for words in (none, plain, later)]

    assert told() == [True, False, False]
    ReportFile.objects.create(
        assessment=assessment, language="en", kind=ReportKind.FULL, status=ReportStatus.DONE, pages=61,
        requested_at=NOW, finished_at=NOW, code="A" * 10, issue=1, is_assessed=False,
    )  # fmt: skip
    ReportFile.objects.create(
        assessment=assessment, language="en", kind=ReportKind.SUMMARY, status=ReportStatus.DONE, pages=2,
        requested_at=NOW, finished_at=NOW + dt.timedelta(hours=1), code="B" * 10, issue=1,
        is_assessed=False,
    )  # fmt: skip
    assert told() == [False, True, False]
    version = version_of(assessment)
    saved = client.post(
        address, {"foreword": "Hello", "printed": [*optional_parts(EDITION)], "version": version}, follow=True
    )
    assert [str(message) for message in saved.context["messages"]] == ["Saved"]
    assert told() == [False, True, True]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.DRAFT, "A self-assessment at any time"),
        (Status.SUBMITTED, "A self-assessment at any time"),
        (Status.INTERVIEW, "A draft: every page says that the decision is pending."),
        (Status.ASSESSED, "A draft: every page says that the decision is pending."),
        (Status.LABELLED, "The assessed report."),
        (Status.NOT_LABELLED, "The assessed report."),
        (Status.WITHDRAWN, "The assessment was withdrawn: every page of the report says so."),
    ],
)
def test_the_page_of_the_reports_says_what_their_pages_say(
    cast: Cast, sign_in: Callable[[User], Client], status: Status, words: str
) -> None:
    assessment = cast.in_state(status)
    page = sign_in(cast.owner).get(f"/assessments/{assessment.reference}/reports/").content.decode()
    assert words in page


def test_two_people_lose_nothing(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    address = f"/assessments/{assessment.reference}/report/"
    Assignment.objects.create(assessment=assessment, assessor=cast.other_assessor, assigned_at=NOW, declared_at=NOW)
    client, version = sign_in(cast.assessor), version_of(assessment)
    every = list(optional_parts(EDITION))
    theirs = {"foreword": "Theirs <b>", "area-B": "Same", "printed": every[1:], "version": version}
    assert sign_in(cast.other_assessor).post(address, theirs).status_code == 302
    stored = wording_of(assessment)
    # Submitted from a page that was opened earlier.
    late = {"foreword": "Mine", "area-B": "Same", "closing": "Mine too", "printed": every, "version": version}
    answer = client.post(address, late)
    page = answer.content.decode()
    assert (answer.status_code, wording_of(assessment)) == (409, stored)
    assert "Other-Assessor saved other words at" in page
    told = page.partition("Nothing is lost")[2].partition("data-keep-mine")[0]
    assert re.findall(r"<h3>(.*)</h3>", told) == ["Foreword", "Closing assessment", "Chapters left out"]
    assert "Theirs &lt;b&gt;" in told
    assert "How to read this report" in told
    assert ("Mine</textarea>" in page, "Mine too</textarea>" in page) == (True, True)
    # The page that showed both may replace what it showed.
    assert f'name="version" value="{version_of(assessment)}"' in page
    assert client.post(address, {**late, "version": version_of(assessment)}).status_code == 302
    assert wording_of(assessment).texts == {"foreword": "Mine", "area-B": "Same", "closing": "Mine too"}
    assert client.post(address, {**late, "version": ""}).status_code == 422


def test_preview_is_the_document_under_a_policy_of_its_own(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    shown = sign_in(cast.owner).get(f"/assessments/{assessment.reference}/report/preview/")
    policy = shown["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None
    assert f'<style nonce="{nonce[1]}">'.encode() in shown.content
    assert "default-src 'none'" in policy
    assert b"file://" not in shown.content
    assert b"<script" not in shown.content


def test_what_has_changed_since_the_last_run(cast: Cast) -> None:
    first: Answering = {**ELIGIBLE, "B6": {"year": 2022, "horizon": 4, "level": 1}}
    cast.in_state(Status.LABELLED, first)
    renewed = start_assessment(organisation=cast.organisation, by=cast.owner, at=NOW + dt.timedelta(days=700))
    renewed.answers.all().delete()
    second = typed({"B6": {"year": 2022, "horizon": 4, "level": 3}, "A2": {**first["A2"], "total": 41}})
    save_answers(assessment=renewed, answers=second, by=cast.owner, at=NOW)
    changes = build_context(renewed, "en", today=TODAY).changes
    assert changes is not None
    assert changes.sentence == "One practice has risen since the assessment of 2026. None has fallen."
    assert changes.levels == (MeasureChange("B6", "Strategy", "1", "3", "up"),)
    assert MeasureChange("A2", "Committed participants", "34", "41", "up") in changes.numbers


def test_plan_spreads_the_first_steps_over_a_year(cast: Cast) -> None:
    assessment = cast.draft(
        {"B6": {"year": 2024, "horizon": 4, "level": 1}, "B7": {"action_plan": 1, "controlling": 1}, "E3": {"level": 0}}
    )
    plan = build_context(assessment, "en", today=TODAY).plan.months
    assert [month.month for month in plan][:2] == ["December 2026", "January 2027"]
    assert plan[-1].month == "November 2027"
    filled = [number for number, month in enumerate(plan) if month.steps]
    assert filled[:1] == [0]
    efforts = [month.steps[0].effort.dots.count("●") for month in plan if month.steps]
    assert efforts == sorted(efforts)


def test_plan_begins_with_what_eligibility_lacks(cast: Cast) -> None:
    assessment = cast.draft({"B3": {"people": 1, "fte": "0.30", "permanent_fte": "0.30"}, "B6": {"level": 0}})
    context = build_context(assessment, "en", today=TODAY)
    steps = [step for month in context.plan.months for step in month.steps]
    assert [step.indicator for step in steps][:2] == ["B3", "B6"]
    assert context.summary.first_steps[0].indicator == "B3"
    assert steps[0].effort.dots > steps[1].effort.dots


def test_the_pages_where_texts_are_written_say_as_which_language_they_count(
    cast: Cast, sign_in: Callable[[User], Client]
) -> None:
    assessment = cast.in_state(Status.INTERVIEW, {**ELIGIBLE, "B6": {"year": 2024, "horizon": 4, "level": 1}})
    mine = {"indicator": "B6", "title": "Kysykää", "text": "Jäseniltä.", "effect": 5, "effort": 1}
    add_recommendation(assessment=assessment, by=cast.assessor, at=NOW, **mine)
    client, address = sign_in(cast.assessor), f"/assessments/{assessment.reference}"
    said = "Language of your texts: Finnish. A report in another language marks them."
    other = "This page is in another language, but what you write counts as the one named."
    for code, expected in (("fi", (True, True, False)), ("", (False, False, True))):
        Assessment.objects.filter(pk=assessment.pk).update(written_in=code)
        for page in ("review/B6/", "recommendations/"):
            html = client.get(f"{address}/{page}").content.decode()
            unknown = "The language of your texts is not known, so no report can mark them."
            assert (said in html, other in html, unknown in html) == expected, (page, code)
        assert ('<span lang="fi">Kysykää</span>' in html, "Worded by the assessor. (Finnish)" in html) == expected[:2]
