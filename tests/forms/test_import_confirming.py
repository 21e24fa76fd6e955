"""Confirming an import: once, by the person who saw the changes, while they are current; damaged files; commands."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from openpyxl import Workbook

from assessments.forms import importing
from assessments.models import AnswerRow, Organisation, Status, User
from assessments.queries.answers import answers_of
from assessments.workflow.answering import save_answer
from assessments.workflow.importing import NoOpenDraft, import_answers
from assessments.workflow.submitting import submit
from criteria.answer_file import AnswerFile, write_answer_file
from criteria.answers import Answer as Given
from tests.conftest import ELIGIBLE, NOW, Cast, typed
from tests.criteria.test_answer_file import ORGANISATION
from tests.import_pages import ADDRESS, CHECK, FILE, confirm, send, stored, text_of
from tests.workbooks import answer_cell, damaged_json, damaged_workbook, filled, opened, part_of, written

type SignIn = Callable[[User], Client]


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
    assert "The confirmation arrived incomplete." in text_of(client.get(ADDRESS))
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


@pytest.mark.any_database
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
    assert AnswerRow.objects.count() == len(before)


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
        f"A Structure!D{total} A2.total: The cell holds a formula. Write its result instead.",
        f"C Financing!D{months} C3.months: “-1” does not fit. The number must lie between 0 and 120.",
    ]
    assert stored(assessment) == before


def test_a_workbook_of_somebody_else_is_refused_by_the_command(cast: Cast, tmp_path: Any) -> None:
    path = tmp_path / "answers.xlsx"
    Workbook().save(path)
    with pytest.raises(CommandError, match="This is not the workbook that can be downloaded here"):
        call_command("import_answers", str(path), "--organisation", "kuvitelma")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("profile", [{}, {"name": "Renamed Cluster"}])
def test_answers_handed_in_while_a_file_comes_are_not_written_into(cast: Cast, profile: dict[str, Any]) -> None:
    assessment = cast.draft()
    before = stored(assessment)
    file = AnswerFile("2019", profile, typed({"A2": {"total": 40}, "A1": {"founded": 2015}}))
    outcomes: list[str] = []

    def import_it() -> None:
        try:
            import_answers(file=file, slug="kuvitelma", may_create=False, is_dry_run=False, by=None, at=NOW)
            outcomes.append("stored")
        except NoOpenDraft:
            outcomes.append("handed in")
        finally:
            connection.close()

    thread = threading.Thread(target=import_it)
    with transaction.atomic():
        submit(assessment=assessment, by=cast.owner, at=NOW)
        thread.start()
        until_waiting()
    thread.join()
    assert (outcomes, stored(assessment)) == (["handed in"], before)
    assert Organisation.objects.get(slug="kuvitelma").name == "Kuvitelma Cluster"


def until_waiting() -> None:
    """Waits until another session waits for a lock of this transaction; SQLite lets no other one begin."""
    if connection.vendor != "postgresql":
        return
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waited")
