"""The workbook form of the answer file: what a person gets to fill in, and that nothing is lost, guessed or run."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from conftest import typed
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation
from test_answer_file import ORGANISATION, one_answer
from workbooks import (
    EDITION,
    YEAR,
    answer_cell,
    damaged_json,
    damaged_workbook,
    filled,
    opened,
    part_of,
    repacked,
    saved,
    written,
)

from assessments.forms.workbook import (
    ANSWER_MARK,
    KEY_MARK,
    cell_text,
    choice_of,
    number_cell,
    number_text,
    slots_of,
    text_of_cell,
    zeros_shown,
)
from assessments.forms.workbook_opening import open_workbook
from assessments.forms.workbook_reading import read_any, read_workbook
from criteria.answer_file import AnswerFile, RefusedFile, write_answer_file
from criteria.answers import Answer, AnswerFault
from criteria.definitions import LANGUAGES, FieldKind

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


def read(content: bytes) -> AnswerFile:
    return read_workbook(content, EDITION, year=YEAR)


def in_digits(file: AnswerFile) -> Any:
    """The file in its portable form: unlike numbers, their texts tell 1.2 from 1.20."""
    return json.loads(write_answer_file(file))


def faults(content: bytes) -> list[tuple[str, int, str]]:
    with pytest.raises(RefusedFile) as refusal:
        read(content)
    return [(fault.path, fault.line, fault.fault.code) for fault in refusal.value.faults]


def fault_of(content: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(RefusedFile) as refusal:
        read_any(content, EDITION, year=YEAR)
    (only,) = refusal.value.faults
    return only.fault.code, only.fault.params


def place_of(content: bytes, key: str) -> str:
    cell = answer_cell(opened(content), key)
    return f"{cell.parent.title}!{cell.coordinate}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_comes_back_as_it_went(language: str) -> None:
    answers = {**typed(EVERYTHING), "E4": Answer({}, "-1 is no reason\tbut a text")}
    content = written(answers, language=language, organisation=ORGANISATION)
    for sent in (content, saved(opened(content))):
        file = read(sent)
        assert file == AnswerFile("2019", ORGANISATION, answers)
        assert in_digits(file) == in_digits(AnswerFile("2019", ORGANISATION, answers))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", [area.key for area in EDITION.areas])
# A workbook takes a tenth of a second: making a failing example smaller would take longer than understanding it.
@settings(max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_answered_comes_back_equal(language: str, area: str, data: Any) -> None:
    edition = part_of(area)
    answers = {i.key: data.draw(one_answer(i), label=i.key) for i in edition.indicators}
    answers = {key: answer for key, answer in answers.items() if answer.values or answer.not_applicable}
    came_back = read(saved(opened(written(answers, edition=edition, language=language))))
    assert came_back.answers == answers
    assert in_digits(came_back) == in_digits(AnswerFile("2019", {}, answers))


@pytest.mark.parametrize("language", LANGUAGES)
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


# What people type, and what is meant: key, value (with its number format), portable value.
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
    ("A4.core_region", "_x000D_", "_"),
    ("B6.level", 3, 3),
    ("B6.level", "3", 3),
    ("B6.level", "3 · whatever follows", 3),
    ("C2.has_fee", "EI", "no"),
    ("C2.has_fee", "no", "no"),
    ("A7.countries", "ee; Ruotsi\nNorway,", ["EE", "NO", "SE"]),
    ("B2.bodies.board", " X ", ["board"]),
]


@pytest.mark.parametrize(("key", "typed_in", "meant"), MEANT)
def test_what_people_type_is_understood(key: str, typed_in: Any, meant: Any) -> None:
    indicator, field = key.split(".")[:2]
    if typed_in == "_x000D_":
        # A carriage return, as spreadsheet programs write it, is blank.
        assert read(filled(written(edition=part_of("A")), {key: typed_in})).answers == {}
        return
    content = filled(written(edition=part_of(indicator[0])), {key: typed_in})
    assert in_digits(read(content)) == in_digits(AnswerFile("2019", {}, typed({indicator: {field: meant}})))


# What is refused at its cell: key, value (with its number format), code.
REFUSED = [
    ("A2.total", "=1+1", "formula"),
    ("A4.core_region", "=A1", "formula"),
    ("A2.total", True, "true_or_false"),
    ("B3.fte", False, "true_or_false"),
    ("A4.core_region", True, "true_or_false"),
    ("A1.founded", dt.date(2016, 1, 1), "date_value"),
    ("B3.fte", dt.datetime(2026, 5, 1, 12, 0), "date_value"),  # noqa: DTZ001
    ("A4.core_region", dt.time(12, 0), "date_value"),
    ("B3.fte", (9e9, "yyyy-mm-dd"), "error_value"),
    ("A2.total", "#N/A", "error_value"),
    ("A2.total", 2.5, "not_whole"),
    ("A2.total", "many", "not_a_number"),
    ("A2.total", -1, "out_of_range"),
    ("A2.total", 10**300, "out_of_range"),
    ("A2.total", "1,000", "not_whole"),
    ("A1.founded", 2027, "year_in_future"),
    ("B3.fte", 1.205, "too_exact"),
    ("B3.fte", 201, "out_of_range"),
    ("A4.share_in_region", (6.5, "0%"), "out_of_range"),
    ("B6.level", 5, "out_of_range"),
    ("B6.level", "good", "not_a_number"),
    ("A4.core_region", "x" * 121, "too_long"),
    ("C2.has_fee", "perhaps", "unknown_choice"),
    ("C2.has_fee", 1, "unknown_choice"),
    ("A7.countries", "EE, Atlantis", "unknown_choice"),
    ("B2.bodies.board", "yes", "not_a_mark"),
    ("B2.bodies.board", 1, "not_a_mark"),
    ("F2.stories.2.result", "x" * 801, "too_long"),
    ("F2.stories.1.publishable", "perhaps", "unknown_choice"),
    ("A2.not_applicable", "x" * 501, "too_long"),
    ("A2.not_applicable", dt.date(2016, 1, 1), "date_value"),
]


@pytest.mark.parametrize(("key", "value", "code"), REFUSED)
def test_what_is_no_answer_is_refused_at_its_cell(key: str, value: Any, code: str) -> None:
    content = filled(written(edition=part_of(key[0])), {key: value})
    place = place_of(content, key)
    assert faults(content) == [(f"{place} {key}", int(place.split("!D")[1]), code)]


def test_every_fault_is_listed_in_the_order_of_the_sheets() -> None:
    marks = {f"A5.portfolios.{choice.key}": "x" for choice in EDITION.portfolios[:3]}
    both = {"C3.months": 5, "C3.not_applicable": "None"}
    content = filled(written(), {"F1.media": "=1", "A2.total": -1, "B3.fte": True, **marks, **both})
    assert [(path.split(" ")[-1], code) for path, _, code in faults(content)] == [
        ("A2.total", "out_of_range"),
        (f"A5.portfolios.{EDITION.portfolios[0].key}", "too_many"),
        ("B3.fte", "true_or_false"),
        ("C3.not_applicable", "answered_and_not_applicable"),
        ("F1.media", "formula"),
    ]


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
    rule = rule_of(opened(written(edition=part_of(key[0]))), key)
    assert (rule.type, rule.formula1, rule.formula2, rule.allow_blank) == (kind, first, second, True)
    assert rule.showErrorMessage


@pytest.mark.parametrize("language", LANGUAGES)
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


def test_no_label_of_the_catalogue_stands_for_two_choices() -> None:
    for indicator in EDITION.indicators:
        for field in (part for asked in indicator.fields for part in (asked, *asked.columns)):
            for choice in field.choices:
                for language in LANGUAGES:
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
    ],
)
def test_a_number_is_read_as_it_is_shown_and_never_shorter(number: float, number_format: str, text: str) -> None:
    assert number_text(number, number_format, most_decimals=2) == text


def test_an_infinite_number_has_no_digits() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        number_text(float("inf"), "General")


@pytest.mark.parametrize(("number_format", "zeros"), [("0.00", 2), ("0.0#", 1), ("0", 0), ("@", 0), ("0;0.00", 0)])
def test_the_zeros_that_a_format_shows_are_counted(number_format: str, zeros: int) -> None:
    assert zeros_shown(number_format) == zeros


@given(st.text())
def test_a_text_comes_back_from_its_cell(text: str) -> None:
    assert text_of_cell(cell_text(text)) == text


def test_a_whole_sheet_may_be_left_out() -> None:
    book = opened(written(typed({"A2": {"total": 34}, "C3": {"months": 0}})))
    del book["A Structure"]
    book.create_sheet("My notes")["D4"] = "=1+1"
    assert read(saved(book)).answers == typed({"C3": {"months": 0}})


def test_the_order_of_rows_and_the_names_of_sheets_do_not_matter() -> None:
    book = opened(written(typed({"C3": {"months": 7}, "C2": {"has_fee": "no"}})))
    sheet = book["C Financing"]
    sheet.title = "Money"
    rows = [(row[0].value, row[3].value) for row in sheet.iter_rows(min_row=5)]
    for number, (key, value) in enumerate(reversed(rows), start=5):
        sheet.cell(number, 1).value, sheet.cell(number, 4).value = key, value
    assert read(saved(book)).answers == typed({"C2": {"has_fee": "no"}, "C3": {"months": 7}})


def test_half_an_indicator_is_refused() -> None:
    book = opened(written(edition=part_of("A")))
    sheet = book["A Structure"]
    sheet.delete_rows(answer_cell(book, "A2.paying").row)
    content = saved(book)
    assert faults(content) == [(f"{place_of(content, 'A2.total')} A2.total", 13, "rows_missing")]


def test_nothing_that_was_typed_is_lost_in_silence() -> None:
    book = opened(written(edition=part_of("A")))
    book["A Structure"]["D90"] = "and this"
    assert faults(saved(book)) == [("A Structure!D90", 90, "no_question")]


def test_a_row_that_stands_twice_is_refused() -> None:
    book = opened(written(edition=part_of("A")))
    book["A Structure"]["A90"] = "A2.total"
    assert faults(saved(book)) == [("A Structure!D90 A2.total", 90, "key_twice")]


def test_a_key_that_is_not_known_is_refused() -> None:
    book = opened(written(edition=part_of("A")))
    book["A Structure"]["A90"] = "Z9.size"
    assert faults(saved(book)) == [("A Structure!D90 Z9.size", 90, "unknown_key")]


@pytest.mark.parametrize("column", [1, 4])
def test_a_sheet_without_its_marks_is_refused(column: int) -> None:
    book = opened(written(typed({"A2": {"total": 34}})))
    book["A Structure"].delete_cols(column)
    assert faults(saved(book)) == [("A Structure!A1", 1, "marks_missing")]


def test_columns_in_front_are_no_trouble() -> None:
    book = opened(written(typed({"A2": {"total": 34}})))
    book["A Structure"].insert_cols(2, 3)
    assert read(saved(book)).answers == typed({"A2": {"total": 34}})


def test_another_edition_is_refused_and_nothing_else_is_said_of_it() -> None:
    content = filled(written(), {"edition": "2013", "A2.total": "=1"})
    assert fault_of(content) == ("other_edition", {"value": "2013", "expected": "2019"})


def test_a_workbook_of_somebody_else_is_refused() -> None:
    book = opened(written())
    for title in book.sheetnames[:-1]:
        del book[title]
    assert fault_of(saved(book)) == ("not_our_workbook", {})


def test_a_profile_in_the_workbook_is_checked_like_one_in_json() -> None:
    content = filled(written(organisation=ORGANISATION), {"organisation.country": "Finland"})
    assert [code for _, _, code in faults(content)] == ["unknown_choice"]


def with_part(name: str, part: bytes) -> bytes:
    return repacked(written(edition=part_of("C")), lambda parts: parts.update({name: part}))


def with_start(start: bytes) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/workbook.xml"] = start + parts["xl/workbook.xml"]

    return repacked(written(edition=part_of("C")), change)


def lying_bomb() -> bytes:
    """An archive in which a part of 30 MB says that it has ten bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 30 * 1024 * 1024)
    content = bytearray(stream.getvalue())
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(sign) + at
        content[start : start + 4] = (10).to_bytes(4, "little")
    return bytes(content)


LAUGHS = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
MB = 1024 * 1024


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(lambda: with_part("xl/vbaProject.bin", b"MZ"), "macros", id="macros"),
        pytest.param(
            lambda: repacked(
                written(edition=part_of("C")),
                lambda parts: parts.update(
                    {
                        "[Content_Types].xml": parts["[Content_Types].xml"].replace(
                            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                        )
                    }
                ),
            ),
            "macros",
            id="a workbook that may hold macros",
        ),
        pytest.param(lambda: with_part("a.xml", b" " * 21 * MB), "workbook_too_large", id="bomb"),
        pytest.param(lambda: with_part("a.xml", b"<a/>" * 400_001), "workbook_too_large", id="millions of tags"),
        pytest.param(lying_bomb, "not_a_workbook", id="bomb that lies"),
        pytest.param(lambda: with_part("a.xml", b"<sheet/>" * 60), "too_many_sheets", id="sheets"),
        pytest.param(lambda: with_start(LAUGHS), "not_a_workbook", id="entities"),
        pytest.param(lambda: with_part("a.xml", LAUGHS.decode().encode("utf-16")), "not_a_workbook", id="utf-16"),
        pytest.param(lambda: b"PK\x03\x04" + b"x" * 100, "not_a_workbook", id="no archive"),
        pytest.param(lambda: b"PK\x03\x04" + b"x" * 5 * MB, "file_too_large", id="large"),
        pytest.param(lambda: b" " * (5 * MB + 1), "file_too_large", id="large text"),
        pytest.param(lambda: b"\xd0\xcf\x11\xe0" + b"x" * 100, "old_workbook", id="old"),
        pytest.param(lambda: b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "no_answer_file", id="pdf"),
        pytest.param(lambda: b"", "not_json", id="empty"),
        pytest.param(lambda: b"code;answer\nA2;34", "not_json", id="csv"),
    ],
)
def test_what_is_no_harmless_workbook_is_refused(content: Any, code: str) -> None:
    assert fault_of(content())[0] == code


def test_an_archive_of_too_many_parts_or_of_one_part_twice_is_refused() -> None:
    many = repacked(written(edition=part_of("C")), lambda parts: parts.update({f"{n}.txt": b"" for n in range(300)}))
    with pytest.raises(AnswerFault, match="not_a_workbook"):
        open_workbook(many)
    stream = io.BytesIO(written(edition=part_of("C")))
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", b"<a/>")
    with pytest.raises(AnswerFault, match="not_a_workbook"):
        open_workbook(stream.getvalue())


def test_a_sheet_that_claims_a_million_rows_costs_nothing() -> None:
    content = repacked(
        written(typed({"C3": {"months": 7}}), edition=part_of("C")),
        lambda parts: parts.update(
            {
                "xl/worksheets/sheet2.xml": parts["xl/worksheets/sheet2.xml"].replace(
                    b"</sheetData>", b'<row r="1048576"><c r="A1048576"/></row></sheetData>'
                )
            }
        ),
    )
    assert read(content).answers == typed({"C3": {"months": 7}})
    assert max(len(sheet.rows) for sheet in open_workbook(content)) < 5000


def test_json_is_read_with_and_without_a_byte_order_mark() -> None:
    text = '{"edition": "2019", "answers": {"A2": {"total": 34}}}'
    for content in (text.encode(), text.encode("utf-8-sig")):
        assert read_any(content, EDITION, year=YEAR).answers == typed({"A2": {"total": 34}})


def test_whatever_is_damaged_is_read_or_refused_and_nothing_else_happens() -> None:
    answers = typed({"B1": {"legal_form": "association"}, "B3": {"people": 2, "fte": "1.20"}, "B6": {"level": 2}})
    workbook = written(answers, edition=part_of("B"))
    text = write_answer_file(AnswerFile("2019", ORGANISATION, answers))
    outcomes = []
    for content in (
        *(damaged_workbook(workbook, seed) for seed in range(1000, 1100)),
        *(damaged_json(text, seed) for seed in range(1000, 1100)),
    ):
        try:
            read_any(content, EDITION, year=YEAR)
        except RefusedFile as refused:
            outcomes.append(len(refused.faults) > 0)
        else:
            outcomes.append(None)
    assert len(outcomes) == 200
    # Whatever is refused has a fault, and the damages hit things that count and things that do not.
    assert min(outcomes.count(True), outcomes.count(None)) > 10
    assert outcomes.count(False) == 0
