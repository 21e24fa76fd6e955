"""The portable answer file: lossless round trips, and refusal as a whole with every fault and its path."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.answer_file import AnswerFile, RefusedFile, read_answer_file, write_answer_file
from criteria.answers import Answer
from criteria.loader import load_edition
from tests.conftest import typed
from tests.generated import one_answer

EDITION = load_edition("2019")
YEAR = 2026
ORGANISATION = {
    "slug": "kuvitelma",
    "name": "Kuvitelma Cluster",
    "country": "FI",
    "eccp_status": "accepted",
    "eccp_profile": "https://profile.example.org/kuvitelma",
    "eccp_accepted": dt.date(2025, 3, 1),
}


def read(text: str) -> AnswerFile:
    return read_answer_file(text, EDITION, year=YEAR)


def faults(text: str) -> list[tuple[str, str, dict[str, object]]]:
    with pytest.raises(RefusedFile) as refusal:
        read(text)
    assert str(refusal.value) == f"{len(refusal.value.faults)} faults"
    return [(f.path, f.fault.code, f.fault.params) for f in refusal.value.faults]


def with_answers(answers: str) -> str:
    """A file with these answers."""
    return f'{{\n"edition": "2019",\n"answers": {answers}\n}}'


def test_the_published_example_is_read_exactly():
    file = read(
        """{
          "edition": "2019",
          "organisation": {"slug": "kuvitelma", "name": "Kuvitelma Cluster", "country": "FI", "eccp_status": "accepted",
                           "eccp_profile": "https://profile.example.org/kuvitelma", "eccp_accepted": "2025-03-01"},
          "answers": {"A2": {"total": 34, "signed": 30}, "B3": {"people": 2, "fte": "1.20"}},
          "not_applicable": {"A7": "All participants are in the region by statute."}
        }"""
    )
    assert file == AnswerFile(
        edition="2019",
        organisation=ORGANISATION,
        answers={
            "A2": Answer({"total": 34, "signed": 30}),
            "B3": Answer({"people": 2, "fte": Decimal("1.20")}),
            "A7": Answer({}, "All participants are in the region by statute."),
        },
    )
    assert str(file.answers["B3"].values["fte"]) == "1.20"


def test_a_file_is_written_with_exact_numbers_as_strings():
    answers = {**typed({"B3": {"people": 2, "fte": "1.20"}}), "A7": Answer({}, "Säännöt")}
    assert write_answer_file(
        AnswerFile("2019", {"slug": "kuvitelma", "eccp_accepted": dt.date(2025, 3, 1)}, answers)
    ) == (
        """{
  "edition": "2019",
  "organisation": {
    "slug": "kuvitelma",
    "eccp_accepted": "2025-03-01"
  },
  "answers": {
    "B3": {
      "people": 2,
      "fte": "1.20"
    }
  },
  "not_applicable": {
    "A7": "Säännöt"
  }
}
"""
    )


@pytest.mark.parametrize(
    ("key", "values"),
    [
        pytest.param("A2", {"total": 0}, id="integer, zero"),
        pytest.param("B3", {"fte": "1.20"}, id="decimal that keeps its zero"),
        pytest.param("A4", {"share_in_region": "80.00"}, id="percent"),
        pytest.param("C1", {"budget": "120000.50"}, id="euro"),
        pytest.param("A1", {"founded": 2016}, id="year"),
        pytest.param("A4", {"core_region": 'Etelä-"Pohjanmaa"\nja Åland 🐟'}, id="text"),
        pytest.param("C2", {"has_fee": "no"}, id="choice"),
        pytest.param("A7", {"countries": ["NO", "SE"]}, id="multi"),
        pytest.param("B6", {"level": 0}, id="ladder"),
        pytest.param("F2", {"stories": [{"title": "One", "publishable": "yes"}, {"result": "Two"}]}, id="table"),
    ],
)
def test_every_kind_of_field_survives_a_round_trip(key, values):
    text = write_answer_file(AnswerFile("2019", {}, typed({key: values})))
    assert json.loads(text)["answers"] == {key: values}
    assert read(text).answers == typed({key: values})


def test_an_indicator_left_blank_is_not_written():
    text = write_answer_file(AnswerFile("2019", {}, {"A1": Answer()}))
    assert json.loads(text) == {"edition": "2019", "organisation": {}, "answers": {}, "not_applicable": {}}


@pytest.mark.parametrize(
    "answers",
    ['{"A2": {"total": null}}', '{"A2": {}}', '{"A4": {"core_region": ""}}', '{"A7": {"countries": []}}'],
)
def test_blank_means_blank(answers):
    (answer,) = read(with_answers(answers)).answers.values()
    assert answer == Answer()


@pytest.mark.parametrize("reason", ["null", '""', r'" \u200b\u0000"'])
def test_a_blank_reason_is_none(reason):
    assert read(f'{{"edition": "2019", "not_applicable": {{"A7": {reason}}}}}').answers == {}
    text = f'{{"edition": "2019", "answers": {{"A7": {{"from_abroad": 0}}}}, "not_applicable": {{"A7": {reason}}}}}'
    assert read(text).answers == typed({"A7": {"from_abroad": 0}})


def test_every_fault_of_a_number_is_kept():
    with pytest.raises(RefusedFile) as refused:
        read(with_answers('{"A2": {"total": "5000,5 %"}}'))
    (fault,) = (found.fault for found in refused.value.faults)
    assert [fault.code, *(other.code for other in fault.others)] == ["wrong_unit", "not_whole", "out_of_range"]


def test_only_the_edition_is_required():
    assert read('{"edition": "2019"}') == AnswerFile("2019", {}, {})


@pytest.mark.parametrize(
    ("written", "code"), [("EL", "GR"), ("UK", "GB"), ("fin", "FI"), ("Suomi", "FI"), ("Eesti", "EE")]
)
def test_a_country_may_be_named(written, code):
    assert read(f'{{"edition": "2019", "organisation": {{"country": "{written}"}}}}').organisation == {"country": code}


def test_blank_profile_values_are_absent():
    text = '{"edition": "2019", "organisation": {"name": " ", "country": null, "eccp_status": ""}}'
    assert read(text).organisation == {}


def test_what_no_database_can_store_is_taken_out():
    file = read(r'{"edition": "2019", "organisation": {"name": "Kuvi\u0000telma"}}')
    assert file.organisation == {"name": "Kuvitelma"}
    assert read(with_answers(r'{"A4": {"core_region": "\u0000"}}')).answers == {"A4": Answer()}
    assert read(with_answers(r'{"A4": {"core_region": "Savo \ud83d"}}')).answers == typed(
        {"A4": {"core_region": "Savo"}}
    )
    assert faults(with_answers(r'{"A7": {"countries": ["S\ud800"]}}')) == [
        ("answers.A7.countries", "unknown_choice", {"value": "S"})
    ]


# Answers, and the one fault expected in them: its path, code and limits.
WRONG_ANSWERS = [
    ('{"Z9": {}}', "answers.Z9", "unknown_key", {"value": "Z9"}),
    ('{"A2": {"size": 3}}', "answers.A2.size", "unknown_key", {"value": "size"}),
    ('{"A2": 34}', "answers.A2", "not_an_object", {}),
    ('{"A2": []}', "answers.A2", "not_an_object", {}),
    ("34", "answers", "not_an_object", {}),
    ("null", "answers", "not_an_object", {}),
    ('{"A2": {"total": 34.5}}', "answers.A2.total", "not_whole", {"value": "34.5"}),
    ('{"A2": {"total": true}}', "answers.A2.total", "not_whole", {"value": "True"}),
    ('{"A2": {"total": -1}}', "answers.A2.total", "out_of_range", {"value": "-1", "min": 0, "max": 5000}),
    ('{"B3": {"fte": 1.2}}', "answers.B3.fte", "not_exact", {"value": "1.2"}),
    ('{"B3": {"fte": false}}', "answers.B3.fte", "not_exact", {"value": "False"}),
    ('{"B3": {"fte": "much"}}', "answers.B3.fte", "not_a_number", {"value": "much"}),
    ('{"B3": {"fte": "1e1"}}', "answers.B3.fte", "not_a_number", {"value": "1e1"}),
    ('{"B3": {"fte": "1.205"}}', "answers.B3.fte", "too_exact", {"value": "1.205", "decimals": 2}),
    ('{"A1": {"founded": 2027}}', "answers.A1.founded", "year_in_future", {"value": "2027", "year": 2026}),
    ('{"A4": {"core_region": 5}}', "answers.A4.core_region", "not_text", {}),
    (f'{{"A4": {{"core_region": "{"x" * 121}"}}}}', "answers.A4.core_region", "too_long", {"max": 120, "length": 121}),
    ('{"C2": {"has_fee": "maybe"}}', "answers.C2.has_fee", "unknown_choice", {"value": "maybe"}),
    ('{"A7": {"countries": "SE"}}', "answers.A7.countries", "not_a_list", {}),
    ('{"A7": {"countries": ["Sweden"]}}', "answers.A7.countries", "unknown_choice", {"value": "Sweden"}),
    ('{"A5": {"portfolios": ["food", "ict", "health"]}}', "answers.A5.portfolios", "too_many", {"max": 2}),
    ('{"F2": {"stories": {"title": "One"}}}', "answers.F2.stories", "not_rows", {}),
    ('{"F2": {"stories": [{"name": "One"}]}}', "answers.F2.stories", "unknown_column", {"value": "name"}),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "path", "code", "params"), WRONG_ANSWERS)
def test_a_wrong_answer_is_refused_by_its_path(answers, path, code, params):
    assert faults(with_answers(answers)) == [(path, code, params)]


@pytest.mark.parametrize(
    ("part", "path", "code", "params"),
    [
        ('"organisation": []', "organisation", "not_an_object", {}),
        ('"organisation": {"size": "3"}', "organisation.size", "unknown_key", {"value": "size"}),
        ('"organisation": {"name": 3}', "organisation.name", "not_text", {}),
        (f'"organisation": {{"name": "{"x" * 201}"}}', "organisation.name", "too_long", {"max": 200, "length": 201}),
        ('"organisation": {"country": "Atlantis"}', "organisation.country", "unknown_choice", {"value": "Atlantis"}),
        ('"organisation": {"country": "EU"}', "organisation.country", "unknown_choice", {"value": "EU"}),
        ('"organisation": {"eccp_status": "yes"}', "organisation.eccp_status", "unknown_choice", {"value": "yes"}),
        (
            '"organisation": {"eccp_profile": "javascript:alert(1)"}',
            "organisation.eccp_profile",
            "not_an_address",
            {"value": "javascript:alert(1)"},
        ),
        (
            '"organisation": {"eccp_profile": "https://"}',
            "organisation.eccp_profile",
            "not_an_address",
            {"value": "https://"},
        ),
        (
            '"organisation": {"eccp_accepted": "1.3.2025"}',
            "organisation.eccp_accepted",
            "not_a_date",
            {"value": "1.3.2025"},
        ),
        (
            '"organisation": {"eccp_accepted": "2025-02-29"}',
            "organisation.eccp_accepted",
            "not_a_date",
            {"value": "2025-02-29"},
        ),
        ('"not_applicable": ["A7"]', "not_applicable", "not_an_object", {}),
        ('"not_applicable": {"Z9": "Why"}', "not_applicable.Z9", "unknown_key", {"value": "Z9"}),
        ('"not_applicable": {"A7": true}', "not_applicable.A7", "not_text", {}),
        (f'"not_applicable": {{"A7": "{"x" * 501}"}}', "not_applicable.A7", "too_long", {"max": 500, "length": 501}),
        ('"remarks": {}', "remarks", "unknown_key", {"value": "remarks"}),
    ],
)
def test_every_other_part_is_checked_too(part, path, code, params):
    assert faults(f'{{\n"edition": "2019",\n{part}\n}}') == [(path, code, params)]


def test_an_answer_and_a_reason_for_not_applicable_exclude_each_other():
    text = '{"edition": "2019",\n"answers": {"A7": {"from_abroad": 0}},\n"not_applicable": {"A7": "By statute"}}'
    assert faults(text) == [("not_applicable.A7", "answered_and_not_applicable", {})]
    blank = read('{"edition": "2019", "answers": {"A7": {}}, "not_applicable": {"A7": " By statute "}}')
    assert blank.answers == {"A7": Answer({}, "By statute")}


def test_every_fault_is_listed():
    text = """{
  "edition": "2013",
  "not_applicable": {"A1": 3},
  "answers": {
    "B3": {
      "people": -1,
      "fte": 1.2
    },
    "A2": {"total": 1, "size": 2}
  },
  "organisation": {"country": "Atlantis"}
}"""
    assert [(path, code) for path, code, _ in faults(text)] == [
        ("edition", "other_edition"),
        ("organisation.country", "unknown_choice"),
        ("answers.B3.people", "out_of_range"),
        ("answers.B3.fte", "not_exact"),
        ("answers.A2.size", "unknown_key"),
        ("not_applicable.A1", "not_text"),
    ]


@pytest.mark.parametrize(("text", "named"), [('{"edition": "2013"}', "2013"), ('{"edition": 2019}', "2019")])
def test_another_edition_is_refused(text, named):
    assert faults(text) == [("edition", "other_edition", {"value": named, "expected": "2019"})]


def test_a_file_that_names_no_edition_is_told_so():
    assert faults("{}") == [("edition", "no_edition", {"expected": "2019"})]


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("", "not_json", {"line": 1, "column": 1}),
        ("edition: 2019", "not_json", {"line": 1, "column": 1}),
        ('{\n"edition": "2019"\n"answers": {}}', "not_json", {"line": 3, "column": 1}),
        ('{"edition": "2019",\n"answers": {"A2": {"total": 1}', "not_json", {"line": 2, "column": 31}),
        ('{"edition": "2019"}\n{}', "not_json", {"line": 2, "column": 1}),
        ('{"edition": "2019", "edition": "2019"}', "key_repeated", {"value": "edition"}),
        (with_answers('{"A2": {"total": 1, "total": 2}}'), "key_repeated", {"value": "total"}),
        (with_answers('{"A2": {}, "A2\\udfff": {}}'), "key_repeated", {"value": "A2"}),
        (with_answers('{"A2": {"total": NaN}}'), "not_a_number", {"value": "NaN"}),
        (with_answers('{"A2": {"total": -Infinity}}'), "not_a_number", {"value": "-Infinity"}),
        ("1" * 10_000, "not_a_number", {"value": "1" * 10_000}),
        ("[" * 200_000, "too_deep", {"max": 20}),
        ('{"a":' * 200_000, "too_deep", {"max": 20}),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_no_json_is_refused_with_the_reason(text, code, params):
    assert faults(text) == [("", code, params)]


def test_a_file_nested_deeper_than_any_answer_is_refused_at_once():
    nested = '{"a":' * 400 + "1" + "}" * 400
    text = '{"edition": "2019",\n"answers": [' + ",".join([nested] * 1800) + "]}"
    assert faults(text) == [("", "too_deep", {"max": 20})]


@pytest.mark.parametrize("text", ["[]", '"2019"', "5", "null", "true"])
def test_json_that_is_no_object_is_refused(text):
    assert faults(text) == [("", "not_an_object", {})]


@pytest.mark.parametrize("area", [area.key for area in EDITION.areas])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_answered_comes_back_equal(area, data):
    answers = {i.key: data.draw(one_answer(i), label=i.key) for i in EDITION.area(area).indicators}
    text = write_answer_file(AnswerFile("2019", {}, answers))
    came_back = read(text)
    assert came_back.answers == {key: a for key, a in answers.items() if a.values or a.not_applicable}
    # Equal numbers may have different digits ("1.2" and "1.20"); equal files may not.
    assert json.loads(write_answer_file(came_back)) == json.loads(text)
