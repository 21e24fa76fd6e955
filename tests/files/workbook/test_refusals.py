"""Workbooks that are refused: as a whole, with every fault at its cell, and safely for any content."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from assessments.files.workbook.opening import open_workbook
from assessments.files.workbook.reading import read_any
from criteria.answer_file import AnswerFile, RefusedFile, write_answer_file
from criteria.faults import AnswerFault
from tests.conftest import ELIGIBLE, typed
from tests.criteria.test_answer_file import ORGANISATION
from tests.workbooks import (
    EDITION,
    YEAR,
    answer_cell,
    blank,
    damaged_json,
    damaged_workbook,
    filled,
    opened,
    part_of,
    read,
    repacked,
    saved,
    written,
)


def faults(content: bytes) -> list[tuple[str, str]]:
    with pytest.raises(RefusedFile) as refusal:
        read(content)
    return [(fault.path, fault.fault.code) for fault in refusal.value.faults]


def fault_of(content: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(RefusedFile) as refusal:
        read_any(content, EDITION, year=YEAR)
    (only,) = refusal.value.faults
    return only.fault.code, only.fault.params


def place_of(content: bytes, key: str) -> str:
    cell = answer_cell(opened(content), key)
    return f"{cell.parent.title}!{cell.coordinate}"


# Values refused at their cell: key, value (with its number format), code.
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
    ("A2.total", "1,000", "two_meanings"),
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
    place = place_of(blank(key[0]), key)
    assert faults(filled(blank(key[0]), {key: value})) == [(f"{place} {key}", code)]


def test_every_fault_is_listed_in_the_order_of_the_sheets() -> None:
    marks = {f"A5.portfolios.{choice.key}": "x" for choice in EDITION.portfolios[:3]}
    both = {"C3.months": 5, "C3.not_applicable": "None"}
    content = filled(written(), {"F1.media": "=1", "A2.total": -1, "B3.fte": True, **marks, **both})
    assert [(path.split(" ")[-1], code) for path, code in faults(content)] == [
        ("A2.total", "out_of_range"),
        (f"A5.portfolios.{EDITION.portfolios[0].key}", "too_many"),
        ("B3.fte", "true_or_false"),
        ("C3.not_applicable", "answered_and_not_applicable"),
        ("F1.media", "formula"),
    ]


def test_a_whole_sheet_may_be_left_out() -> None:
    book = opened(written(typed({"A2": {"total": 34}, "C3": {"months": 0}})))
    del book["A Structure"]
    book.create_sheet("My notes")["D4"] = "=1+1"
    assert read(saved(book)).answers == typed({"C3": {"months": 0}})


def test_the_order_of_rows_and_the_names_of_sheets_do_not_matter() -> None:
    book = opened(written(typed({"C3": {"months": 7}, "C2": {"has_fee": "no"}})))
    sheet = book["C Financing"]
    sheet.title = "Money"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    for number, values in enumerate(reversed(rows), start=5):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value
    assert read(saved(book)).answers == typed({"C2": {"has_fee": "no"}, "C3": {"months": 7}})


def test_half_an_indicator_is_refused() -> None:
    book = opened(blank("A"))
    sheet = book["A Structure"]
    sheet.delete_rows(answer_cell(book, "A2.paying").row)
    content = saved(book)
    assert faults(content) == [(f"{place_of(content, 'A2.total')} A2.total", "rows_missing")]


def test_a_workbook_may_be_older_than_an_optional_field() -> None:
    book = opened(written(typed({"A2": {**ELIGIBLE["A2"], "joined": 3}})))
    sheet = book["A Structure"]
    for key in ("A2.joined", "A2.left", "A2.long_standing"):
        sheet.delete_rows(answer_cell(book, key).row)
    assert read(saved(book)).answers == typed({"A2": ELIGIBLE["A2"]})


def test_nothing_that_was_typed_is_lost_in_silence() -> None:
    book = opened(blank("A"))
    book["A Structure"]["D90"] = "and this"
    assert faults(saved(book)) == [("A Structure!D90", "no_question")]


def test_a_row_that_stands_twice_is_refused() -> None:
    book = opened(blank("A"))
    book["A Structure"]["A90"] = "A2.total"
    assert faults(saved(book)) == [("A Structure!D90 A2.total", "key_twice")]


def test_a_key_that_is_not_known_is_refused() -> None:
    book = opened(blank("A"))
    book["A Structure"]["A90"] = "Z9.size"
    assert faults(saved(book)) == [("A Structure!D90 Z9.size", "unknown_key")]


@pytest.mark.parametrize("column", [1, 4])
def test_a_sheet_without_its_marks_is_refused(column: int) -> None:
    book = opened(written(typed({"A2": {"total": 34}})))
    book["A Structure"].delete_cols(column)
    assert faults(saved(book)) == [("A Structure!A1", "marks_missing")]


def test_columns_in_front_are_ignored() -> None:
    book = opened(written(typed({"A2": {"total": 34}})))
    book["A Structure"].insert_cols(2, 3)
    assert read(saved(book)).answers == typed({"A2": {"total": 34}})


def test_another_edition_is_refused_and_nothing_else_is_said_of_it() -> None:
    content = filled(written(), {"edition": "2013", "A2.total": "=1"})
    assert fault_of(content) == ("other_edition", {"value": "2013", "expected": "2019"})


def test_a_workbook_of_somebody_else_is_refused() -> None:
    assert fault_of(saved(Workbook())) == ("not_our_workbook", {})


def test_a_profile_in_the_workbook_is_checked_like_one_in_json() -> None:
    content = filled(written(organisation=ORGANISATION), {"organisation.country": "Atlantis"})
    assert [code for _, code in faults(content)] == ["unknown_choice"]


def with_part(name: str, part: bytes) -> bytes:
    return repacked(blank("C"), lambda parts: parts.update({name: part}))


def with_start(start: bytes) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/workbook.xml"] = start + parts["xl/workbook.xml"]

    return repacked(blank("C"), change)


def lying_bomb() -> bytes:
    """An archive in which a part of 30 MB is declared as ten bytes."""
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
                blank("C"),
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
    many = repacked(blank("C"), lambda parts: parts.update({f"{n}.txt": b"" for n in range(300)}))
    with pytest.raises(AnswerFault, match="not_a_workbook"):
        open_workbook(many)
    stream = io.BytesIO(blank("C"))
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
        *(damaged_workbook(workbook, seed) for seed in range(1000, 1030)),
        *(damaged_json(text, seed) for seed in range(1000, 1030)),
    ):
        try:
            read_any(content, EDITION, year=YEAR)
        except RefusedFile as refused:
            outcomes.append(len(refused.faults) > 0)
        else:
            outcomes.append(None)
    assert len(outcomes) == 60
    # Every refusal has a fault, and some damages affect content that matters and some do not.
    assert min(outcomes.count(True), outcomes.count(None)) > 3
    assert outcomes.count(False) == 0
