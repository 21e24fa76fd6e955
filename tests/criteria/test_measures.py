"""Every formula with an exact value; what cannot be computed is absent, never zero."""

from __future__ import annotations

from decimal import Decimal

import pytest

from criteria.answers import Answer
from criteria.editions.bronze_2019.formulas import FORMULAS, groups_present
from criteria.loader import load_edition
from criteria.measures import measure_all, total
from tests.conftest import Answering, typed

EDITION = load_edition("2019")
YEAR = 2026
TOTAL: Answering = {"A2": {"total": 40}}
TYPES = {
    "smes": 20,
    "other_companies": 6,
    "research": 2,
    "universities": 3,
    "training": 1,
    "financial": 1,
    "consultants": 2,
    "government": 4,
    "others": 1,
}
NOBODY = dict.fromkeys(TYPES, 0)
STORY = {"title": "Title", "start": "Start", "action": "Action", "result": "Result"}


def measured(answers: Answering) -> dict[str, Decimal]:
    return dict(measure_all(EDITION, typed(answers), year=YEAR).numbers)


def services(**levels: int) -> Answering:
    return {key.upper(): {"level": level} for key, level in levels.items()}


ALL_SERVICES = services(d1=0, d2=1, d3=2, d4=3, d5=4, d6=2, d7=0, d8=1)

# A measure, the answers it is computed from, and its value.
VALUES: list[tuple[str, Answering, str]] = [
    ("A1.age", {"A1": {"founded": 2016}}, "10"),
    ("A1.age", {"A1": {"founded": 2026}}, "0"),
    ("A2.total", TOTAL, "40"),
    ("A2.total", {"A2": {"total": 0}}, "0"),
    ("A2.share_signed", {"A2": {"total": 40, "signed": 30}}, "75"),
    ("A2.share_signed", {"A2": {"total": 40, "signed": 0}}, "0"),
    ("A2.share_stayed", {"A2": {"total": 40, "joined": 4, "left": 12}}, "75"),
    ("A3.share_companies", {"A3": TYPES}, "65"),
    ("A3.share_smes", {"A3": TYPES}, "50"),
    ("A3.share_research", {"A3": TYPES}, "15"),
    ("A3.share_public", {"A3": TYPES}, "10"),
    ("A3.types_present", {"A3": TYPES}, "9"),
    ("A3.types_present", {"A3": {**NOBODY, "smes": 5, "others": 1}}, "2"),
    ("A3.types_present", {"A3": NOBODY}, "0"),
    ("A4.share_in_region", {"A4": {"share_in_region": "80.50"}}, "80.50"),
    ("A4.share_of_potential", {"A4": {"share_of_potential": "35"}}, "35"),
    ("A5.level", {"A5": {"level": 3}}, "3"),
    ("A6.industry", {"A6": {"industry": "55", "research": "25", "public": "20"}}, "55"),
    ("A7.share_from_abroad", {**TOTAL, "A7": {"from_abroad": 5}}, "12.5"),
    ("A7.share_from_abroad", {**TOTAL, "A7": {"from_abroad": 0}}, "0"),
    ("B2.level", {"B2": {"level": 2}}, "2"),
    ("B2.meetings", {"B2": {"meetings": 6}}, "6"),
    ("B3.fte", {"B3": {"fte": "1.20"}}, "1.20"),
    ("B3.participants_per_fte", {**TOTAL, "B3": {"fte": "1.25"}}, "32"),
    ("B4.level", {"B4": {"level": 4}}, "4"),
    ("B4.competences", {"B4": {"competences": ["sector", "funding", "projects"]}}, "3"),
    ("B5.level", {"B5": {"level": 1}}, "1"),
    ("B5.tenure", {"B5": {"tenure": "3.5"}}, "3.5"),
    ("B6.level", {"B6": {"level": 0}}, "0"),
    ("B7.level", {"B7": {"action_plan": 3, "controlling": 2}}, "2.5"),
    ("B7.action_plan", {"B7": {"action_plan": 3}}, "3"),
    ("B7.controlling", {"B7": {"controlling": 2}}, "2"),
    ("B8.level", {"B8": {"level": 2}}, "2"),
    ("B8.indicators", {"B8": {"indicators": 8}}, "8"),
    ("C1.public_share", {"C1": {"eu": "20", "national": "10.50", "regional": "30"}}, "60.50"),
    ("C1.private_share", {"C1": {"fees": "15", "services": "5", "other_private": "2"}}, "22"),
    ("C1.budget_per_participant", {**TOTAL, "C1": {"budget": "120000"}}, "3000"),
    ("C2.share_paying", {"C2": {"share_paying": "90"}}, "90"),
    ("C3.months", {"C3": {"months": 18}}, "18"),
    ("C3.outlook", {"C3": {"level": 2, "months": 12}}, "2"),
    ("C3.outlook", {"C3": {"level": 4, "months": 5}}, "1"),
    *[(f"D{n}.level", {f"D{n}": {"level": 2}}, "2") for n in range(1, 9)],
    *[(f"D{n}.activities", {f"D{n}": {"activities": 4}}, "4") for n in range(1, 9)],
    *[(f"D{n}.share_reached", {**TOTAL, f"D{n}": {"reached": 10}}, "25") for n in range(1, 9)],
    ("D.spectrum", ALL_SERVICES, "4"),
    ("E1.share_met", {"E1": {"share_met": "62"}}, "62"),
    ("E2.share_taking_part", {"E2": {"share_taking_part": "30"}}, "30"),
    ("E2.projects", {"E2": {"projects": 0}}, "0"),
    ("E3.level", {"E3": {"level": 3}}, "3"),
    ("E4.level", {"E4": {"level": 3}}, "3"),
    ("E4.partners_abroad", {"E4": {"partners_abroad": 2}}, "2"),
    ("F1.visibility", {"F1": {"media": 10, "publications": 3, "events": 4}}, "17"),
    ("F2.stories", {"F2": {"stories": [STORY, {"title": "Begun"}, STORY]}}, "2"),
    ("F3.level", {"F3": {"level": 3}}, "3"),
    ("F3.result", {"F3": {"result": "4.2"}}, "4.2"),
    ("F4.impact", {"F4": {"impact": 2}}, "2"),
    ("F5.impact", {"F5": {"impact": 0}}, "0"),
    ("F6.impact", {"F6": {"impact": 4}}, "4"),
]


@pytest.mark.parametrize(("key", "answers", "value"), VALUES)
def test_a_measure_follows_exactly_from_its_answers(key, answers, value):
    assert measured(answers)[key] == Decimal(value)


def test_every_formula_stands_in_the_table_above():
    assert {key for key, _, _ in VALUES} == set(FORMULAS)


def test_every_measure_of_the_catalogue_has_a_formula_and_every_formula_a_measure():
    of_catalogue = {f"{i.key}.{m.key}" for i in EDITION.indicators for m in i.measures if not m.distribution}
    of_areas = {area.measure.key for area in EDITION.areas if area.measure}
    assert of_areas == {"D.spectrum"}
    assert of_catalogue | of_areas == set(FORMULAS)


def test_no_answers_give_no_measures():
    empty = measure_all(EDITION, {}, year=YEAR)
    assert (empty.numbers, empty.choices) == ({}, {})


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        pytest.param("A1.age", {"A1": {}}, id="blank is not zero"),
        pytest.param("A2.share_signed", {"A2": {"total": 40}}, id="without the part"),
        pytest.param("A2.share_signed", {"A2": {"signed": 30}}, id="without the whole"),
        pytest.param("A2.share_signed", {"A2": {"total": 0, "signed": 0}}, id="a share of nobody"),
        pytest.param("A2.share_stayed", {"A2": {"total": 40, "joined": 4}}, id="leavers not counted"),
        pytest.param("A2.share_stayed", {"A2": {"total": 4, "joined": 5, "left": 2}}, id="more joined than there are"),
        pytest.param("A2.share_stayed", {"A2": {"total": 4, "joined": 4, "left": 0}}, id="nobody a year ago"),
        pytest.param("A3.share_companies", {"A3": NOBODY}, id="companies among nobody"),
        pytest.param("A3.share_public", {"A3": {"smes": 20}}, id="public bodies not counted yet"),
        pytest.param("A3.share_companies", {"A3": {**TYPES, "others": None}}, id="a type not counted yet"),
        pytest.param("A3.share_smes", {"A3": {"smes": 20}}, id="only one type counted"),
        pytest.param("C1.public_share", {"C1": {"eu": "60"}}, id="a sum with blanks"),
        pytest.param("F1.visibility", {"F1": {"media": 10, "events": 0}}, id="a count with a blank"),
        pytest.param("A3.types_present", {"A3": {}}, id="no type counted yet"),
        pytest.param("A7.share_from_abroad", {"A7": {"from_abroad": 5}}, id="the whole is in another indicator"),
        pytest.param("B3.participants_per_fte", {**TOTAL, "B3": {"fte": "0"}}, id="nobody to share them among"),
        pytest.param("B3.participants_per_fte", {**TOTAL, "B3": {"people": 2}}, id="working time not known"),
        pytest.param("B7.level", {"B7": {"action_plan": 3}}, id="half of a mean"),
        pytest.param("C1.budget_per_participant", {"C1": {"budget": "1"}, "A2": {"total": 0}}, id="money for nobody"),
        pytest.param("D1.share_reached", {"D1": {"reached": 10}}, id="reached of an unknown number"),
        pytest.param("D.spectrum", services(d1=2, d2=2, d3=2, d4=2, d5=2, d6=2, d7=2), id="seven services of eight"),
        pytest.param("F2.stories", {"F2": {"stories": []}}, id="no story yet"),
    ],
)
def test_what_cannot_be_computed_is_absent(key, answers):
    assert key not in measured(answers)


def test_what_does_not_apply_has_no_measure():
    answers = {"A2": Answer({"total": 40}, "By statute"), "B4": Answer({"competences": ("sector",)}, "None")}
    assert measure_all(EDITION, answers, year=YEAR).numbers == {}


def test_a_share_of_one_third_is_not_rounded():
    assert measured({"A2": {"total": 3, "signed": 1}})["A2.share_signed"] == Decimal(100) / 3


def test_choices_are_kept_as_choices():
    answers = typed({"B1": {"legal_form": "association", "steering": "central"}})
    result = measure_all(EDITION, answers, year=YEAR)
    assert result.choices == {"B1.legal_form": ("association",), "B1.steering": ("central",)}
    assert result.numbers == {}


def test_several_choices_are_kept_and_counted():
    result = measure_all(
        EDITION, typed({"B2": {"bodies": ["board", "other"]}, "B4": {"competences": ["sector"]}}), year=YEAR
    )
    assert result.choices == {"B2.bodies": ("board", "other"), "B4.covered": ("sector",)}
    assert result.numbers == {"B2.bodies": 2, "B4.covered": 1, "B4.competences": 1}


def test_what_is_filled_so_far_is_summed_and_blanks_alone_have_no_sum():
    answers = typed({"A3": {"smes": 20, "research": 0}})
    assert total(answers, "A3", ["training", "others"]) is None
    assert total(answers, "A3", ["smes", "others"]) == 20
    assert total(answers, "A3", ["research", "others"]) == 0


@pytest.mark.parametrize(
    ("types", "groups"),
    [
        ({}, [None, None, None, None]),
        ({"smes": 1}, [True, None, None, None]),
        ({"smes": 0}, [None, None, None, None]),
        ({"government": 0, "others": 0}, [None, None, False, False]),
        ({**NOBODY, "consultants": 1}, [True, False, False, False]),
        ({**NOBODY, "training": 1, "government": 2}, [False, True, True, False]),
        (TYPES, [True, True, True, True]),
    ],
)
def test_nine_types_of_participant_fall_into_four_groups(types, groups):
    assert groups_present(typed({"A3": types})) == groups
