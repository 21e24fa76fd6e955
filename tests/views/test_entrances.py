"""Every entrance takes a value in the same way: button, autosave, answer file in both forms, and cohort file."""

from __future__ import annotations

import csv
import functools
import io
import json
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assessments.files.cohort_file import RefusedCohort, read_cohort
from assessments.files.workbook.cells import cell_text
from assessments.files.workbook.reading import read_any
from assessments.forms.faults import fault_message
from assessments.forms.indicator import IndicatorForm
from assessments.models import AnswerRow, User
from criteria.answer_file import LONGEST_REASON, RefusedFile
from criteria.answers import NOTHING, Answer, portable
from tests.conftest import PROFILE, Cast
from tests.workbooks import EDITION, YEAR, blank, filled, repacked

type SignIn = Callable[[User], Client]
# What became of a value: the stored answer in its portable form and its reason, or the message of a refusal.
type Outcome = tuple[dict[str, Any], str] | str

HERE = "/assessments/FI-2026-001/"
TRICKY = (
    "\u200b\u200d\u200e\u00ad\ufeff\u202a\u202c\u202e\u2067\u2069\u2028\u2029\x00\x0b\x0c\x1c\x85\r\n\t\u3164\ufe0f\u0301"
    "\u05d0\ufffe\U000e0041 _x000D_=\"'&<>;,e\u00e9\U0001f41f"
)
TEXTS = st.text(st.sampled_from(TRICKY) | st.characters(codec="utf-8"), max_size=130)
# The texts that people type where a number is asked, and those that look like one.
NUMBERS = st.text(
    st.sampled_from("0123456789   .,-+%€eE/'\u00a0\u202f\u2212\u0661\uff11½ htvFTEmembers\u200b\n"), max_size=9
)
TEXT_PLACES = ["A4.core_region", "A7.not_applicable", "F2.stories.1.title"]
NUMBER_PLACES = ["A1.founded", "A2.total", "B3.fte", "C1.budget"]
PLACES = [*TEXT_PLACES, *NUMBER_PLACES, "B8.not_applicable", "C1.eu", "F2.stories.1.result"]
FEW = settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def input_name(key: str) -> str:
    """The name of the form field at a key of the workbook: F2.stories.1.title is F2-stories_0_title."""
    indicator, *parts = key.split(".")
    return f"{indicator}-{'_'.join(str(int(part) - 1) if part.isdigit() else part for part in parts)}"


def as_json(key: str, text: str) -> bytes:
    """The answer file in JSON with `text` at `key`."""
    indicator, field, *cell = key.split(".")
    value = [{cell[1]: text}] if cell else text
    part = {field: {indicator: text}} if field == "not_applicable" else {"answers": {indicator: {field: value}}}
    return json.dumps({"edition": "2019", **part}).encode()


@functools.cache
def marked(area: str) -> bytes:
    """The workbook of one area with the key of each place in its cell."""
    return filled(blank(area), {key: f"({key})" for key in PLACES if key[0] == area})


def as_workbook(key: str, text: str) -> bytes:
    """The workbook with `text` in the cell of `key`, written as spreadsheet programs do."""
    inside = escape(cell_text(text), {"\r": "&#13;"})

    def change(parts: dict[str, bytes]) -> None:
        sheet = parts["xl/worksheets/sheet2.xml"].decode()
        for place in PLACES:
            cell = f'<t xml:space="preserve">{inside if place == key else ""}</t>'
            sheet = sheet.replace(f"<t>({place})</t>", cell)
        parts["xl/worksheets/sheet2.xml"] = sheet.encode()

    return repacked(marked(key[0]), change)


def in_portable_form(answer: Answer) -> Outcome:
    return {name: portable(value) for name, value in answer.values.items()}, answer.not_applicable


def from_file(key: str, content: bytes) -> Outcome:
    try:
        file = read_any(content, EDITION, year=YEAR)
    except RefusedFile as refused:
        (fault,) = refused.faults
        return fault_message(fault.fault, "en")
    return in_portable_form(file.answers.get(key.partition(".")[0], NOTHING))


def message_in(form: IndicatorForm) -> str:
    return " ".join(message for messages in form.errors.values() for message in messages)


def what_is_stored(key: str) -> Outcome:
    row = AnswerRow.objects.filter(indicator=key.partition(".")[0]).first()
    return (row.values, row.not_applicable) if row else ({}, "")


def by_button(client: Client, key: str, text: str) -> Outcome:
    response = client.post(f"{HERE}areas/{key[0]}/", {input_name(key): text})
    if response.status_code == 302:
        return what_is_stored(key)
    assert what_is_stored(key) == ({}, "")
    return " ".join(filter(None, (message_in(asked.form) for asked in response.context["questions"])))


def by_autosave(client: Client, key: str, text: str) -> Outcome:
    response = client.post(f"{HERE}indicators/{key.partition('.')[0]}/", {input_name(key): text})
    if response.status_code == 200:
        return what_is_stored(key)
    assert (response.status_code, what_is_stored(key)) == (422, ({}, ""))
    return message_in(response.context["edit"].form)


def outcomes(client: Client, key: str, text: str) -> list[Outcome]:
    found = []
    for door in (by_button, by_autosave):
        found.append(door(client, key, text))
        AnswerRow.objects.all().delete()
    return [*found, from_file(key, as_json(key, text)), from_file(key, as_workbook(key, text))]


@pytest.fixture
def editor(cast: Cast, sign_in: SignIn) -> Client:
    cast.draft({})
    return sign_in(cast.editor)


UNIT = "“{}” has a unit that this number is not given in. Write the number alone."
TORN = (
    "“{}” has a space that does not separate thousands. Write the number without it, or with the decimal mark that is "
    "missing."
)
NOT_A_NUMBER = "“{}” is not a number. Write digits only."
RIGHT: list[tuple[str, str, Outcome]] = [
    ("B3.fte", "40 %", UNIT.format("40 %")),
    ("B3.fte", "0,5 members", UNIT.format("0,5 members")),
    ("A2.total", "34 %", UNIT.format("34 %")),
    ("C1.eu", "25 €", UNIT.format("25 €")),
    ("C1.budget", "25 $", UNIT.format("25 $")),
    ("B3.fte", "0 5", TORN.format("0 5")),
    ("A2.total", "1 0\u00a091", TORN.format("1 0 91")),
    ("A2.total", "1'091", NOT_A_NUMBER.format("1'091")),
    (
        "A2.total",
        "5000,5 %",
        f"{UNIT.format('5000,5 %')} “5000,5 %” is not a whole number. “5000,5 %” does not fit. The number must lie "
        "between 0 and 5,000.",
    ),
    ("A2.total", "34,0", ({"total": 34}, "")),
    ("A2.total", "1\u202f091\u200b", ({"total": 1091}, "")),
    ("B3.fte", "0,5 htv", ({"fte": "0.5"}, "")),
    ("A1.founded", "1949", "“1949” does not fit. The year must lie between 1950 and 2026."),
    ("C1.eu", "33,33 %", ({"eu": "33.33"}, "")),
    ("C1.eu", "33,33 prosenttia", ({"eu": "33.33"}, "")),
    ("C1.budget", "25 euroa", ({"budget": "25"}, "")),
    ("A4.core_region", "Pa\u0308ija\u0308nne\u00ad", ({"core_region": "Päijänne"}, "")),
    ("B8.not_applicable", f"{'a' * 490}{chr(10) * 9}b", ({}, f"{'a' * 490}{chr(10) * 9}b")),
    ("B8.not_applicable", "a" * 501, "The text has 501 characters; at most 500 fit."),
    ("F2.stories.1.title", "\u200b\ufeff\u00ad", ({}, "")),
    ("F2.stories.1.result", "one\u2028two\x0bthree", ({"stories": [{"result": "one\ntwo\nthree"}]}, "")),
]


def test_every_entrance_has_the_right_value(editor: Client) -> None:
    found = [(key, text, outcomes(editor, key, text)) for key, text, _right in RIGHT]
    assert found == [(key, text, [right] * 4) for key, text, right in RIGHT]


def test_a_name_that_nobody_can_see_is_refused_as_empty(editor: Client) -> None:
    response = editor.post("/organisations/new/", {**PROFILE, "name": "\u00ad\u200d"})
    assert response.context["form"].errors == {"name": ["This field is required."]}


@FEW
@given(key=st.sampled_from(TEXT_PLACES), text=TEXTS)
@example(key="A4.core_region", text="x" * 121)
@example(key="A7.not_applicable", text="🐟" * (LONGEST_REASON // 2 + 1))
def test_any_text_is_stored_the_same_or_refused_with_the_same_words(editor: Client, key: str, text: str) -> None:
    first, *others = outcomes(editor, key, text)
    assert others == [first] * 3


@FEW
@given(key=st.sampled_from(NUMBER_PLACES), text=NUMBERS)
@example(key="A2.total", text="1,091")
def test_any_number_is_stored_the_same_or_refused_with_the_same_words(editor: Client, key: str, text: str) -> None:
    first, *others = outcomes(editor, key, text)
    assert others == [first] * 3


@FEW
@given(text=st.text(st.sampled_from(TRICKY) | st.characters(codec=None), max_size=130))
@example(text="half \ud83d of a pair")
def test_characters_that_no_page_can_send_are_cleaned_in_files_as_in_forms(text: str) -> None:
    form = IndicatorForm(EDITION.indicator("A4"), NOTHING, language="en", year=YEAR, data={"A4-core_region": text})
    expected = in_portable_form(form.answer) if form.is_valid() else message_in(form)
    assert from_file("A4", as_json("A4.core_region", text)) == expected


def in_cohort(column: str, text: str) -> Any:
    """What a cohort file stores of `text` in `column`, or the message of its refusal."""
    stream = io.StringIO()
    csv.writer(stream).writerows([("cluster", "country", "year", column), ("Kuvitelma", "FI", 2024, text)])
    try:
        (row,) = read_cohort(stream.getvalue().encode(), EDITION, year=YEAR)
    except RefusedCohort as refused:
        (fault,) = refused.faults
        return fault_message(fault.fault, "en")
    return {key.partition(".")[2]: str(number) for key, number in row.numbers.items()}


@FEW
@given(key=st.sampled_from(["A2.total", "B3.fte"]), text=NUMBERS)
@example(key="A2.total", text="34.5")
@example(key="A2.total", text="1,091")
@example(key="B3.fte", text="201,555 %")
def test_a_cohort_takes_a_number_as_the_questionnaire_does(key: str, text: str) -> None:
    answered = from_file(key, as_json(key, text))
    expected = answered if isinstance(answered, str) else {name: str(value) for name, value in answered[0].items()}
    assert in_cohort(key, text) == expected
