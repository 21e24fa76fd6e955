"""Numbers, dates and answers formatted for readers of English and Finnish."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from criteria.formatting import (
    format_alternatives,
    format_date,
    format_euro,
    format_measure,
    format_minutes,
    format_months,
    format_names,
    format_number,
    format_percent,
    format_size,
    format_value,
)
from criteria.loader import load_edition
from tests.conftest import typed

EDITION = load_edition("2019")
# Finnish has a no-break space between thousands and before signs and units, English only before units.
S = "\u00a0"


@pytest.mark.parametrize(
    ("number", "decimals", "english", "finnish"),
    [
        ("0", None, "0", "0"),
        ("34", None, "34", "34"),
        ("1.20", None, "1.20", "1,20"),
        ("0.5", None, "0.5", "0,5"),
        ("1234567", None, "1,234,567", f"1{S}234{S}567"),
        ("1234.5", None, "1,234.5", f"1{S}234,5"),
        ("33.333", 0, "33", "33"),
        ("33.333", 1, "33.3", "33,3"),
        ("62.5", 0, "63", "63"),
        ("2.25", 1, "2.3", "2,3"),
        ("-2.5", 0, "-3", "-3"),
        ("5", 2, "5.00", "5,00"),
        ("1E+2", None, "100", "100"),
    ],
)
def test_a_number_keeps_its_digits_unless_told_how_many(number, decimals, english, finnish):
    assert format_number(Decimal(number), "en", decimals=decimals) == english
    assert format_number(Decimal(number), "fi", decimals=decimals) == finnish


def test_equal_numbers_with_other_digits_are_written_as_they_are():
    equal = [Decimal("1.5"), Decimal("1.50"), Decimal("1.500"), Decimal("1.5")]
    assert [format_number(number, "en") for number in equal] == ["1.5", "1.50", "1.500", "1.5"]
    assert [format_percent(number, "fi") for number in equal] == [f"1,5{S}%", f"1,50{S}%", f"1,500{S}%", f"1,5{S}%"]
    assert [format_euro(number, "en") for number in (2, Decimal("2.00"))] == ["€2", "€2.00"]


def test_a_regional_form_of_a_language_is_the_language():
    assert (format_number(Decimal("1234.5"), "fi-fi"), format_number(1200, "en-gb")) == (f"1{S}234,5", "1,200")


@pytest.mark.parametrize(
    ("number", "decimals", "english", "finnish"),
    [
        ("62", None, "62%", f"62{S}%"),
        ("62.50", None, "62.50%", f"62,50{S}%"),
        ("33.333", 0, "33%", f"33{S}%"),
        ("0", 0, "0%", f"0{S}%"),
    ],
)
def test_percent(number, decimals, english, finnish):
    assert format_percent(Decimal(number), "en", decimals=decimals) == english
    assert format_percent(Decimal(number), "fi", decimals=decimals) == finnish


@pytest.mark.parametrize(
    ("number", "decimals", "english", "finnish"),
    [
        ("1200", None, "€1,200", f"1{S}200{S}€"),
        ("99.90", None, "€99.90", f"99,90{S}€"),
        ("3333.333", 0, "€3,333", f"3{S}333{S}€"),
    ],
)
def test_euro(number, decimals, english, finnish):
    assert format_euro(Decimal(number), "en", decimals=decimals) == english
    assert format_euro(Decimal(number), "fi", decimals=decimals) == finnish


@pytest.mark.parametrize(
    ("day", "english", "finnish"),
    [
        (dt.date(2026, 3, 5), "5 March 2026", "5. maaliskuuta 2026"),
        (dt.date(2028, 9, 30), "30 September 2028", "30. syyskuuta 2028"),
    ],
)
def test_dates_are_words(day, english, finnish):
    assert (format_date(day, "en"), format_date(day, "fi")) == (english, finnish)


@pytest.mark.parametrize(
    ("names", "english", "finnish"),
    [
        (["A"], "A", "A"),
        (["A", "B"], "A and B", "A ja B"),
        (["A", "B", "C"], "A, B and C", "A, B ja C"),
    ],
)
def test_names_are_listed_as_a_sentence_lists_them(names, english, finnish):
    assert (format_names(names, "en"), format_names(names, "fi")) == (english, finnish)


def measure(full: str, number: str, language: str) -> str:
    key, name = full.split(".")
    found = next(m for m in EDITION.indicator(key).measures if m.key == name)
    return format_measure(found, Decimal(number), language)


@pytest.mark.parametrize(
    ("key", "number", "english", "finnish"),
    [
        ("A2.share_signed", "88.2352", "88%", f"88{S}%"),
        ("A2.total", "1200", "1,200", f"1{S}200"),
        ("C1.budget_per_participant", "3529.41", "€3,529", f"3{S}529{S}€"),
        ("B3.fte", "1.2", f"1.20{S}FTE", f"1,20{S}htv"),
        ("B3.fte", "1", f"1.00{S}FTE", f"1,00{S}htv"),
        ("A1.age", "1", f"1{S}year", f"1{S}vuosi"),
        ("A1.age", "0", f"0{S}years", f"0{S}vuotta"),
        ("A1.age", "12", f"12{S}years", f"12{S}vuotta"),
    ],
)
def test_a_measure_is_shown_in_its_digits_with_its_unit(key, number, english, finnish):
    assert (measure(key, number, "en"), measure(key, number, "fi")) == (english, finnish)


def answer(key: str, name: str, raw: object, language: str) -> str:
    return format_value(EDITION.indicator(key).field(name), typed({key: {name: raw}})[key].values[name], language)


@pytest.mark.parametrize(
    ("key", "name", "raw", "english", "finnish"),
    [
        ("A1", "founded", 2016, "2016", "2016"),
        ("A2", "total", 0, "0", "0"),
        ("A4", "share_in_region", "80.50", "80.50%", f"80,50{S}%"),
        ("B3", "fte", "1.20", f"1.20{S}FTE", f"1,20{S}htv"),
        ("B3", "people", 1, f"1{S}person", f"1{S}henkilö"),
        ("B3", "people", 2, f"2{S}people", f"2{S}henkilöä"),
        ("C1", "budget", "120000", "€120,000", f"120{S}000{S}€"),
        ("A4", "core_region", "Etelä-Pohjanmaa", "Etelä-Pohjanmaa", "Etelä-Pohjanmaa"),
        ("E3", "english_website", "no", "No", "Ei"),
        ("A7", "countries", ["NO", "SE"], "Norway, Sweden", "Norja, Ruotsi"),
    ],
)
def test_an_answer_is_shown_in_words_and_units(key, name, raw, english, finnish):
    assert (answer(key, name, raw, "en"), answer(key, name, raw, "fi")) == (english, finnish)


def test_a_ladder_shows_the_number_of_its_step_and_what_it_says():
    step = EDITION.indicator("B6").field("level").steps[2]
    assert answer("B6", "level", 2, "en") == f"2{S}· {step.in_language('en')}"
    assert answer("B6", "level", 2, "fi") == f"2{S}· {step.in_language('fi')}"


def test_a_row_is_one_line_of_its_filled_cells():
    title, _, _, result, consent = EDITION.indicator("F2").field("stories").columns
    names = [column.label.find("en") for column in (title, consent, result)]
    yes = consent.choice_label("yes", "en")
    stories = [{"title": "Less waste", "publishable": "yes"}, {"result": "€20,000 saved"}]
    assert answer("F2", "stories", stories, "en") == (
        f"{names[0]}: Less waste; {names[1]}: {yes}, {names[2]}: €20,000 saved"
    )


@pytest.mark.parametrize(
    ("months", "english", "finnish"),
    [(12, "1 year", "1 vuosi"), (36, "3 years", "3 vuotta"), (18, "18 months", "18 kuukautta")],
)
def test_months_are_told_in_years_where_they_make_some(months, english, finnish):
    assert (format_months(months, "en"), format_months(months, "fi")) == (english, finnish)


@pytest.mark.parametrize(
    ("minutes", "english", "finnish"),
    [(60, "1 hour", "1 tunti"), (180, "3 hours", "3 tuntia"), (90, "90 minutes", "90 minuuttia")],
)
def test_minutes_are_told_in_hours_where_they_make_some(minutes, english, finnish):
    assert (format_minutes(minutes, "en"), format_minutes(minutes, "fi")) == (english, finnish)


def test_a_choice_of_names_ends_with_or():
    assert format_alternatives(["a", "b", "c"], "en") == "a, b or c"
    assert format_alternatives(["a", "b"], "fi") == "a tai b"
    assert format_alternatives([], "en") == ""


@pytest.mark.parametrize(
    ("size", "english", "finnish"),
    [
        (0, "0 kB", "0 kt"),
        (500, "1 kB", "1 kt"),
        (300 * 2**10, "300 kB", "300 kt"),
        (20 * 2**20, "20 MB", "20 Mt"),
        (20 * 2**20 + 1, "20.1 MB", "20,1 Mt"),
    ],
)
def test_the_size_of_a_file(size: int, english: str, finnish: str) -> None:
    shown = [format_size(size, language).replace("\u00a0", " ") for language in ("en", "fi")]
    assert shown == [english, finnish]
