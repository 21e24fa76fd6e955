"""Answers: how they are typed, checked and stored, and what counts as answered. Blank, zero, no and n/a differ."""

from __future__ import annotations

from decimal import Decimal

import pytest

from criteria.answers import (
    NOTHING,
    Answer,
    checked_value,
    is_answered_in_full,
    limits,
    missing_fields,
    portable,
    value_from_portable,
    value_from_text,
)
from criteria.cross_checks import cross_check
from criteria.definitions import Choice, Field, FieldKind, Text
from criteria.faults import AnswerFault
from criteria.loader import load_edition
from criteria.states import AnswerState, Progress, progress_in, state_of
from tests.conftest import typed

EDITION = load_edition("2019")
YEAR = 2026
WORD = Text({"en": "word", "fi": "sana"})
FIVE_STEPS = (WORD,) * 5
COLOURS = tuple(Choice(key, WORD) for key in ("red", "green", "blue"))

WHOLE = Field("whole", FieldKind.INTEGER, WORD, min=Decimal(0), max=Decimal(5000))
EXACT = Field("exact", FieldKind.DECIMAL, WORD, min=Decimal(0), max=Decimal(200), decimals=2)
SHARE = Field("share", FieldKind.PERCENT, WORD)
MONEY = Field("money", FieldKind.EURO, WORD, min=Decimal(0), max=Decimal(1000000))
FOUNDED = Field("founded", FieldKind.YEAR, WORD, min=Decimal(1950))
LEVEL = Field("level", FieldKind.LADDER, WORD, steps=FIVE_STEPS)
WORDS = Field("words", FieldKind.TEXT, WORD, max_length=10)
ONE = Field("one", FieldKind.CHOICE, WORD, choices=COLOURS)
MANY = Field("many", FieldKind.MULTI, WORD, choices=COLOURS, max_choices=2)
ROWS = Field("rows", FieldKind.TABLE, WORD, max_rows=2, columns=(WORDS, ONE))


def text_fault(field: Field, text: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(AnswerFault) as refusal:
        value_from_text(field, text, year=YEAR)
    return refusal.value.code, refusal.value.params


def portable_fault(field: Field, raw: object) -> tuple[str, dict[str, object]]:
    with pytest.raises(AnswerFault) as refusal:
        value_from_portable(field, raw, year=YEAR)
    return refusal.value.code, refusal.value.params


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (EXACT, "0,50", "0.50"),
        (EXACT, "0.50", "0.50"),
        (EXACT, "0.5", "0.5"),
        (EXACT, "1", "1"),
        (EXACT, "  1,20  ", "1.20"),
        (EXACT, "+1.2", "1.2"),
        (EXACT, ".5", "0.5"),
        (SHARE, "62 %", "62"),
        (SHARE, "62\u00a0%", "62"),
        (SHARE, "62%", "62"),
        (SHARE, "62,5", "62.5"),
        (SHARE, "0", "0"),
        (SHARE, "100", "100"),
        (MONEY, "1 200", "1200"),
        (MONEY, "1\u00a0200 €", "1200"),
        (MONEY, "1\u202f200,50 €", "1200.50"),
    ],
)
def test_an_exact_number_is_typed_in_either_notation_and_keeps_its_digits(field, text, value):
    assert str(value_from_text(field, text, year=YEAR)) == value
    assert isinstance(value_from_text(field, text, year=YEAR), Decimal)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (WHOLE, "34", 34),
        (WHOLE, "1 200", 1200),
        (WHOLE, "1\u2009200", 1200),
        (WHOLE, "0", 0),
        (WHOLE, "5000", 5000),
        (FOUNDED, "1950", 1950),
        (FOUNDED, "2026", 2026),
        (LEVEL, "0", 0),
        (LEVEL, "4", 4),
    ],
)
def test_a_whole_number_is_typed(field, text, value):
    assert value_from_text(field, text, year=YEAR) == value
    assert type(value_from_text(field, text, year=YEAR)) is int


NO_NUMBERS = ["abc", "1e5", "1E5", "½", "١٢", "1_000", "NaN", "Infinity", "1,200.50", "0x10", "--1", "%", "1.2.3", "−1"]


@pytest.mark.parametrize("field", [WHOLE, EXACT, SHARE, MONEY, FOUNDED, LEVEL], ids=lambda field: field.key)
@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_in_plain_digits_is_refused(field, text):
    assert text_fault(field, text)[0] == "not_a_number"


@pytest.mark.parametrize(
    ("field", "text", "code", "params"),
    [
        (WHOLE, "-1", "out_of_range", {"value": "-1", "min": 0, "max": 5000}),
        (WHOLE, "5001", "out_of_range", {"value": "5001", "min": 0, "max": 5000}),
        (WHOLE, "0,5", "not_whole", {"value": "0,5"}),
        (WHOLE, "1,000", "two_meanings", {"value": "1,000", "grouped": "1000", "decimal": Decimal("1.000")}),
        (WHOLE, "1.000", "two_meanings", {"value": "1.000", "grouped": "1000", "decimal": Decimal("1.000")}),
        (MONEY, "1,200", "two_meanings", {"value": "1,200", "grouped": "1200", "decimal": Decimal("1.200")}),
        (MONEY, "1,2005", "too_exact", {"value": "1,2005", "decimals": 2}),
        (EXACT, "200.01", "out_of_range", {"value": "200.01", "min": 0, "max": 200}),
        (EXACT, "0.505", "too_exact", {"value": "0.505", "decimals": 2}),
        (SHARE, "100.01", "out_of_range", {"value": "100.01", "min": 0, "max": 100}),
        (SHARE, "-0.01", "out_of_range", {"value": "-0.01", "min": 0, "max": 100}),
        (SHARE, "33.333", "too_exact", {"value": "33.333", "decimals": 2}),
        (MONEY, "0.005", "too_exact", {"value": "0.005", "decimals": 2}),
        (FOUNDED, "1949", "year_out_of_range", {"value": "1949", "first": 1950, "year": 2026}),
        (FOUNDED, "2027", "year_in_future", {"value": "2027", "year": 2026}),
        (LEVEL, "5", "out_of_range", {"value": "5", "min": 0, "max": 4}),
        (LEVEL, "2.5", "not_whole", {"value": "2.5"}),
    ],
)
def test_a_number_its_field_cannot_take_is_refused_and_never_guessed(field, text, code, params):
    assert text_fault(field, text) == (code, params)


def test_a_negative_number_in_the_catalogue_is_out_of_range():
    assert text_fault(EDITION.indicator("A2").field("total"), "-1") == (
        "out_of_range",
        {"value": "-1", "min": 0, "max": 5000},
    )


def test_the_limits_of_each_kind_of_number():
    assert [limits(field, year=YEAR) for field in (WHOLE, SHARE, FOUNDED, LEVEL)] == [
        (0, 5000),
        (0, 100),
        (1950, 2026),
        (0, 4),
    ]


@pytest.mark.parametrize("field", [WHOLE, EXACT, SHARE, MONEY, FOUNDED, LEVEL, WORDS], ids=lambda field: field.key)
@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\n"])
def test_blank_is_no_answer_and_not_zero(field, text):
    assert value_from_text(field, text, year=YEAR) is None


@pytest.mark.parametrize("raw", [None, "", []])
@pytest.mark.parametrize("field", [WHOLE, EXACT, WORDS, ONE, MANY, ROWS], ids=lambda field: field.key)
def test_blank_in_a_file_is_no_answer(field, raw):
    assert value_from_portable(field, raw, year=YEAR) is None


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (WHOLE, 34, 34),
        (WHOLE, 0, 0),
        (EXACT, "1.20", Decimal("1.20")),
        (EXACT, 1, Decimal(1)),
        (SHARE, "62.50", Decimal("62.50")),
        (FOUNDED, 2016, 2016),
        (LEVEL, 0, 0),
        (WORDS, " a\r\nb ", "a\nb"),
        (WORDS, "one\u2028two", "one\ntwo"),
        (WORDS, "one\x0btwo", "one\ntwo"),
        (WORDS, "\u200b\ufeff\u00ad", None),
        (WHOLE, "34", 34),
        (WHOLE, Decimal("34.0"), 34),
        (EXACT, "1,20", Decimal("1.20")),
        (WORDS, "a\x00b", "ab"),
        (WORDS, "   ", None),
        (ONE, "red", "red"),
        (MANY, ["blue", "red", "blue"], ("red", "blue")),
        (ROWS, [{"words": "a", "one": "red"}, {"words": "", "one": None}], ({"words": "a", "one": "red"},)),
        (ROWS, [{"words": ""}], None),
        (ROWS, [{}], None),
    ],
)
def test_a_value_of_a_file_is_typed(field, raw, value):
    assert value_from_portable(field, raw, year=YEAR) == value


def test_several_choices_stand_in_the_order_of_the_catalogue_whatever_order_they_came_in():
    assert value_from_portable(MANY, ["green", "red"], year=YEAR) == value_from_portable(
        MANY, ["red", "green"], year=YEAR
    )


@pytest.mark.parametrize(
    ("field", "raw", "code", "params"),
    [
        (WHOLE, 34.0, "not_whole", {"value": "34.0"}),
        (WHOLE, Decimal("34.5"), "not_whole", {"value": "34.5"}),
        (WHOLE, True, "not_whole", {"value": "True"}),
        (WHOLE, [34], "not_whole", {"value": "[34]"}),
        (EXACT, 1.2, "not_exact", {"value": "1.2"}),
        (EXACT, Decimal("1.2"), "not_exact", {"value": "1.2"}),
        (EXACT, False, "not_exact", {"value": "False"}),
        (EXACT, "1e1", "not_a_number", {"value": "1e1"}),
        (EXACT, "1.205", "too_exact", {"value": "1.205", "decimals": 2}),
        (SHARE, 101, "out_of_range", {"value": "101", "min": 0, "max": 100}),
        (FOUNDED, 2027, "year_in_future", {"value": "2027", "year": 2026}),
        (LEVEL, 5, "out_of_range", {"value": "5", "min": 0, "max": 4}),
        (WORDS, 5, "not_text", {}),
        (WORDS, "elevenchars", "too_long", {"max": 10, "length": 11}),
        (WORDS, "👍 –!", "no_words", {}),
        (ONE, "pink", "unknown_choice", {"value": "pink"}),
        (ONE, True, "unknown_choice", {"value": "True"}),
        (MANY, "red", "not_a_list", {}),
        (MANY, ["red", "pink"], "unknown_choice", {"value": "pink"}),
        (MANY, [["red"]], "unknown_choice", {"value": "['red']"}),
        (MANY, ["red", "green", "blue"], "too_many", {"max": 2}),
        (ROWS, {"words": "a"}, "not_rows", {}),
        (ROWS, ["a"], "not_rows", {}),
        (ROWS, [{"size": "a"}], "unknown_column", {"value": "size"}),
        (ROWS, [{"one": "pink"}], "unknown_choice", {"value": "pink"}),
        (ROWS, [{"words": "a"}] * 3, "too_many", {"max": 2}),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(field, raw, code, params):
    assert portable_fault(field, raw) == (code, params)


def test_a_number_field_takes_no_text_unread():
    with pytest.raises(AnswerFault, match="not_a_number"):
        checked_value(WHOLE, "34", year=YEAR)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (34, 34),
        (Decimal("1.20"), "1.20"),
        ("red", "red"),
        (("red", "blue"), ["red", "blue"]),
        (({"title": "One"},), [{"title": "One"}]),
    ],
)
def test_the_portable_form_loses_nothing(value, written):
    assert portable(value) == written


# What counts as answered: an indicator, its values, and the fields still missing.
MISSING = [
    pytest.param("A2", {}, ["total", "signed", "paying", "active"], id="nothing yet"),
    pytest.param("A2", {"total": 34}, ["signed", "paying", "active"], id="begun"),
    pytest.param("A2", {"total": 0, "signed": 0, "paying": 0, "active": 0}, [], id="zero is an answer"),
    pytest.param("C2", {"has_fee": "no"}, [], id="no is an answer and ends the questions"),
    pytest.param("C2", {"has_fee": "yes"}, ["lowest", "highest", "basis", "share_paying"], id="yes asks on"),
    pytest.param("A7", {"from_abroad": 0}, [], id="nobody from abroad, no countries"),
    pytest.param("A7", {"from_abroad": 1}, ["countries"], id="somebody from abroad, which countries"),
    pytest.param("D1", {"level": 0}, [], id="not offered, nothing more to say"),
    pytest.param("D1", {"level": 1}, ["activities", "reached"], id="offered; the example is optional"),
    pytest.param("F4", {"impact": 0}, [], id="no impact; evidence is optional"),
    pytest.param("F3", {"level": 0}, [], id="no survey, no year"),
]


@pytest.mark.parametrize(("key", "values", "missing"), MISSING)
def test_the_fields_that_are_still_missing(key, values, missing):
    answer = typed({key: values})[key]
    assert [field.key for field in missing_fields(EDITION.indicator(key), answer)] == missing


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        pytest.param(NOTHING, AnswerState.NOT_STARTED, id="blank"),
        pytest.param(Answer({"from_abroad": 0}), AnswerState.COMPLETE, id="zero"),
        pytest.param(Answer({"from_abroad": 2}), AnswerState.IN_PROGRESS, id="begun"),
        pytest.param(Answer({"from_abroad": 2, "countries": ("SE",)}), AnswerState.COMPLETE, id="complete"),
        pytest.param(Answer({}, "By statute"), AnswerState.NOT_APPLICABLE, id="not applicable"),
    ],
)
def test_blank_zero_and_not_applicable_are_different_states(answer, state):
    assert state_of(EDITION.indicator("A7"), answer, ()) is state


def test_no_and_blank_are_different_states():
    fees = EDITION.indicator("C2")
    assert state_of(fees, Answer({"has_fee": "no"}), ()) is AnswerState.COMPLETE
    assert state_of(fees, NOTHING, ()) is AnswerState.NOT_STARTED


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("A3", {"A2": {"total": 34}, "A3": {"smes": 1, "other_companies": 0, "research": 0, "universities": 0,
         "training": 0, "financial": 0, "consultants": 0, "government": 0, "others": 0}}),
        ("A6", {"A6": {"industry": "50", "research": "30", "public": "30"}}),
        ("D1", {"D1": {"level": 0, "activities": 9, "reached": 5, "example": "A fair"}}),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_never_complete(key, answers):
    answers = typed(answers)
    indicator, findings = EDITION.indicator(key), cross_check(EDITION, answers)
    assert is_answered_in_full(indicator, answers[key])
    assert state_of(indicator, answers[key], findings) is AnswerState.INCONSISTENT
    assert progress_in([AnswerState.INCONSISTENT]) == Progress(done=0, started=1, total=1)


def test_an_answer_beside_a_reason_why_there_is_none_is_neither_complete_nor_not_applicable():
    answer = Answer({"from_abroad": 0}, "By statute")
    indicator = EDITION.indicator("A7")
    findings = cross_check(EDITION, {"A7": answer})
    assert state_of(indicator, answer, findings) is AnswerState.INCONSISTENT


def test_what_does_not_apply_misses_nothing():
    assert missing_fields(EDITION.indicator("A2"), Answer({}, "By statute")) == ()


def test_progress_counts_what_is_dealt_with():
    states = [AnswerState.COMPLETE, AnswerState.IN_PROGRESS, AnswerState.NOT_APPLICABLE]
    progress = progress_in(states + [AnswerState.NOT_STARTED] * 4)
    assert (progress.done, progress.started, progress.total, progress.percent) == (2, 1, 7, 28)


@pytest.mark.parametrize(("done", "percent"), [(0, 0), (1, 2), (35, 97), (36, 100)])
def test_a_hundred_percent_means_all(done, percent):
    states = [AnswerState.NOT_APPLICABLE] * done + [AnswerState.NOT_STARTED] * (36 - done)
    assert progress_in(states).percent == percent


def test_progress_over_nothing_is_nothing():
    progress = progress_in([])
    assert (progress.done, progress.total, progress.percent) == (0, 0, 0)
