"""Working offline through HTTP: the file out, the difference, the confirmation, and everything that can go wrong."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from conftest import ELIGIBLE, NOW, Cast, typed
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from openpyxl import Workbook
from test_answer_file import ORGANISATION
from workbooks import EDITION, answer_cell, damaged_json, damaged_workbook, filled, opened, part_of, written

from assessments.forms import importing
from assessments.models import Answer, Assessment, AuditEntry, Status, User
from assessments.workflow import answers_of, difference, save_answer, submit
from criteria.answer_file import AnswerFile, write_answer_file
from criteria.answers import Answer as Given

type SignIn = Callable[[User], Client]
ADDRESS = "/assessments/FI-2026-001/import/"
CHECK = "/assessments/FI-2026-001/check/"
PACKAGE = re.compile(r'name="package" value="([^"]+)"')
FILE = """{
  "edition": "2019",
  "organisation": {"slug": "kuvitelma", "name": "Another name"},
  "answers": {"A2": {"total": 40, "signed": 30, "paying": 20}, "A4": {"core_region": "Savo"}},
  "not_applicable": {"A7": "By statute all are in the region."}
}"""


def send(client: Client, content: bytes | str, name: str = "answers.json") -> HttpResponse:
    data = content.encode() if isinstance(content, str) else content
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, data)})


def package_of(response: HttpResponse) -> str:
    found = PACKAGE.search(response.content.decode())
    assert found
    return html.unescape(found[1])


def confirm(client: Client, response: HttpResponse, **extra: Any) -> HttpResponse:
    return client.post(ADDRESS, {"package": package_of(response)}, **extra)


def text_of(response: HttpResponse) -> str:
    """The page's words as a reader sees them."""
    page = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r"\s+", " ", page)


def stored(assessment: Assessment) -> dict[str, tuple[Any, str, int]]:
    return {row.indicator: (row.values, row.not_applicable, row.version) for row in assessment.answers.all()}


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


def test_another_form_of_file_does_not_exist(cast: Cast, sign_in: SignIn) -> None:
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
    # The profile is not the business of this page.
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
    assert "The file says nothing that is not stored already." in text
    assert "7 values are the same" in text
    assert "Store these answers" not in text


def test_digits_are_part_of_an_answer(cast: Cast) -> None:
    cast.draft()
    same = typed({"B3": {"people": 2, "fte": "1.2", "permanent_fte": "1.00"}})
    found = difference(EDITION, typed(ELIGIBLE), same)
    assert [(change.indicator.key, str(change.before), str(change.after)) for change in found.changes] == [
        ("B3", "1.20", "1.2")
    ]


def test_a_blank_answer_in_json_empties_what_stands(cast: Cast, sign_in: SignIn) -> None:
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


def test_what_was_carried_over_is_confirmed_by_a_file_that_repeats_it(cast: Cast, sign_in: SignIn) -> None:
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


# What is sent, and what the page says of it.
WRONG = [
    (b"", "The file is empty."),
    (b" " * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB."),
    (b"%PDF-1.7 \xe2\xe3", "The file is neither a workbook (XLSX) nor a text in UTF-8 (JSON)."),
    (b"PK\x03\x04 no archive", "The workbook cannot be read."),
    (b"\xd0\xcf\x11\xe0 old", "This is an older Excel file or one with a password."),
    (b'{"edition": "2013"}', "The file answers the edition “2013”; this assessment asks the edition 2019."),
    (b'{"edition": "2019",\n"answers": 3}', "line 2 · answers Names with values are expected here, in braces."),
    (b'{"edition": "2019", "answers": {"A2": {"total": "=1+1"}}}', "“=1+1” is not a whole number."),
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
    assert f"A Rakenne!{share} A4.share_in_region Luvun on oltava 0–100." in text
    assert f"B Johtaminen!{fte} B3.fte Luvun on oltava 0–200." in text


def test_only_the_first_hundred_faults_are_shown(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    keys = ", ".join(f'"Z{number}": {{}}' for number in range(250))
    text = text_of(send(sign_in(cast.owner), f'{{"edition": "2019", "answers": {{{keys}}}}}'))
    assert "The file is refused because of 250 faults. Nothing of it was stored." in text
    assert "answers.Z99" in text
    assert "answers.Z100" not in text
    assert "and 150 more." in text


def test_without_a_file_there_is_nothing_to_show(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    response = sign_in(cast.owner).post(ADDRESS, {})
    assert response.status_code == 422
    assert "Choose a file first." in text_of(response)


def test_pressing_twice_stores_once(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    client = sign_in(cast.owner)
    shown = send(client, FILE)
    confirm(client, shown)
    once = stored(assessment)
    response = confirm(client, shown)
    assert (response.status_code, response["Location"]) == (302, CHECK)
    assert stored(assessment) == once
    assert "Everything in the file is stored already." in text_of(client.get(CHECK))


def test_a_change_after_the_difference_was_shown_shows_it_anew(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    client = sign_in(cast.owner)
    shown = send(client, FILE)
    changed = typed({"A2": {"total": 36}})["A2"]
    save_answer(assessment=assessment, indicator="A2", answer=changed, based_on=1, by=cast.editor, at=NOW)
    before = stored(assessment)
    response = confirm(client, shown)
    assert response.status_code == 409
    assert "Somebody changed an answer after the difference was shown. Nothing was stored." in text_of(response)
    assert "A2 Committed participants in all 36 40" in text_of(response)
    assert stored(assessment) == before
    assert confirm(client, response).status_code == 302
    assert stored(assessment)["A2"] == ({"total": 40, "signed": 30, "paying": 20}, "", 3)


def test_a_change_of_what_the_file_does_not_name_is_no_reason_to_ask_again(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    client = sign_in(cast.owner)
    shown = send(client, FILE)
    people = typed({"B3": {"people": 3}})["B3"]
    save_answer(assessment=assessment, indicator="B3", answer=people, based_on=1, by=cast.editor, at=NOW)
    assert confirm(client, shown).status_code == 302
    assert stored(assessment)["B3"] == ({"people": 3}, "", 2)


def test_answers_handed_in_meanwhile_stay_as_they_are(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    client = sign_in(cast.owner)
    shown = send(client, FILE)
    submit(assessment=assessment, by=cast.editor, at=NOW)
    before = stored(assessment)
    assert confirm(client, shown).status_code == 409
    assert stored(assessment) == before


def test_what_one_person_was_shown_cannot_be_confirmed_by_another(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    before = stored(assessment)
    shown = send(sign_in(cast.owner), FILE)
    client = sign_in(cast.editor)
    response = confirm(client, shown)
    assert response["Location"] == ADDRESS
    assert "What was to be confirmed did not arrive whole." in text_of(client.get(ADDRESS))
    assert stored(assessment) == before


@pytest.mark.parametrize("package", ["", "nonsense", "a:b:c"])
def test_a_confirmation_that_was_not_made_here_is_worth_nothing(package: str, cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    before = stored(assessment)
    assert sign_in(cast.owner).post(ADDRESS, {"package": package})["Location"] == ADDRESS
    assert stored(assessment) == before


def test_after_an_hour_the_difference_has_to_be_looked_at_again(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment = cast.draft()
    before = stored(assessment)
    client = sign_in(cast.owner)
    shown = send(client, FILE)
    monkeypatch.setattr(importing, "SECONDS_TO_CONFIRM", -1)
    time.sleep(0.01)
    assert confirm(client, shown)["Location"] == ADDRESS
    assert "The difference was shown more than an hour ago." in text_of(client.get(ADDRESS))
    assert stored(assessment) == before


def test_what_people_wrote_is_shown_as_text(cast: Cast, sign_in: SignIn) -> None:
    cast.draft({"A4": {"core_region": "<i>old</i>"}})
    content = '{"edition": "2019", "answers": {"A4": {"core_region": "<script>alert(1)</script>"}}}'
    page = send(sign_in(cast.owner), content).content.decode()
    assert "&lt;i&gt;old&lt;/i&gt;" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_the_number_of_queries_does_not_grow_with_the_file(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    for content in ('{"edition": "2019", "answers": {"A1": {"founded": 2016}}}', FILE):
        with django_assert_num_queries(8):
            send(client, content)


@pytest.mark.parametrize("part", range(5))
def test_damaged_files_are_refused_or_shown_and_never_change_anything(part: int, cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    before = stored(assessment)
    client = sign_in(cast.owner)
    answers = typed({"B1": {"legal_form": "association"}, "B3": {"people": 5, "fte": "1.20"}, "B6": {"level": 2}})
    workbook = written(answers, edition=part_of("B"), organisation=ORGANISATION)
    text = write_answer_file(AnswerFile("2019", ORGANISATION, {**answers, "A1": Given({}, "None")}))
    seeds = range(part * 50, part * 50 + 50)
    outcomes = set()
    for content in (
        *(damaged_workbook(workbook, seed) for seed in seeds),
        *(damaged_json(text, seed) for seed in seeds),
    ):
        response = send(client, content)
        outcomes.add(response.status_code)
        assert response.status_code in (200, 422)
    assert outcomes == {200, 422}
    assert stored(assessment) == before
    assert Answer.objects.count() == len(before)


def test_the_commands_read_and_write_workbooks(cast: Cast, tmp_path: Any) -> None:
    assessment = cast.in_state(Status.DRAFT, {**ELIGIBLE, "A5": {"level": 2}})
    path = tmp_path / "answers.xlsx"
    call_command("export_answers", "FI-2026-001", "--output", str(path), "--language", "fi")
    assert opened(path.read_bytes()).sheetnames[1] == "A Rakenne"
    path.write_bytes(filled(path.read_bytes(), {"A2.total": 40}))
    call_command("import_answers", str(path), "--organisation", "kuvitelma")
    assert answers_of(assessment)["A2"] == typed({"A2": {**ELIGIBLE["A2"], "total": 40}})["A2"]


def test_a_workbook_with_faults_is_refused_by_the_command_too(cast: Cast, tmp_path: Any) -> None:
    assessment = cast.draft()
    before = stored(assessment)
    path = tmp_path / "answers.xlsx"
    content = filled(written(), {"A2.total": "=1", "C3.months": -1})
    path.write_bytes(content)
    total, months = (answer_cell(opened(content), key).row for key in ("A2.total", "C3.months"))
    with pytest.raises(CommandError) as refusal:
        call_command("import_answers", str(path), "--organisation", "kuvitelma")
    assert str(refusal.value).split("\n") == [
        "answers.xlsx is refused; nothing was stored.",
        f"line {total}: A Structure!D{total} A2.total: The cell holds a formula. Write its result instead.",
        f"line {months}: C Financing!D{months} C3.months: The number must lie between 0 and 120.",
    ]
    assert stored(assessment) == before


def test_a_workbook_of_somebody_else_is_refused_by_the_command(cast: Cast, tmp_path: Any) -> None:
    path = tmp_path / "answers.xlsx"
    Workbook().save(path)
    with pytest.raises(CommandError, match="This is not the workbook that can be downloaded here"):
        call_command("import_answers", str(path), "--organisation", "kuvitelma")
