"""Contradictory answers are found; blank ones are never reported."""

from __future__ import annotations

import re

import pytest

from criteria.answers import Answer
from criteria.cross_checks import cross_check
from criteria.editions.bronze_2019.checks import CHECKS
from criteria.loader import load_edition
from tests.conftest import Answering, typed

EDITION = load_edition("2019")
S = "\u00a0"  # The space used in Finnish between thousands and before a sign.
KEYS = [check.key for check in EDITION.cross_checks]
SMES = {"smes": 30, "other_companies": 0, "research": 0, "universities": 4, "training": 0,
        "financial": 0, "consultants": 0, "government": 0, "others": 0}  # fmt: skip
PRIVATE = {"fees": "20", "services": "10", "other_private": "5", "in_kind": "5"}


def found(answers: Answering) -> list[str]:
    return [finding.key for finding in cross_check(EDITION, typed(answers))]


def funding(**public: str) -> Answering:
    return {"C1": {**PRIVATE, **public}}


# A check, answers in which it finds something, and answers in which it does not.
CASES: list[tuple[str, Answering, Answering]] = [
    ("types_add_up", {"A2": {"total": 35}, "A3": SMES}, {"A2": {"total": 34}, "A3": SMES}),
    ("types_add_up", {"A2": {"total": 33}, "A3": SMES}, {"A2": {"total": 34}, "A3": {"smes": 30}}),
    ("types_add_up", {"A2": {"total": 29}, "A3": {"smes": 30}}, {"A2": {"total": 30}, "A3": {"smes": 30}}),
    (
        "drivers_add_up",
        {"A6": {"industry": "50", "research": "30", "public": "19.99"}},
        {"A6": {"industry": "50.50", "research": "29.50", "public": "20"}},
    ),
    ("drivers_add_up", {"A6": {"industry": "80", "research": "30"}}, {"A6": {"industry": "50", "research": "30"}}),
    (
        "funding_adds_up",
        funding(eu="20", national="20", regional="21"),
        funding(eu="20", national="20", regional="20"),
    ),
    ("funding_adds_up", funding(eu="61"), funding(eu="10")),
    (
        "funding_adds_up",
        {"C1": {**dict.fromkeys(PRIVATE, "0"), "eu": "33", "national": "33", "regional": "33"}},
        {"C1": {**dict.fromkeys(PRIVATE, "0"), "eu": "33.33", "national": "33.33", "regional": "33.33"}},
    ),
    ("signed_within_total", {"A2": {"total": 34, "signed": 35}}, {"A2": {"total": 34, "signed": 34}}),
    ("paying_within_total", {"A2": {"total": 34, "paying": 35}}, {"A2": {"paying": 35}}),
    ("active_within_total", {"A2": {"total": 0, "active": 1}}, {"A2": {"total": 34}}),
    ("abroad_within_total", {"A2": {"total": 34}, "A7": {"from_abroad": 35}}, {"A7": {"from_abroad": 35}}),
    ("permanent_within_fte", {"B3": {"fte": "1.20", "permanent_fte": "1.21"}}, {"B3": {"permanent_fte": "1"}}),
    ("fte_within_people", {"B3": {"people": 1, "fte": "1.01"}}, {"B3": {"people": 1, "fte": "1.00"}}),
    ("lowest_below_highest", {"C2": {"lowest": "9.01", "highest": "9"}}, {"C2": {"lowest": "9", "highest": "9"}}),
    ("joined_within_total", {"A2": {"total": 34, "joined": 35}}, {"A2": {"total": 34, "joined": 34, "left": 40}}),
    (
        "long_standing_within_total",
        {"A2": {"total": 34, "long_standing": 35}},
        {"A2": {"total": 34, "long_standing": 0}},
    ),
    ("sources_match_outlook", {"C1": {"eu": "75.01"}, "C3": {"level": 2}}, {"C1": {"eu": "75"}, "C3": {"level": 2}}),
    ("sources_match_outlook", {"C1": {"eu": "60.01"}, "C3": {"level": 3}}, {"C1": {"eu": "60"}, "C3": {"level": 3}}),
    ("sources_match_outlook", {"C1": {"eu": "50.01"}, "C3": {"level": 4}}, {"C1": {"eu": "90"}, "C3": {"level": 1}}),
    *[
        (
            f"activities_match_d{n}",
            {f"D{n}": {"level": step, "activities": few}},
            {f"D{n}": {"level": step, "activities": few + 1}},
        )
        for n in range(1, 9)
        for step, few in ((2, 0), (3, 2), (4, 2))
    ],
    *[
        (
            f"reached_within_total_d{n}",
            {"A2": {"total": 34}, f"D{n}": {"reached": 35}},
            {"A2": {"total": 34}, f"D{n}": {"reached": 34}},
        )
        for n in range(1, 9)
    ],
]


@pytest.mark.parametrize(("key", "wrong", "right"), CASES)
def test_a_check_finds_what_does_not_fit_and_nothing_else(key, wrong, right):
    assert (found(wrong), found(right)) == ([key], [])


def test_every_check_stands_in_the_table_above_and_in_the_catalogue():
    assert {key for key, _, _ in CASES} == set(KEYS) == set(CHECKS)


def test_without_answers_nothing_is_found():
    assert cross_check(EDITION, {}) == ()


def test_the_numbers_of_what_does_not_apply_are_not_compared():
    answers = {"A2": Answer({"total": 5, "signed": 9}, "By statute")}
    assert [finding.key for finding in cross_check(EDITION, answers)] == ["answered_and_not_applicable"]


def test_an_answer_beside_a_reason_why_there_is_none():
    (finding,) = cross_check(EDITION, {"B6": Answer({"level": 2}, "By statute")})
    assert (finding.indicators, finding.sentence("en")) == (
        ("B6",),
        "There is an answer here, and also a reason why it does not apply. One of the two needs to go.",
    )
    assert finding.sentence("fi") == (
        "Tässä on sekä vastaus että perustelu sille, miksi kysymys ei koske klusteria. Poista toinen niistä."
    )


# Fields that do not apply because of another field, and the sentence about them.
NOT_ASKED = [
    ("D1", {"level": 0, "activities": 9, "example": "A fair"}, "{D1.activities}, {D1.example}", "D1.level"),
    ("C2", {"has_fee": "no", "lowest": "100"}, "{C2.lowest}", "C2.has_fee"),
    ("A7", {"from_abroad": 0, "countries": ["SE"]}, "{A7.countries}", "A7.from_abroad"),
    ("B6", {"level": 1, "year": 2024}, "{B6.year}", "B6.level"),
]


def label(place: str, language: str) -> str:
    indicator, _, field = place.partition(".")
    return EDITION.indicator(indicator).field(field).label.in_language(language)


@pytest.mark.parametrize(("key", "values", "filled", "other"), NOT_ASKED)
def test_a_field_with_a_value_that_by_another_answer_is_not_asked(key, values, filled, other):
    (finding,) = cross_check(EDITION, typed({key: values}))
    named = re.sub(r"\{(.*?)\}", lambda place: label(place[1], "en"), filled)
    assert (finding.key, finding.indicators) == ("not_asked", (key,))
    assert finding.sentence("en") == (
        f"By the answer to “{label(other, 'en')}” nothing more is asked, and yet this is filled in: {named}. "
        "One of the two needs correcting."
    )
    assert f"”{label(other, 'fi')}”" in finding.sentence("fi")


def test_while_the_deciding_field_is_blank_the_others_may_be_right():
    assert found({"D1": {"activities": 9}, "C2": {"lowest": "100"}}) == []


def test_findings_come_in_the_order_of_the_catalogue():
    answers: Answering = {"D8": {"reached": 9}, "B3": {"people": 1, "fte": "2"}, "A2": {"total": 8, "signed": 9}}
    assert found(answers) == ["signed_within_total", "fte_within_people", "reached_within_total_d8"]


@pytest.mark.parametrize(
    ("answers", "english", "finnish"),
    [
        (
            {"B3": {"people": 1, "fte": "1.50"}},
            "1.50 FTE is more than the number of people (1) allows: one person makes at most 1 FTE.",
            "Henkilötyövuosia on 1,50, mutta henkilöitä vain 1: yhdestä henkilöstä kertyy enintään 1 htv.",
        ),
        (
            {"C2": {"lowest": "1200.50", "highest": "1000"}},
            "The lowest fee (€1,200.50) is above the highest (€1,000).",
            f"Alin jäsenmaksu (1{S}200,50{S}€) on suurempi kuin ylin (1{S}000{S}€).",
        ),
        (
            {"A6": {"industry": "80.5", "research": "30"}},
            "The three shares of the agenda add up to 110.5%. They need to make 100%.",
            f"Kolme osuutta ovat yhteensä 110,5{S}%. Summan on oltava 100{S}%.",
        ),
    ],
)
def test_a_finding_names_its_numbers_as_a_reader_writes_them(answers, english, finnish):
    (finding,) = cross_check(EDITION, typed(answers))
    assert (finding.sentence("en"), finding.sentence("fi")) == (english, finnish)


@pytest.mark.parametrize(("key", "wrong"), [(key, wrong) for key, wrong, _ in CASES])
@pytest.mark.parametrize("language", ["en", "fi"])
def test_every_sentence_has_its_numbers(key, wrong, language):
    (finding,) = cross_check(EDITION, typed(wrong))
    sentence = finding.sentence(language)
    assert "{" not in sentence
    assert finding.key == key


def test_a_check_is_shown_at_indicators_that_exist():
    assert {key for check in EDITION.cross_checks for key in check.indicators} - set(EDITION.by_key) == set()
