"""Working offline through HTTP: export, preview of the changes, and refused files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from assessments.models import AuditEntry, User
from assessments.queries.differences import difference
from criteria.answer_file import AnswerFile, write_answer_file
from tests.conftest import ELIGIBLE, Cast, typed
from tests.criteria.test_answer_file import ORGANISATION
from tests.import_pages import ADDRESS, CHECK, FILE, confirm, send, stored, text_of
from tests.workbooks import EDITION, answer_cell, filled, opened, written

type SignIn = Callable[[User], Client]


def test_the_json_file_is_downloaded(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    response = sign_in(cast.reader).get("/assessments/FI-2026-001/export/json/")
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="labelcheck-FI-2026-001.json"'
    assert b"".join(response).decode() == write_answer_file(AnswerFile("2019", ORGANISATION, typed(ELIGIBLE)))


def test_the_workbook_is_downloaded_in_the_language_of_the_person(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    for language, title in (("en", "A Structure"), ("fi", "A Rakenne")):
        cast.reader.language = language
        cast.reader.save()
        response = sign_in(cast.reader).get("/assessments/FI-2026-001/export/xlsx/")
        assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        assert response["Content-Disposition"] == 'attachment; filename="labelcheck-FI-2026-001.xlsx"'
        book = opened(b"".join(response))
        assert book.sheetnames[1] == title
        assert answer_cell(book, "A2.total").value == 34


def test_an_unknown_file_format_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    assert sign_in(cast.reader).get("/assessments/FI-2026-001/export/csv/").status_code == 404


def test_the_difference_is_shown_first_and_nothing_is_stored(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    before = stored(assessment)
    audited = AuditEntry.objects.count()
    response = send(sign_in(cast.editor), FILE)
    assert response.status_code == 200
    text = text_of(response)
    for sentence in (
        "2 values are filled in",
        "1 value differs and is replaced",
        "1 value is taken away, because the file leaves it blank",
        "2 values are the same",
        "1 answered indicator is not in the file and stays as it is",
        "A2 Committed participants in all 34 40",
        "A2 Of which take part actively 25",
        "A4 Core region Savo",
        "A7 Not applicable By statute all are in the region.",
    ):
        assert sentence in text
    assert "The file was written for" not in text
    assert stored(assessment) == before
    assert AuditEntry.objects.count() == audited


def test_what_is_confirmed_is_stored_all_at_once(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    client = sign_in(cast.editor)
    response = confirm(client, send(client, FILE))
    assert (response.status_code, response["Location"]) == (302, CHECK)
    assert stored(assessment) == {
        "A2": ({"total": 40, "signed": 30, "paying": 20}, "", 2),
        "A4": ({"core_region": "Savo"}, "", 1),
        "A7": ({}, "By statute all are in the region.", 1),
        "B3": (ELIGIBLE["B3"], "", 1),
    }
    entry = AuditEntry.objects.filter(assessment=assessment).order_by("-pk")[0]
    assert (entry.action, entry.actor, entry.after) == ("answers_imported", cast.editor, ["A2", "A4", "A7"])
    assert "The answers to 3 indicators were changed." in text_of(client.get(CHECK))
    # This page does not change the profile.
    cast.organisation.refresh_from_db()
    assert cast.organisation.name == "Kuvitelma Cluster"


def test_a_workbook_filled_in_offline_comes_back(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    client = sign_in(cast.owner)
    blank = b"".join(client.get("/assessments/FI-2026-001/export/xlsx/"))
    content = filled(blank, {"A2.total": 40, "B3.fte": (0.5, "0.00"), "A5.portfolios.food": "x", "E4.requests": 0})
    response = send(client, content, "filled in.xlsx")
    assert "2 values differ and are replaced" in text_of(response)
    assert confirm(client, response).status_code == 302
    assert {key: row[0] for key, row in stored(assessment).items()} == {
        "A2": {**ELIGIBLE["A2"], "total": 40},
        "A5": {"portfolios": ["food"]},
        "B3": {**ELIGIBLE["B3"], "fte": "0.50"},
        "E4": {"requests": 0},
    }


@pytest.mark.parametrize("form", ["json", "xlsx"])
def test_what_was_just_exported_changes_nothing(form: str, cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    response = send(client, b"".join(client.get(f"/assessments/FI-2026-001/export/{form}/")), f"a.{form}")
    text = text_of(response)
    assert "Everything in the file is already stored." in text
    assert "7 values are the same" in text
    assert "Store these answers" not in text


def test_digits_are_part_of_an_answer(cast: Cast) -> None:
    cast.draft()
    same = typed({"B3": {"people": 2, "fte": "1.2", "permanent_fte": "1.00"}})
    found = difference(EDITION, typed(ELIGIBLE), same)
    assert [(change.indicator.key, str(change.before), str(change.after)) for change in found.changes] == [
        ("B3", "1.20", "1.2")
    ]


def test_a_blank_answer_in_json_clears_the_stored_answer(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({"A1": {"founded": 2016}})
    client = sign_in(cast.owner)
    response = send(client, '{"edition": "2019", "answers": {"A1": {}}}')
    assert "1 value is taken away" in text_of(response)
    confirm(client, response)
    assert stored(assessment) == {"A1": ({}, "", 2)}


def test_a_reason_takes_the_place_of_an_answer(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({"A1": {"founded": 2016}})
    client = sign_in(cast.owner)
    confirm(client, send(client, '{"edition": "2019", "not_applicable": {"A1": "Why"}}'))
    assert stored(assessment) == {"A1": ({}, "Why", 2)}


def test_a_file_that_repeats_a_carried_answer_confirms_it(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({"A1": {"founded": 2016}})
    assessment.answers.update(is_carried=True)
    client = sign_in(cast.owner)
    response = send(client, '{"edition": "2019", "answers": {"A1": {"founded": 2016}}}')
    assert "1 value is filled in" in text_of(response)
    confirm(client, response)
    assert list(assessment.answers.values_list("indicator", "values", "is_carried")) == [
        ("A1", {"founded": 2016}, False)
    ]


def test_a_file_of_another_organisation_says_so(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    content = FILE.replace('"slug": "kuvitelma"', '"slug": "somebody-else"')
    text = text_of(send(sign_in(cast.owner), content))
    assert "The file was written for Another name. Only its answers are taken, as answers of Kuvitelma Cluster." in text


# The file sent, and the page's message.
WRONG = [
    (b"", "The file is empty."),
    (b" " * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB."),
    (b"%PDF-1.7 \xe2\xe3", "The file is neither a workbook (XLSX) nor a text in UTF-8 (JSON)."),
    (b"PK\x03\x04 no archive", "The workbook cannot be read."),
    (b"\xd0\xcf\x11\xe0 old", "This is an older Excel file or one with a password."),
    (b'{"edition": "2013"}', "The file answers the edition “2013”; this assessment asks the edition 2019."),
    (b'{"edition": "2019",\n"answers": 3}', "answers Names with values are expected here, in braces."),
    (b'{"edition": "2019", "answers": {"A2": {"total": "=1+1"}}}', "“=1+1” is not a number."),
    (b'{"edition": "2019", "answers": {"<b>": {}}}', "“<b>” is not known here."),
]


@pytest.mark.parametrize(("content", "sentence"), WRONG)
def test_a_wrong_file_is_refused_with_a_clear_message(
    content: bytes, sentence: str, cast: Cast, sign_in: SignIn
) -> None:
    assessment = cast.draft()
    before = stored(assessment)
    response = send(sign_in(cast.owner), content)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert stored(assessment) == before


def test_a_workbook_is_refused_at_its_cells_in_the_language_of_the_page(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    cast.owner.language = "fi"
    cast.owner.save()
    content = filled(written(language="fi"), {"A4.share_in_region": 120, "B3.fte": -1})
    text = text_of(send(sign_in(cast.owner), content, "a.xlsx"))
    share, fte = (answer_cell(opened(content), key).coordinate for key in ("A4.share_in_region", "B3.fte"))
    assert f"A Rakenne!{share} A4.share_in_region ”120” ei käy. Luvun on oltava 0–100." in text
    assert f"B Johtaminen!{fte} B3.fte ”-1” ei käy. Luvun on oltava 0–200." in text


def test_only_the_first_hundred_faults_are_shown(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    keys = ", ".join(f'"Z{number}": {{}}' for number in range(250))
    text = text_of(send(sign_in(cast.owner), f'{{"edition": "2019", "answers": {{{keys}}}}}'))
    assert "The file is refused because of 250 errors. None of it was stored." in text
    assert "answers.Z99" in text
    assert "answers.Z100" not in text
    assert "and 150 more." in text


def test_without_a_file_there_is_nothing_to_show(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    response = sign_in(cast.owner).post(ADDRESS, {})
    assert response.status_code == 422
    assert "Choose a file first." in text_of(response)
