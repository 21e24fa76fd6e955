"""An observation applies from its limit on, is silent if an answer is missing, and never fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.answers import Answers
from criteria.development import develop
from criteria.editions.bronze_2019.observations import LEAST_PARTICIPANTS, OBSERVATIONS
from criteria.loader import load_edition
from criteria.measures import measure_all
from criteria.observations import Facts, ObservationKind, Observed, Standing, ValueKind, observe, varied
from tests.conftest import Answering, typed
from tests.generated import YEAR, one_answer

EDITION = load_edition("2019")
BY_KEY = {observation.key: observation for observation in EDITION.observations.entries}
DAY = dt.date(2026, 4, 10)
S = "\u00a0"  # The space between a number and its unit.
D = Decimal


def standing(answers: Answers, year: int) -> Standing:
    measured = measure_all(EDITION, answers, year=year)
    return Standing(year, measured.numbers, develop(EDITION, answers, measured).levels)


def facts(answers: Answers, before: Answers | None = None) -> Facts:
    earlier = None if before is None else standing(before, 2024)
    return Facts(answers, DAY, standing(answers, YEAR), earlier)


def judged(key: str, answers: Answering, before: Answering | None = None) -> Mapping[str, Any] | None:
    return OBSERVATIONS[key](facts(typed(answers), None if before is None else typed(before)))


def changed(answers: Answering, place: str, value: Any) -> Answering:
    """The answers with another value in the field at `place`; None makes it blank."""
    indicator, field = place.split(".")
    return {**answers, indicator: {**answers[indicator], field: value}}


MONEY = {"budget": 200000, "eu": 40, "national": 10, "regional": 10}
OFFERED = {f"D{n}": {"level": 2 if n <= 5 else 0} for n in range(1, 9)}
QUIET = {f"D{n}": {"level": 0} for n in range(2, 9)}
# An observation; answers with which it just applies; its values; values of single fields with which it does not.
CASES: list[tuple[str, Answering, dict[str, Any], list[tuple[str, Any]]]] = [
    (
        "nothing_secured",
        {"C3": {"months": 0}, "B3": {"fte": "0.30"}},
        {"fte": D("0.30")},
        [("C3.months", 1), ("B3.fte", "0")],
    ),
    (
        "public_money_ends",
        {"C1": MONEY, "C3": {"months": 18}},
        {"public": 60, "budget": 200000, "source": "eu", "share": 40, "part": D(4000) / 60, "months": 18,
         "until": dt.date(2027, 10, 1)},
        [("C1.regional", "9.99"), ("C3.months", 19), ("C3.months", 0), ("C1.budget", 0)],
    ),
    (
        "short_runway",
        {"C3": {"months": 11}, "B3": {"fte": "1.00"}},
        {"months": 11, "until": dt.date(2027, 3, 1), "fte": D("1.00")},
        [("C3.months", 12), ("C3.months", 0), ("B3.fte", "0")],
    ),
    (
        "team_ends_with_money",
        {"B3": {"fte": "1.80", "permanent_fte": "0.90"}, "C3": {"months": 18}},
        {"other": D("0.90"), "fte": D("1.80"), "until": dt.date(2027, 10, 1)},
        [("B3.permanent_fte", "0.91"), ("C3.months", 19), ("C3.months", 0)],
    ),
    (
        "one_person",
        {"B3": {"people": 1, "fte": "0.50"}, "A2": {"total": 20}},
        {"fte": D("0.50"), "participants": 20},
        [("B3.people", 2), ("B3.people", 0), ("A2.total", 0)],
    ),
    (
        "near_minimum",
        {"A2": {"total": 18}},
        {"minimum": 15, "participants": 18, "lost": 4},
        [("A2.total", 19), ("A2.total", 14)],
    ),
    (
        "members_left",
        {"A2": {"total": 32, "joined": 5, "left": 3}},
        {"left": 3, "share": 10, "joined": 5},
        [("A2.left", 2), ("A2.total", 33), ("A2.joined", 4)],
    ),
    (
        "strategy_ends",
        {"B6": {"level": 2, "year": 2023, "horizon": 3}},
        {"year": 2023, "horizon": 3, "end": 2026},
        [("B6.horizon", 4), ("B6.level", 1), ("B6.year", 2024)],
    ),
    (
        "one_source",
        {
            "C1": {"budget": 100000, "eu": 10, "national": 40, "regional": 0, "other_private": 5, "fees": 20},
            "A2": {"total": 20},
        },
        {"source": "national", "share": 40, "budget": 100000, "rest": 60000, "participants": 20, "more": 2000,
         "fee": 1000},
        [("C1.national", "39.99"), ("A2.total", 1), ("C1.budget", 0)],
    ),
    (
        "own_income",
        {"C1": {"fees": 10, "services": 5, "other_private": 5}, "B3": {"fte": "2.00", "permanent_fte": "0.80"}},
        {"private": 20, "fte": D("2.00"), "carried": D("0.40"), "permanent": D("0.80")},
        [("B3.permanent_fte", "0.79"), ("B3.fte", "0"), ("C1.fees", 11)],
    ),
    (
        "reached_not_met",
        {"A2": {"total": 50}, "D3": {"level": 2, "reached": 40}, "E1": {"share_met": 60}},
        {"reached": 40, "share": 80, "met": 60, "left": 10},
        [("E1.share_met", 61), ("D3.reached", 39), ("D3.reached", 51), ("D3.level", 0), ("A2.total", 0)],
    ),
    (
        "paying_not_active",
        {"A2": {"total": 24, "paying": 20, "active": 14}},
        {"paying": 20, "active": 14, "gap": 6},
        [("A2.active", 15), ("A2.total", 25), ("A2.paying", 18), ("A2.total", 0)],
    ),
    (
        "agenda_and_money",
        {
            "A6": {"industry": 50},
            "C1": {"eu": 50, "national": 0, "regional": 0, "fees": 25, "services": 0, "other_private": 0},
        },
        {"industry": 50, "private": 25, "public": 50},
        [("A6.industry", 49), ("C1.eu", 49), ("C1.fees", 26)],
    ),
    (
        "grade_of_few",
        {"F3": {"level": 1, "year": 2025, "response_rate": 32, "result": "4.1"}},
        {"grade": D("4.1"), "rate": 32, "year": 2025, "silent": 68},
        # A third is printed as 33%.
        [("F3.response_rate", "32.6"), ("F3.response_rate", 0), ("F3.level", 0)],
    ),
    (
        "strategy_not_measured",
        {"B6": {"level": 3}, "B8": {"level": 1}},
        {"strategy": 3, "monitoring": 1},
        [("B6.level", 2), ("B6.level", 4), ("B8.level", 2)],
    ),
    (
        "abroad_without_result",
        {"D7": {"level": 2}, "F6": {"impact": 1}},
        {"service": 2, "impact": 1},
        [("D7.level", 1), ("F6.impact", 2)],
    ),
    (
        "services_without_income",
        {**OFFERED, "C1": {"budget": 100000, "services": 10}},
        {"spectrum": 5, "share": 10, "income": 10000},
        [("D5.level", 1), ("C1.services", "10.01"), ("C1.budget", 0)],
    ),
    (
        "full_calendar",
        {
            **QUIET, "D1": {"level": 1, "activities": 30}, "B3": {"fte": "2.00"}, "E1": {"visits": 30},
            "E2": {"meetings": 20},
        },
        {"activities": 30, "meetings": 20, "visits": 30, "each": 40, "fte": D("2.00")},
        [("D1.activities", 28), ("B3.fte", "2.10"), ("B3.fte", "0"), ("D1.level", 0)],
    ),
    (
        "many_services",
        {**OFFERED, "B3": {"fte": "0.99"}},
        {"fte": D("0.99"), "spectrum": 5, "each": D("0.20")},
        [("B3.fte", "1.00"), ("D5.level", 1)],
    ),
    (
        "more_than_can_be_met",
        {"A2": {"total": 40}, "B3": {"fte": "1.00"}, "E1": {"share_met": 59}},
        {"each": 40, "met": 59},
        [("A2.total", 39), ("E1.share_met", 60), ("B3.fte", "0")],
    ),
]  # fmt: skip
TEAM = {"A2": {"total": 20}, "B3": {"fte": "1.00"}}
PRIVATE = {"C1": {"fees": 20, "services": 5, "other_private": 5}}
LEVELS: Answering = {key: {"level": 2} for key in ("A5", "B2", "B6", "B8")}
# The same for observations that compare with an earlier assessment, whose answers stand first.
MOVED: list[tuple[str, Answering, Answering, dict[str, Any], list[tuple[str, Any]]]] = [
    (
        "less_time",
        TEAM,
        {"A2": {"total": 25}, "B3": {"fte": "1.00"}},
        {"year": 2024, "before": 20, "now": 25},
        [("A2.total", 24)],
    ),
    (
        "more_time",
        TEAM,
        {"A2": {"total": 16}, "B3": {"fte": "1.00"}},
        {"year": 2024, "before": 20, "now": 16},
        [("A2.total", 17)],
    ),
    (
        "levels_fallen",
        LEVELS,
        changed(changed(LEVELS, "A5.level", 1), "B6.level", 0),
        {"count": 2, "year": 2024, "names": ("B6", "A5")},
        [],
    ),
    (
        "levels_risen",
        LEVELS,
        {"A5": {"level": 4}, "B2": {"level": 3}, "B6": {"level": 4}, "B8": {"level": 2}},
        {"count": 3, "year": 2024, "steps": 2, "names": ("A5", "B6")},
        [("B2.level", 2)],
    ),
    (
        "private_money_less",
        PRIVATE,
        changed(PRIVATE, "C1.fees", 10),
        {"year": 2024, "before": 30, "now": 20},
        [("C1.fees", 11)],
    ),
    (
        "private_money_more",
        PRIVATE,
        changed(PRIVATE, "C1.fees", 30),
        {"year": 2024, "before": 30, "now": 40},
        [("C1.fees", 29)],
    ),
]


def test_every_observation_is_in_the_tables() -> None:
    assert {key for key, *_case in CASES} | {key for key, *_case in MOVED} == OBSERVATIONS.keys() == BY_KEY.keys()
    assert len(OBSERVATIONS) == len(CASES) + len(MOVED)


@pytest.mark.parametrize(("key", "answers", "values", "others"), CASES, ids=[case[0] for case in CASES])
def test_an_observation_applies_from_its_limit_on(
    key: str, answers: Answering, values: dict[str, Any], others: list[tuple[str, Any]]
) -> None:
    assert judged(key, answers) == values
    for place, value in others:
        assert judged(key, changed(answers, place, value)) is None, (place, value)


@pytest.mark.parametrize(("key", "answers", "values", "others"), CASES, ids=[case[0] for case in CASES])
def test_no_observation_without_an_answer_that_it_needs(
    key: str, answers: Answering, values: dict[str, Any], others: list[tuple[str, Any]]
) -> None:
    for indicator, fields in answers.items():
        for field in fields:
            assert judged(key, changed(answers, f"{indicator}.{field}", None)) is None, (indicator, field)


@pytest.mark.parametrize(("key", "before", "answers", "values", "others"), MOVED, ids=[case[0] for case in MOVED])
def test_an_observation_of_change_applies_from_its_limit_on(
    key: str, before: Answering, answers: Answering, values: dict[str, Any], others: list[tuple[str, Any]]
) -> None:
    assert judged(key, answers, before) == values
    for place, value in others:
        assert judged(key, changed(answers, place, value), before) is None, (place, value)
    assert (judged(key, answers), judged(key, answers, {}), judged(key, {}, before), judged(key, before, before)) == (
        None, None, None, None,
    )  # fmt: skip


def test_more_rises_than_falls_are_progress() -> None:
    before = {**LEVELS, "E3": {"level": 2}, "E4": {"level": 2}}
    now = {"A5": {"level": 3}, "B2": {"level": 3}, "B6": {"level": 3}, "B8": {"level": 1}, "E3": {"level": 1}}
    assert judged("levels_risen", {**now, "E4": {"level": 2}}, before) is not None
    assert judged("levels_risen", {**now, "E4": {"level": 1}}, before) is None


def test_what_ends_is_said_once() -> None:
    money: Answering = {"C1": MONEY, "C3": {"months": 9}, "B3": {"fte": "1.00"}}
    assert judged("public_money_ends", money) is not None
    assert judged("short_runway", money) is None


@pytest.mark.parametrize(("permanent", "applies"), [("0.34", False), ("0.35", True)])
def test_a_few_hours_a_week_are_no_dependency(permanent: str, applies: bool) -> None:
    income = {"fees": 20, "services": 0, "other_private": 0}
    answers: Answering = {"C1": income, "B3": {"fte": "0.50", "permanent_fte": permanent}}
    assert (judged("own_income", answers) is not None) is applies


def test_the_minimum_is_that_of_the_label() -> None:
    assert str(LEAST_PARTICIPANTS) == EDITION.criterion("participants").threshold


def told(key: str, answers: Answering, before: Answering | None = None) -> tuple[str, ...]:
    known = facts(typed(answers), None if before is None else typed(before))
    values = OBSERVATIONS[key](known)
    assert values is not None
    return tuple(Observed(BY_KEY[key], values).sentences(EDITION, language) for language in ("en", "fi"))


@pytest.mark.parametrize(
    ("key", "answers", "english", "finnish"),
    [
        ("near_minimum", {"A2": {"total": 15}}, f"If 1{S}of them leaves, it no longer qualifies;",
         f"Jos 1{S}jäsen lähtee, ehto ei enää täyty;"),
        ("near_minimum", {"A2": {"total": 16}}, f"If 2{S}of them leave, it no longer qualifies;",
         f"Jos 2{S}jäsentä lähtee, ehto ei enää täyty;"),
        ("strategy_ends", {"B6": {"level": 2, "year": 2025, "horizon": 1}},
         f"The strategy approved in 2025 covers 1{S}year, to 2026.",
         f"Vuonna 2025 hyväksytty strategia kattaa 1{S}vuoden, vuoteen 2026 asti."),
        ("short_runway", {"C3": {"months": 1}, "B3": {"fte": "1.50"}},
         f"secured for 1{S}month from the day of the answers, until May 2026.",
         f"varmistettu 1{S}kuukaudeksi vastauspäivästä; viimeinen kuukausi on toukokuu 2026."),
        ("more_than_can_be_met", {"A2": {"total": 62}, "B3": {"fte": "1.50"}, "E1": {"share_met": "40.5"}},
         "There are 41 participants to each FTE, and the team spoke with 41% of all participants in a year.",
         f"41 jäsentä, ja vuoden aikana tiimi keskusteli kaikista jäsenistä 41{S}%:n kanssa."),
    ],
)  # fmt: skip
def test_sentences_agree_with_their_numbers(key: str, answers: Answering, english: str, finnish: str) -> None:
    said = told(key, answers)
    assert english in said[0]
    assert finnish in said[1]


def test_practices_that_moved_are_named_and_referred_to() -> None:
    before, now = MOVED[3][1], MOVED[3][2]
    assert told("levels_risen", now, before) == (
        f"Compared with 2024, 3{S}practices are at a higher level. The largest rise, 2{S}levels, is in "
        f"A5{S}Thematic specialisation and B6{S}Strategy. It is worth telling funders and participants.",
        f"Vuoteen 2024 verrattuna 3{S}toimintaindikaattoria on ylemmällä tasolla. Suurin nousu on 2{S}tasoa: "
        f"A5{S}Temaattinen erikoistuminen ja B6{S}Strategia. Tämä kannattaa kertoa rahoittajille ja jäsenille.",
    )
    found = observe(EDITION, facts(typed(now), typed(before)))
    assert [each.rests_on for each in found if each.observation.key == "levels_risen"] == [("A5", "B6")]


def test_kinds_take_turns() -> None:
    risk, strain, momentum = ([o for o in BY_KEY.values() if o.kind == kind] for kind in ("risk", "strain", "momentum"))
    found = [Observed(observation, {}) for observation in (*risk[:4], *strain[:2], momentum[0])]
    keys = [each.observation.key for each in varied(found, 5)]
    assert keys == [risk[0].key, risk[1].key, strain[0].key, strain[1].key, momentum[0].key]
    assert varied(found, 9) == tuple(found)
    assert list(dict.fromkeys(observation.kind for observation in BY_KEY.values())) == list(ObservationKind)


KINDS: dict[ValueKind, type] = {
    **dict.fromkeys(ValueKind, Decimal),
    ValueKind.MONTH: dt.date,
    ValueKind.WORD: str,
    ValueKind.INDICATORS: tuple,
}
anything = st.fixed_dictionaries({}, optional={i.key: one_answer(i) for i in EDITION.indicators})


@settings(max_examples=60, deadline=None)
@given(answers=anything, before=st.none() | anything)
def test_no_answer_makes_an_observation_fail(answers: Answers, before: Answers | None) -> None:
    for each in observe(EDITION, facts(answers, before)):
        placeholders = each.observation.placeholders
        assert each.values.keys() == {placeholder.key for placeholder in placeholders}
        assert [type(each.values[p.key]) for p in placeholders] == [KINDS[p.kind] for p in placeholders]
        for language in ("en", "fi"):
            assert not {*"{}|"} & {*each.sentences(EDITION, language)}
        assert [key for key in each.rests_on if key not in EDITION.by_key and key != "D"] == []
