"""The workbook form of the answer file: what there is to fill in, and lossless, unambiguous reading."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation

from assessments.files.workbook.cells import (
    ANSWER_MARK,
    KEY_MARK,
    cell_text,
    choice_of,
    slots_of,
    text_of_cell,
)
from assessments.files.workbook.numbers import NumberFormat, number_cell, number_text, read_format
from criteria.answer_file import AnswerFile
from criteria.answers import Answer
from criteria.definitions import FieldKind
from criteria.reader import languages
from tests.conftest import typed
from tests.criteria.test_answer_file import ORGANISATION, one_answer
from tests.workbooks import EDITION, answer_cell, blank, filled, in_digits, opened, part_of, read, saved, written

EVERYTHING = {
    "A1": {"founded": 2016},
    "A2": {"total": 34, "signed": 0},
    "A4": {"core_region": '=HYPERLINK("https://example.org")\nand <b>more</b>', "share_in_region": "80.00"},
    "A5": {"portfolios": ["energy_environment", "food"], "level": 2},
    "A7": {"from_abroad": 3, "countries": ["EE", "SE"]},
    "B1": {"legal_form": "association"},
    "B3": {"people": 2, "fte": "1.20", "permanent_fte": "0.5"},
    "C1": {"budget": "120000.50", "eu": "0", "national": "33.33"},
    "C2": {"has_fee": "no"},
    "D1": {"level": 0},
    "F2": {"stories": [{"title": "One", "publishable": "yes"}, {"result": "Two"}]},
}


@pytest.mark.parametrize("language", languages())
def test_everything_survives_a_round_trip(language: str) -> None:
    answers = {**typed(EVERYTHING), "E4": Answer({}, "-1 is no reason\tbut a text")}
    content = written(answers, language=language, organisation=ORGANISATION)
    for sent in (content, saved(opened(content))):
        file = read(sent)
        assert file == AnswerFile("2019", ORGANISATION, answers)
        assert in_digits(file) == in_digits(AnswerFile("2019", ORGANISATION, answers))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("area", [area.key for area in EDITION.areas])
# A workbook takes a tenth of a second: shrinking a failing example would take longer than understanding it.
@settings(max_examples=3, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_answered_comes_back_equal(language: str, area: str, data: Any) -> None:
    edition = part_of(area)
    answers = {i.key: data.draw(one_answer(i), label=i.key) for i in edition.indicators}
    answers = {key: answer for key, answer in answers.items() if answer.values or answer.not_applicable}
    came_back = read(saved(opened(written(answers, edition=edition, language=language))))
    assert came_back.answers == answers
    assert in_digits(came_back) == in_digits(AnswerFile("2019", {}, answers))


@pytest.mark.parametrize("language", languages())
def test_a_blank_workbook_filled_in_gives_the_answers(language: str) -> None:
    steps = EDITION.indicator("A5").field("level").steps
    values = {
        "A1.founded": 2016,
        "A2.total": 34,
        "A2.signed": 0,
        "A4.core_region": "Etelä-Savo",
        "A5.portfolios.food": "x",
        "A5.level": f"2 · {steps[2].in_language(language)}",
        "A7.countries": "SE, EE",
        "B3.fte": (1.2, "0.00"),
        "B3.permanent_fte": 0.5,
        "C2.has_fee": EDITION.indicator("C2").field("has_fee").choice_label("no", language),
        "F2.stories.2.title": "One",
        "D8.not_applicable": "Another organisation does it.",
    }
    expected = {
        **typed(
            {
                "A1": {"founded": 2016},
                "A2": {"total": 34, "signed": 0},
                "A4": {"core_region": "Etelä-Savo"},
                "A5": {"portfolios": ["food"], "level": 2},
                "A7": {"countries": ["EE", "SE"]},
                "B3": {"fte": "1.20", "permanent_fte": "0.5"},
                "C2": {"has_fee": "no"},
                "F2": {"stories": [{"title": "One"}]},
            }
        ),
        "D8": Answer({}, "Another organisation does it."),
    }
    file = read(filled(written(language=language), values))
    assert in_digits(file) == in_digits(AnswerFile("2019", {}, expected))


# What people type and what it means: key, value (with its number format), portable value.
MEANT = [
    ("A2.total", "34", 34),
    ("A2.total", " 1 234 ", 1234),
    ("A2.total", 34.0, 34),
    ("A4.share_in_region", "62,5 %", "62.5"),
    ("A4.share_in_region", (0.625, "0.0%"), "62.5"),
    ("A4.share_in_region", (0.6, "0%"), "60"),
    ("A4.share_in_region", (0.07, "0.00%"), "7.00"),
    ("B3.fte", "0,50", "0.50"),
    ("B3.fte", (1.2, "0.00"), "1.20"),
    ("B3.fte", (1, '0.00" FTE"'), "1.00"),
    ("B3.fte", (0.55, "0.0"), "0.55"),
    ("B3.fte", (2, "0.0000"), "2.00"),
    ("C1.budget", (1200.5, '#,##0.00 "€";[Red]-#,##0.00 "€"'), "1200.50"),
    ("C1.budget", 100000000, "100000000"),
    ("A4.core_region", 2024, "2024"),
    ("A4.core_region", (0.4, "0%"), "40 %"),
    ("A4.core_region", (1.5, '0.00" km"'), "1.50 km"),
    ("A4.share_in_region", (40, '0" %"'), "40"),
    ("C1.budget", (1200, "[$€-40B]#,##0"), "1200"),
    ("B3.fte", "\u200b", None),
    ("B6.level", 3, 3),
    ("B6.level", "3", 3),
    ("B6.level", "3 · whatever follows", 3),
    ("C3.level", "0 · x", 0),
    ("C2.has_fee", "no", "no"),
    ("A7.countries", "ee; Ruotsi\nNorway,", ["EE", "NO", "SE"]),
    ("A7.countries", "EL, uk, Hellas, Deutschland", ["DE", "GB", "GR"]),
    ("C2.has_fee", "n\u200bo\u00a0", "no"),
    ("B2.bodies.board", " X ", ["board"]),
    ("B2.bodies.board", "x\ufeff", ["board"]),
]


@pytest.mark.parametrize(("key", "typed_in", "meant"), MEANT)
def test_what_people_type_is_understood(key: str, typed_in: Any, meant: Any) -> None:
    indicator, field = key.split(".")[:2]
    content = filled(blank(indicator[0]), {key: typed_in})
    assert in_digits(read(content)) == in_digits(AnswerFile("2019", {}, typed({indicator: {field: meant}})))


def test_an_exported_fraction_of_a_percent_is_not_asked_about() -> None:
    answers = typed({"C1": {"eu": "0.25", "national": "99.75"}})
    file = read(written(answers, edition=part_of("C")))
    assert (file.answers, file.fractions) == (answers, frozenset())


def test_each_cell_that_takes_an_answer_is_open_and_all_others_are_locked() -> None:
    book = opened(written())
    keys = {slot.key for indicator in EDITION.indicators for slot in slots_of(indicator)}
    found = set()
    for sheet in book.worksheets[:-1]:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert (sheet["A1"].value, sheet["D1"].value) == (KEY_MARK, ANSWER_MARK)
        assert sheet.column_dimensions["A"].hidden
        assert sheet.row_dimensions[1].hidden
        for row in sheet.iter_rows(min_row=2):
            open_cells = [cell.coordinate for cell in row if not cell.protection.locked]
            key = row[0].value
            if key in keys:
                found.add(key)
                assert open_cells == [f"D{row[0].row}"]
            else:
                assert open_cells == []
    assert found == keys


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["A Structure", "B Management", "C Financing", "D Services", "E Interaction", "F Achievements"]),
        ("fi", ["A Rakenne", "B Johtaminen", "C Rahoitus", "D Palvelut", "E Vuorovaikutus", "F Saavutukset"]),
    ],
)
def test_the_workbook_speaks_the_language_asked_for(language: str, titles: list[str]) -> None:
    book = opened(written(language=language))
    assert [sheet.title for sheet in book.worksheets[1:-1]] == titles
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible"] * 7 + ["hidden"]
    texts = {cell.value for row in book.worksheets[1].iter_rows() for cell in row}
    indicator = EDITION.indicator("A2")
    for text in (indicator.title, indicator.question, indicator.how, indicator.field("total").label):
        assert text.in_language(language) in texts


def rule_of(book: Any, key: str) -> DataValidation:
    cell = answer_cell(book, key)
    (rule,) = [
        rule for rule in cell.parent.data_validations.dataValidation if cell.coordinate in str(rule.sqref).split()
    ]
    return rule


@pytest.mark.parametrize(
    ("key", "kind", "first", "second"),
    [
        ("A2.total", "whole", "0", "5000"),
        ("A1.founded", "whole", "1950", "2026"),
        ("B3.fte", "decimal", "0", "200"),
        ("A4.share_in_region", "decimal", "0", "100"),
        ("C1.budget", "decimal", "0", "100000000"),
        ("A5.focus", "textLength", "300", None),
        ("A5.portfolios.food", "list", '"x"', None),
        ("A2.not_applicable", "textLength", "500", None),
    ],
)
def test_a_cell_lets_in_only_what_can_be_an_answer(key: str, kind: str, first: str, second: str | None) -> None:
    rule = rule_of(opened(blank(key[0])), key)
    assert (rule.type, rule.formula1, rule.formula2, rule.allow_blank) == (kind, first, second, True)
    assert rule.showErrorMessage


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", ["A5.level", "B1.legal_form", "C2.has_fee", "F2.stories.3.publishable"])
def test_every_option_of_a_drop_down_is_read_as_what_it_says(language: str, key: str) -> None:
    book = opened(written(edition=part_of(key[0]), language=language))
    sheet, place = rule_of(book, key).formula1.split("!")
    options = [cell.value for (cell,) in book[sheet.strip("'")][place.replace("$", "")]]
    *_, name = key.split(".")
    indicator = EDITION.indicator(key.split(".")[0])
    asked = next(slot.asked for slot in slots_of(indicator) if slot.key == key)
    assert asked is not None
    if asked.kind is FieldKind.LADDER:
        assert options == [f"{number} · {step.in_language(language)}" for number, step in enumerate(asked.steps)]
    else:
        assert [choice_of(asked, option) for option in options] == [choice.key for choice in asked.choices]
    assert asked.key == name


def test_no_label_of_the_catalogue_names_two_choices() -> None:
    for indicator in EDITION.indicators:
        for field in (part for asked in indicator.fields for part in (asked, *asked.columns)):
            for choice in field.choices:
                for language in languages():
                    assert choice_of(field, choice.label.in_language(language)) == choice.key


def test_what_looks_like_a_formula_is_written_as_text() -> None:
    organisation = {**ORGANISATION, "name": "=1+1", "slug": "kuvitelma"}
    answers = {**typed({"A4": {"core_region": "=cmd|' /C calc'!A0"}}), "A1": Answer({}, "#N/A")}
    content = written(answers, organisation=organisation)
    book = opened(content)
    assert [
        cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ] == []
    assert answer_cell(book, "A4.core_region").data_type == "s"
    file = read(content)
    assert (file.answers, file.organisation) == (answers, organisation)


def test_characters_that_a_workbook_cannot_hold_come_back() -> None:
    text = "a\rb\x0bc\ufffe _x000D_ _x005F_ _x0041_ 🐟\n=d"
    answers = typed({"A4": {"core_region": text}})
    for content in (once := written(answers, edition=part_of("A")), saved(opened(once))):
        assert read(content).answers == answers


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("0", (0, "General")),
        ("34", (34, "General")),
        ("0.50", (0.5, "0.00####")),
        ("1.2", (1.2, "0.0####")),
        ("0.00", (0.0, "0.00####")),
        ("99999999.99", (99999999.99, "0.00####")),
        ("-0", None),
        ("12345678901234567.25", None),
    ],
)
def test_a_number_is_written_as_one_only_if_it_comes_back_exactly(text: str, cell: tuple[float, str] | None) -> None:
    assert number_cell(Decimal(text)) == cell


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        (1.2, "General", "1.2"),
        (1.2, "0.00", "1.20"),
        (1.255, "0.00", "1.255"),
        (3, "#,##0.0", "3.0"),
        (3, '0" .00"', "3"),
        (3, "[$-40B].00", "3.00"),
        (0.455, "0.00%", "45.50"),
        (1, "0%", "100"),
        (1e-7, "General", "0.0000001"),
        (1e22, "General", "10000000000000000000000"),
        (0.1 + 0.2, "General", "0.3"),
        (40, '0" %"', "40"),
    ],
)
def test_a_number_is_read_as_it_is_shown_and_never_shorter(number: float, number_format: str, text: str) -> None:
    assert number_text(number, read_format(number_format), most_decimals=2) == text


def test_an_infinite_number_has_no_digits() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        number_text(float("inf"), read_format("General"))


@pytest.mark.parametrize(
    ("number_format", "zeros", "is_percent", "unit"),
    [
        ("General", 0, False, ""),
        ("@", 0, False, ""),
        ("0.0#", 1, False, ""),
        ("0;0.00", 0, False, ""),
        ("# ##0.00", 2, False, ""),
        ("0.0%", 1, True, ""),
        ('0.00" %"', 2, False, "%"),
        (r"0\ \%", 0, False, "%"),
        ('0.00" FTE"', 2, False, "FTE"),
        ('#,##0.00 "€";[Red]-#,##0.00 "€"', 2, False, "€"),
        ('_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', 2, False, "€"),
        (r"#,##0.00\ [$€-40B];[RED]\-#,##0.00\ [$€-40B]", 2, False, "€"),
        ("[$$-409]#,##0", 0, False, "$"),
        ("[$SEK] #,##0", 0, False, "SEK"),
        ('[$-40B][>=5]0" kk"', 0, False, "kk"),
        ('0";"0"-"', 0, False, ""),
    ],
)
def test_what_a_number_format_says(number_format: str, zeros: int, is_percent: bool, unit: str) -> None:
    assert read_format(number_format) == NumberFormat(zeros, is_percent, unit)


@given(st.text())
def test_a_text_comes_back_from_its_cell(text: str) -> None:
    assert text_of_cell(cell_text(text)) == text
