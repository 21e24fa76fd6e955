"""Workbooks as returned by people and their programs: every value is read, or refused at its cell."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment

from criteria.answer_file import RefusedFile
from tests.conftest import Cast
from tests.workbooks import answer_cell, blank, filled, opened, read, saved

MADE_BY = Path(__file__).parent.parent / "made_by"
type SignIn = Any


def faults(content: bytes) -> list[tuple[str, str]]:
    """Place and code of every fault."""
    with pytest.raises(RefusedFile) as refused:
        read(content)
    return [(fault.path.split("!")[1], fault.fault.code) for fault in refused.value.faults]


def changed(area: str, key: str, value: Any, number_format: str = "General") -> bytes:
    book = opened(filled(blank(area), {key: value}))
    answer_cell(book, key).number_format = number_format
    return saved(book)


@pytest.mark.parametrize(
    ("key", "value", "number_format", "answer"),
    [
        ("B3.fte", 0.4, "0%", Decimal("0.4")),
        ("C1.eu", 0.4, "0%", Decimal(40)),
        ("C1.eu", 0.125, "0.0%", Decimal("12.5")),
        ("C1.eu", 33.33, "0.00", Decimal("33.33")),
        ("A2.total", "34,0", "General", 34),
        ("A2.total", 34.0, "0.0", 34),
        ("B3.fte", "0,5 htv", "General", Decimal("0.5")),
    ],
)
def test_a_number_is_what_its_cell_shows(key: str, value: Any, number_format: str, answer: Any) -> None:
    indicator, name = key.split(".")
    file = read(changed(key[0], key, value, number_format))
    assert file.answers[indicator].values[name] == answer
    assert file.fractions == frozenset()


@pytest.mark.parametrize(
    ("key", "value", "number_format", "code"),
    [
        ("A2.total", 0.34, "0%", "not_whole"),
        ("C1.eu", 100 / 3, "0.00", "too_exact"),
        ("A2.total", "34 %", "General", "wrong_unit"),
        ("A2.total", 34, '0" %"', "wrong_unit"),
        ("C1.eu", 25, '#,##0.00 "€"', "wrong_unit"),
        ("C1.budget", 1200, "[$$-409]#,##0", "wrong_unit"),
        ("C1.budget", 1.125, "General", "too_exact"),
        ("B3.fte", "=1/2", "General", "formula"),
    ],
)
def test_what_a_cell_does_not_show_is_not_taken(key: str, value: Any, number_format: str, code: str) -> None:
    ((place, found),) = faults(changed(key[0], key, value, number_format))
    assert (place.split()[1], found) == (key, code)


def test_what_stands_beside_the_answer_is_named_and_not_lost() -> None:
    book = opened(blank("B"))
    cell = answer_cell(book, "B5.tenure")
    sheet, row = cell.parent, cell.row
    sheet.cell(row, 5).value = "4,5 years"
    sheet.cell(row, 7).value = "our comment: see the contract"
    sheet.cell(row, 3).value = 4.5
    assert faults(saved(book)) == [(f"C{row}", "stray"), (f"E{row}", "stray"), (f"G{row}", "stray")]


def title_of(book: Workbook, key: str) -> Cell:
    """The cell with the title of the indicator of `key`; its question is in the next row."""
    cell = answer_cell(book, key)
    while cell.parent.cell(cell.row, 2).value != key.partition(".")[0]:
        cell = cell.parent.cell(cell.row - 1, 3)
    return cell


def test_a_note_in_a_row_that_takes_no_answer_is_named() -> None:
    book = opened(blank("B"))
    title = title_of(book, "B5.tenure")
    sheet, row = title.parent, title.row
    sheet.cell(row - 1, 6).value = "our comment"
    sheet.cell(row, 6).value = "see the contract"
    sheet.cell(row + 1, 5).value = "years"
    sheet.cell(row + 1, 6).value += " But see the contract."
    sheet.cell(row + 1, 7).value = "see the contract"
    places = [f"F{row - 1}", f"F{row}", f"E{row + 1}", f"F{row + 1}", f"G{row + 1}"]
    assert faults(saved(book)) == [(place, "stray") for place in places]


def test_an_older_wording_beside_a_question_is_no_fault() -> None:
    book = opened(blank("B"))
    title = title_of(book, "B5.tenure")
    beside = title.parent.cell(title.row + 1, 6)
    beside.value = beside.value.rpartition(" ")[0]
    assert read(saved(book)).answers == {}


def with_text_beside(key: str, column: int, text: str) -> tuple[str, bytes]:
    """A workbook with another text in the row of `key`; {} stands for the text that was there."""
    book = opened(blank(key[0]))
    cell = answer_cell(book, key)
    beside = cell.parent.cell(cell.row, column)
    beside.value = text.format(beside.value)
    return beside.coordinate, saved(book)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (2, "3,5"),
        (3, "3,5"),
        (3, "Arbeitszeit"),
        (6, "3,5"),
        (6, "It is 3.5 since May, see the contract."),
        (6, "{} It is 3.5 since May."),
        (30, "our comment"),
    ],
)
def test_what_replaces_a_text_beside_the_answer_is_named(column: int, text: str) -> None:
    place, content = with_text_beside("B3.fte", column, text)
    assert faults(content) == [(place, "stray")]


@pytest.mark.parametrize(("column", "text"), [(3, "Working time for cluster management"), (6, ""), (3, " {}\n")])
def test_an_older_wording_beside_the_answer_is_no_fault(column: int, text: str) -> None:
    # Wordings may have been corrected since the workbook was written.
    _place, content = with_text_beside("B3.fte", column, text)
    assert read(content).answers == {}


def test_a_note_on_a_cell_is_named() -> None:
    book = opened(blank("B"))
    cell = answer_cell(book, "B3.fte")
    cell.comment = Comment("Only since May", "A person")
    assert faults(saved(book)) == [(cell.coordinate, "note")]


def test_a_merged_answer_cell_is_named() -> None:
    book = opened(blank("B"))
    cell = answer_cell(book, "B3.fte")
    cell.parent.merge_cells(start_row=cell.row, end_row=cell.row, start_column=3, end_column=4)
    cell.parent.cell(cell.row, 3).value = "3,5"
    assert faults(saved(book)) == [(f"D{cell.row}", "merged"), (f"C{cell.row}", "stray")]


def test_an_answer_cell_that_only_spreads_over_its_unit_is_read() -> None:
    book = opened(filled(blank("B"), {"B3.fte": "3,5"}))
    cell = answer_cell(book, "B3.fte")
    cell.parent.merge_cells(start_row=cell.row, end_row=cell.row, start_column=4, end_column=5)
    assert read(saved(book)).answers["B3"].values["fte"] == Decimal("3.5")


def test_a_hidden_row_is_read() -> None:
    book = opened(filled(blank("B"), {"B3.fte": "3,5"}))
    cell = answer_cell(book, "B3.fte")
    cell.parent.row_dimensions[cell.row].hidden = True
    assert read(saved(book)).answers["B3"].values["fte"] == Decimal("3.5")


def test_a_workbook_of_sheetjs_holds_no_macros() -> None:
    answers = read((MADE_BY / "sheetjs.xlsx").read_bytes()).answers
    assert (answers["B3"].values["fte"], answers["C1"].values["eu"]) == (Decimal("2.25"), Decimal("12.5"))


def test_a_workbook_of_libreoffice_is_read_with_the_result_of_a_formula() -> None:
    file = read((MADE_BY / "libreoffice.xlsx").read_bytes())
    assert file.answers["B3"].values == {"people": 2, "fte": Decimal("0.75"), "permanent_fte": Decimal("0.50")}
    assert file.results == {"answers.B3.fte"}


def test_what_people_change_in_libreoffice_is_named_at_its_cell() -> None:
    content = (MADE_BY / "libreoffice_changed.xlsx").read_bytes()
    assert faults(content) == [
        ("D28", "note"),
        ("D29", "merged"),
        ("C29", "stray"),
        ("E49", "stray"),
        ("G49", "stray"),
    ]


def upload(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("answers.xlsx", content)
    return client.post("/assessments/FI-2026-001/import/", {"file": file})


def confirm(client: Client, shown: Any, **said: str) -> Any:
    data = {"package": shown.context["package"], **said}
    return client.post("/assessments/FI-2026-001/import/", data)


def test_the_preview_says_what_a_formula_led_to(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    page = upload(sign_in(cast.owner), (MADE_BY / "libreoffice.xlsx").read_bytes()).content.decode()
    assert page.count("result of a formula") == 1


@pytest.mark.parametrize(
    ("typed_in", "meant", "stored"),
    [(0.25, "as_it_is", "0.25"), (0.25, "hundredfold", "25"), ("0,25", "hundredfold", "25")],
)
def test_a_bare_fraction_in_a_percentage_is_asked_about(
    cast: Cast, sign_in: SignIn, typed_in: Any, meant: str, stored: str
) -> None:
    assessment = cast.draft()
    client = sign_in(cast.owner)
    shown = upload(client, changed("C", "C1.eu", typed_in))
    page = shown.content.decode()
    assert "What do these numbers mean?" in page
    assert ("0.25%" in page, "25%" in page) == (True, True)
    unsaid = confirm(client, shown)
    assert unsaid.status_code == 422
    assert "Say of each of these numbers what it means. Nothing was stored." in unsaid.content.decode()
    assert not assessment.answers.filter(indicator="C1").exists()
    assert confirm(client, unsaid, **{"fraction-answers.C1.eu": meant}).status_code == 302
    assert assessment.answers.get(indicator="C1").values == {"eu": stored}


def test_the_command_asks_nobody_and_refuses_a_bare_fraction(cast: Cast, tmp_path: Path) -> None:
    assessment = cast.draft()
    path = tmp_path / "answers.xlsx"
    path.write_bytes(changed("C", "C1.eu", 0.25))
    with pytest.raises(CommandError, match=r"answers\.C1\.eu: “0\.25” in a percentage can mean 0\.25 % or 25 %"):
        call_command("import_answers", str(path), "--organisation", "kuvitelma", stdout=io.StringIO())
    assert not assessment.answers.filter(indicator="C1").exists()
