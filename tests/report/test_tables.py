"""Details of the report: tables that fit their column, consecutive numbers, sentences about areas and parts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from assessments.report.charts.data import AreaPoint, Labelled, NumberTable
from assessments.report.charts.figures import profile_message
from assessments.report.content.changes_tree import MeasureChange
from assessments.report.content.document import build_context
from assessments.report.content.tree import AnsweredField
from assessments.report.printing.html import style_sheet
from assessments.report.printing.pdf import WellFormedHTML
from assessments.report.words.compared import composition_sentence, medians_sentence, several_sentence
from tests.conftest import ELIGIBLE, NOW, Cast, in_both

# The area between the margins of an A4 page, in CSS pixels from its left edge.
TEXT_ENDS = (210 - 22) * 96 / 25.4 + 0.5


def printed(template: str, context: dict[str, Any], language: str = "fi") -> list[tuple[str, float]]:
    """Each piece of text of a template as laid out in the report's text column, with its right end."""
    with translation.override(language):
        body = render_to_string(template, context)
    head = f"<head><style>{style_sheet()}</style></head>"
    html = f'<html lang="{language}">{head}<body><div class="block">{body}</div></body></html>'
    pages = WellFormedHTML(html).render().pages
    boxes = [box for page in pages for box in page._page_box.descendants() if getattr(box, "text", None)]
    return [(box.text.replace("\xa0", " "), box.position_x + box.width) for box in boxes]


@pytest.mark.parametrize("language", ["en", "fi"])
def test_a_table_of_choices_stays_inside_the_page(language: str) -> None:
    cohort = "Food industry, manufacturing and logistics in Finland, 114 clusters, 2022–2026"
    rows = (("Part of a host organisation (brand, unit or project)", "100 %", "own choice"), ("Other", "0 %", "–"))
    pieces = printed("report/number_table.html", {"table": NumberTable(("Choice", cohort, "Own"), rows)}, language)
    assert [text for text, end in pieces if end > TEXT_ENDS] == []
    told = [text for text, _end in pieces]
    assert told[told.index("100 %") :][:5] == ["100 %", "own choice", "Other", "0 %", "–"]


def test_numbers_that_changed_are_never_broken() -> None:
    lines = [MeasureChange("C3", "Varmistettu rahoitus", "9 kuukautta", "18 kuukautta", "up")]
    lines += [MeasureChange("C1", "Julkinen rahoitus", "1 234 567 €", "234 567 €", "down")]
    pieces = printed("report/change_table.html", {"lines": lines})
    told = [text for text, _end in pieces]
    assert {"9 kuukautta", "18 kuukautta", "1 234 567 €", "234 567 €", "noussut", "laskenut"} <= {*told}


def test_recommendations_are_numbered_as_they_are_printed(cast: Cast) -> None:
    services = {f"D{n}": {"level": 1} for n in range(1, 9)}
    assessment = cast.draft({**ELIGIBLE, "A5": {"level": 2}, "B2": {"level": 1}, "B6": {"level": 1}, **services})
    report = build_context(assessment, "en", today=NOW.date())
    in_full = [advice.number for area in report.areas for page in area.indicators for advice in page.advice]
    named = [line.number for area in report.further_advice for line in area.advice]
    assert [*in_full, *named] == list(range(1, len(report.all_advice) + 1))
    assert sorted(advice.number for advice in report.chosen_advice) == in_full
    assert (len(in_full), len(report.all_advice) > 12) == (12, True)


@pytest.mark.parametrize(
    ("means", "english", "finnish"),
    [
        (["2.0", "3.0", "1.5", "1.5"], "Furthest along: B. Most room to grow: C and D",
         "Pisimmällä: B. Eniten kehitettävää: C ja D"),
        (["2.0", "2.5"], "Furthest along: B. Most room to grow: A", "Pisimmällä: B. Eniten kehitettävää: A"),
        # A difference of less than half a step says little.
        (["2.0", "2.4", "2.2"], "The areas compared are nearly level, at 2.0 to 2.4 of 4",
         "Vertailtavat osa-alueet ovat lähes tasoissa (2.0–2.4 asteikolla 0–4)"),
        (["2.0", "2.0"], "The areas compared are level, at 2.0 of 4",
         "Vertailtavat osa-alueet ovat tasoissa (2.0 asteikolla 0–4)"),
        (["2.0"], "Average development level of each area, 0 to 4", "Osa-alueiden keskimääräiset kehitystasot, 0–4"),
        ([], "Average development level of each area, 0 to 4", "Osa-alueiden keskimääräiset kehitystasot, 0–4"),
    ],
)  # fmt: skip
def test_the_message_of_the_profile(means: list[str], english: str, finnish: str) -> None:
    points = [
        AreaPoint(key, key, Labelled(Decimal(mean), mean), None) for key, mean in zip("ABCD", means, strict=False)
    ]
    assert in_both(lambda: profile_message(points)) == (english, finnish)


@pytest.mark.parametrize(
    ("parts", "english", "finnish"),
    [
        (["SMEs"], "Members: the largest part is SMEs (55%)", "Members: suurimpana SMEs (55%)"),
        (["Industry"], "Members: the largest part is industry (55%)", "Members: suurimpana industry (55%)"),
        (["EU", "National"], "Members: the largest parts are EU and national (55% each)",
         "Members: suurimpina EU ja national (kukin 55%)"),
    ],
)  # fmt: skip
def test_composition(parts: Sequence[str], english: str, finnish: str) -> None:
    assert in_both(lambda: composition_sentence("Members", parts, "55%")) == (english, finnish)


@pytest.mark.parametrize(
    ("above", "below", "near", "english", "finnish"),
    [
        (["Share of SMEs"], ["Share of companies", "Others"], ["Fees"],
            "Above the median: share of SMEs. Below it: share of companies and others",
            "Yli mediaanin: share of SMEs. Alle mediaanin: share of companies ja others"),
        (["Fees"], [], ["Others"], "Above the median: fees", "Yli mediaanin: fees"),
        ([], ["Fees"], [], "Below the median: fees", "Alle mediaanin: fees"),
        ([], [], ["Fees", "Others"], "Level with the median or close to it: fees and others",
            "Sama kuin mediaani tai lähellä sitä: fees ja others"),
    ],
)  # fmt: skip
def test_several_numbers_and_their_medians(
    above: list[str], below: list[str], near: list[str], english: str, finnish: str
) -> None:
    assert in_both(lambda: medians_sentence(above, below, near)) == (english, finnish)


def test_several_choices() -> None:
    assert in_both(lambda: several_sentence("Kanavat", 3, 6, None))[1] == "Kanavat: 3 / 6"
    assert in_both(lambda: several_sentence("Kanavat", 3, 6, ("uutiskirje", "79 %")))[1] == (
        "Kanavat: 3 / 6; ryhmässä yleisin: uutiskirje (79 %)"
    )


def test_a_question_takes_no_full_stop() -> None:
    assert AnsweredField("Otsikko", "").lead_in == "Otsikko."
    assert AnsweredField("Saako tarinan julkaista?", "").lead_in == "Saako tarinan julkaista?"
