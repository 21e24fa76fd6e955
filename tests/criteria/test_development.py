"""Levels and situations: from answers to recommendations."""

from __future__ import annotations

from decimal import Decimal

import pytest

from criteria.answers import Answer
from criteria.definitions import IndicatorKind
from criteria.development import Development, area_profile, by_effect, develop, has_enough_levels, level_of
from criteria.editions.bronze_2019.situations import SITUATIONS
from criteria.loader import load_edition
from criteria.measures import measure_all
from tests.conftest import Answering, typed

EDITION = load_edition("2019")
YEAR = 2026
STORY = {"title": "Title", "start": "Start", "action": "Action", "result": "Result"}
BEGUN = {"title": "Title"}
ONLY_CONSENT = {"publishable": "yes"}


def developed(answers: Answering) -> Development:
    given = typed(answers)
    return develop(EDITION, given, measure_all(EDITION, given, year=YEAR))


def level(key: str, values: dict[str, object]) -> int | None:
    answers = typed({key: values})
    return level_of(EDITION, EDITION.indicator(key), answers, measure_all(EDITION, answers, year=YEAR).numbers)


def holds(situation: str, answers: Answering) -> bool:
    given = typed(answers)
    return SITUATIONS[situation](given, measure_all(EDITION, given, year=YEAR).numbers)


@pytest.mark.parametrize("step", range(5))
@pytest.mark.parametrize(
    ("key", "field"),
    [
        (i.key, i.level_rule.field)
        for i in EDITION.indicators
        if i.kind is IndicatorKind.PRACTICE and i.level_rule and i.level_rule.field
    ],
)
def test_where_one_ladder_is_asked_its_step_is_the_level(key, field, step):
    assert level(key, {field: step}) == step


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ("0", 0),
        ("9.99", 0),
        ("10", 1),
        ("29.99", 1),
        ("30", 2),
        ("59.99", 2),
        ("60", 3),
        ("79.99", 3),
        ("80", 4),
        ("100", 4),
    ],
)
def test_e1_follows_from_the_share_met(share, expected):
    assert level("E1", {"share_met": share}) == expected


@pytest.mark.parametrize(
    ("media", "publications", "events", "expected"),
    [
        (0, 0, 0, 0),
        (1, 0, 0, 1),
        (2, 2, 1, 1),
        (2, 2, 2, 2),
        (5, 5, 5, 2),
        (6, 5, 5, 3),
        (10, 10, 10, 3),
        (31, 0, 0, 4),
        (0, 31, None, None),
        (0, None, 0, None),
    ],
)
def test_f1_follows_from_the_sum(media, publications, events, expected):
    assert level("F1", {"media": media, "publications": publications, "events": events}) == expected


@pytest.mark.parametrize(
    ("groups", "share", "projects", "expected"),
    [
        (0, "0", 0, 0),
        (0, "60", 0, 0),
        (1, "0", 0, 1),
        (0, "0", 1, 1),
        (2, "9.99", 1, 1),
        (2, "10", 0, 2),
        (2, "5", 2, 2),
        (2, "60", 0, 2),
        (2, "29.99", 1, 2),
        (2, "30", 1, 3),
        (2, "49.99", 3, 3),
        (2, "50", 2, 3),
        (2, "50", 3, 4),
        (9, "100", 20, 4),
    ],
)
def test_e2_follows_from_participants_taking_part_and_joint_projects(groups, share, projects, expected):
    assert level("E2", {"groups": groups, "share_taking_part": share, "projects": projects}) == expected


@pytest.mark.parametrize("missing", ["groups", "share_taking_part", "projects"])
def test_e2_has_no_level_while_one_of_its_numbers_is_blank(missing):
    values: dict[str, object] = {"groups": 2, "share_taking_part": "30", "projects": 1}
    del values[missing]
    assert level("E2", values) is None


@pytest.mark.parametrize(
    ("stories", "expected"),
    [
        ([BEGUN], 1),
        ([BEGUN, BEGUN], 1),
        ([ONLY_CONSENT], 0),
        ([STORY], 2),
        ([STORY, BEGUN], 2),
        ([STORY, STORY], 3),
        ([STORY, STORY, STORY], 4),
    ],
)
def test_f2_follows_from_complete_stories(stories, expected):
    assert level("F2", {"stories": stories}) == expected


@pytest.mark.parametrize(
    ("plan", "controlling", "expected"),
    [(0, 0, 0), (1, 0, 0), (2, 1, 1), (1, 3, 2), (2, 3, 2), (3, 4, 3), (4, 4, 4), (4, None, None), (None, 4, None)],
)
def test_b7_is_the_mean_of_its_ladders_rounded_down(plan, controlling, expected):
    assert level("B7", {"action_plan": plan, "controlling": controlling}) == expected


@pytest.mark.parametrize(
    ("step", "months", "expected"),
    [
        (4, 0, 1),
        (4, 5, 1),
        (2, 6, 2),
        (4, 11, 2),
        (3, 12, 3),
        (4, 23, 3),
        (4, 24, 4),
        (0, 60, 0),
        (1, 0, 1),
        (3, None, None),
        (None, 30, None),
    ],
)
def test_c3_is_the_step_of_its_ladder_within_what_the_secured_months_allow(step, months, expected):
    assert level("C3", {"level": step, "months": months}) == expected


@pytest.mark.parametrize(
    ("step", "months", "expected"),
    [
        (3, 30, ["C3.3.1", "C3.3.2"]),
        (3, 11, ["C3.3.1", "C3.3.2", "C3.short_of_a_year.1"]),
        (0, 5, ["C3.0.1", "C3.0.2", "C3.under_six_months.1"]),
        (4, 23, ["C3.short_of_two_years.1"]),
        (4, 24, []),
    ],
)
def test_c3_advises_on_the_sources_by_their_ladder_and_on_the_months_by_themselves(step, months, expected):
    assert [r.key for r in developed({"C3": {"level": step, "months": months}}).recommendations] == expected


@pytest.mark.parametrize("key", [i.key for i in EDITION.indicators if i.kind is IndicatorKind.PRACTICE])
def test_a_blank_answer_has_no_level(key):
    assert level(key, {}) is None


def test_a_context_indicator_has_no_level():
    assert level("A2", {"total": 40}) is None


def test_what_does_not_apply_has_neither_level_nor_advice():
    answers = {"B6": Answer({"level": 1}, "Host's strategy"), "A2": Answer({"total": 3}, "By statute")}
    result = develop(EDITION, answers, measure_all(EDITION, answers, year=YEAR))
    assert result == Development({}, ())


TYPES = {"smes": 20, "other_companies": 5, "research": 1, "universities": 1, "training": 0,
         "financial": 0, "consultants": 0, "government": 2, "others": 0}  # fmt: skip
NOBODY = dict.fromkeys(TYPES, 0)


def a2(**values: int) -> Answering:
    return {"A2": {"total": 40, **values}}


def a3(**values: int | None) -> Answering:
    return {"A3": {**TYPES, **values}}


def of(key: str, **values: object) -> Answering:
    return {key: values}


def public(regional: str) -> Answering:
    return of("C1", eu="40", national="0", regional=regional)


def private(services: str) -> Answering:
    return of("C1", fees="10", services=services, other_private="0")


# A situation, answers in which it applies, and similar answers in which it does not.
HOLDS: list[tuple[str, Answering, Answering]] = [
    ("A1.young", of("A1", founded=2024), of("A1", founded=2023)),
    ("A1.mature", of("A1", founded=2016), of("A1", founded=2017)),
    ("A2.below_threshold", a2(total=14), a2(total=15)),
    ("A2.below_threshold", a2(total=0), of("A2", signed=3)),
    ("A2.close_to_threshold", a2(total=15), a2(total=20)),
    ("A2.close_to_threshold", a2(total=19), a2(total=14)),
    ("A2.few_signed", a2(signed=19), a2(signed=20)),
    ("A2.few_paying", a2(paying=0), a2(paying=20)),
    ("A2.few_active", a2(active=19), a2()),
    ("A3.one_type", {"A3": {**NOBODY, "smes": 20, "financial": 3}}, {"A3": {**NOBODY, "smes": 20, "training": 3}}),
    ("A3.one_type", {"A3": {**NOBODY, "others": 20}}, {"A3": {"smes": 20}}),
    ("A3.companies_minority", a3(research=24), a3(research=21)),
    ("A3.companies_minority", a3(smes=0, other_companies=4), a3(smes=0, other_companies=4, others=None)),
    ("A3.no_research", a3(research=0, universities=0, training=0), a3(research=0, universities=0, training=None)),
    ("A3.no_research", a3(research=0, universities=0), a3(research=1, universities=0)),
    ("A3.no_public", a3(government=0), a3(government=None)),
    ("A4.widely_spread", of("A4", share_in_region="49.99"), of("A4", share_in_region="50")),
    ("A4.untapped_potential", of("A4", share_of_potential="29.99"), of("A4", share_of_potential="30")),
    ("A4.saturated", of("A4", share_of_potential="80"), of("A4", share_of_potential="79.99")),
    ("A4.saturated", of("A4", share_of_potential="100"), of("A4", share_in_region="100")),
    ("A6.industry_low", of("A6", industry="39.99"), of("A6", industry="40")),
    ("A6.research_dominates", of("A6", research="50.01"), of("A6", research="50")),
    ("A6.public_dominates", of("A6", public="50.01"), of("A6", public="50")),
    ("A7.none_from_abroad", of("A7", from_abroad=0), of("A7", from_abroad=None)),
    ("A7.one_country", of("A7", countries=["SE"]), of("A7", countries=["SE", "NO"])),
    ("A7.several_countries", of("A7", countries=["SE", "NO"]), of("A7", countries=["SE"])),
    ("B1.hosted", of("B1", legal_form="host"), of("B1", legal_form="association")),
    ("B1.hosted", of("B1", legal_form="consortium"), of("B1", steering="central")),
    ("B1.decentral", of("B1", steering="decentral"), of("B1", steering="mediator")),
    ("B1.mediator", of("B1", steering="mediator"), of("B1", steering="central")),
    ("B3.below_threshold", of("B3", fte="0.49"), of("B3", fte="0.50")),
    ("B3.one_person", of("B3", fte="0.50"), of("B3", fte="1.00")),
    ("B3.one_person", of("B3", fte="0.99"), of("B3", fte="0.49")),
    ("B3.stretched", {**a2(total=61), **of("B3", fte="1")}, {**a2(total=60), **of("B3", fte="1")}),
    ("B3.temporary", of("B3", fte="2", permanent_fte="0.99"), of("B3", fte="2", permanent_fte="1")),
    ("B3.temporary", of("B3", fte="2", permanent_fte="0"), of("B3", fte="0", permanent_fte="0")),
    ("C1.public_dependent", public("30.01"), public("30")),
    ("C1.public_dependent", public("60"), of("C1", eu="71")),
    ("C1.little_private", private("9.99"), private("10")),
    ("C1.little_private", private("0"), of("C1", fees="1")),
    ("C1.one_source", of("C1", in_kind="75"), of("C1", in_kind="74.99", eu="25.01")),
    ("C2.no_fee", of("C2", has_fee="no"), of("C2", has_fee="yes")),
    ("C2.few_pay", of("C2", share_paying="49.99"), of("C2", share_paying="50")),
    ("C2.flat_fee", of("C2", basis="flat"), of("C2", basis="size")),
    ("A2.many_left", a2(left=5), a2(left=4)),
    ("A2.many_left", a2(total=9, left=1), a2(total=0, left=0)),
    ("A2.none_left", a2(left=0), a2()),
    ("A2.none_joined", a2(joined=0), a2(joined=1)),
    ("C3.under_six_months", of("C3", months=5), of("C3", months=6)),
    ("C3.short_of_a_year", of("C3", months=11, level=3), of("C3", months=11, level=2)),
    ("C3.short_of_a_year", of("C3", months=6, level=4), of("C3", months=12, level=4)),
    ("C3.short_of_two_years", of("C3", months=12, level=4), of("C3", months=12, level=3)),
    ("C3.short_of_two_years", of("C3", months=23, level=4), of("C3", months=24, level=4)),
    ("A2.four_joined", a2(joined=4), a2(joined=3)),
    ("A2.few_unsigned", a2(signed=35), a2(signed=34)),
    ("A2.few_quiet", a2(active=31), a2(active=30)),
    ("A2.few_quiet", a2(active=40), a2()),
    ("A2.under_thirty", a2(total=29), a2(total=30)),
    (
        "A6.industry_low_despite_visits",
        {**of("A6", industry="39"), **of("E1", visits=10)},
        {**of("A6", industry="39"), **of("E1", visits=9)},
    ),
    ("B2.no_body", of("B2", level=0), of("B2", level=1)),
    ("B2.has_board", of("B2", bodies=["other", "board"]), of("B2", bodies=["advisory", "general_assembly"])),
    ("B2.has_board", of("B2", bodies=["working_committee"]), of("B2", bodies=["other"])),
    ("B2.general_assembly", of("B2", bodies=["general_assembly"]), of("B2", bodies=["board"])),
    ("B2.roles_written", of("B2", level=3), of("B2", level=2)),
    ("B3.shared_post", of("B3", fte="0.99", people=2), of("B3", fte="0.99", people=1)),
    ("B3.shared_post", of("B3", fte="0.50", people=3), of("B3", fte="1.00", people=3)),
    ("B3.team_of_one", of("B3", people=1), of("B3", people=2)),
    ("B3.all_permanent", of("B3", fte="2", permanent_fte="2"), of("B3", fte="2", permanent_fte="1.99")),
    ("B3.all_permanent", of("B3", fte="1", permanent_fte="1"), of("B3", fte="0", permanent_fte="0")),
    ("B4.experienced", of("B4", manager_years=5), of("B4", manager_years=4)),
    (
        "B4.all_competences",
        of("B4", competences=[c.key for c in EDITION.indicator("B4").field("competences").choices]),
        of("B4", competences=[c.key for c in EDITION.indicator("B4").field("competences").choices][1:]),
    ),
    ("B5.three_days", of("B5", training_days="3"), of("B5", training_days="2.9")),
    ("B6.no_strategy", of("B6", level=1), of("B6", level=2)),
    ("B7.own_budget", of("B7", controlling=1), of("B7", controlling=0)),
    ("B8.five_tracked", of("B8", indicators=5), of("B8", indicators=4)),
    ("B8.yearly_review", of("B8", interval="yearly"), of("B8", interval="less_than_yearly")),
    ("B8.yearly_review", of("B8", interval="quarterly"), of("B8", interval="never")),
    ("C1.two_sources", of("C1", eu="75", fees="25"), of("C1", eu="76", fees="24")),
    ("C1.two_sources", of("C1", eu="33.33", fees="33.33", national="33.33"), of("C1", eu="60", fees="20")),
    ("C1.three_sources", of("C1", eu="80", fees="10", in_kind="10"), of("C1", eu="90", fees="10", in_kind="0")),
    ("C1.three_but_one_large", of("C1", eu="61", fees="20", in_kind="19"), of("C1", eu="60", fees="20", in_kind="20")),
    ("C1.three_but_one_large", of("C1", eu="61", fees="20", in_kind="19"), of("C1", eu="80", fees="20")),
    (
        "C1.three_but_none_private",
        of("C1", eu="50", national="30", in_kind="20", fees="0", services="0", other_private="0"),
        of("C1", eu="50", national="30", in_kind="15", fees="0", services="0", other_private="5"),
    ),
    ("C1.fees_and_one_other", of("C1", eu="60", fees="40"), of("C1", eu="60", fees="30", services="10")),
    ("C1.fees_and_one_other", of("C1", national="60", fees="40"), of("C1", national="60", services="40")),
    ("C1.sells_services", of("C1", services="10"), of("C1", services="9.99")),
    ("C2.has_fee", of("C2", has_fee="yes"), of("C2", has_fee="no")),
    *((f"D{n}.several", of(f"D{n}", activities=3), of(f"D{n}", activities=2)) for n in range(1, 6)),
    ("D3.nearly_all_reached", {**a2(), **of("D3", reached=32)}, {**a2(), **of("D3", reached=31)}),
    ("E1.nearly_all_met", of("E1", share_met="80"), of("E1", share_met="79.99")),
    ("E1.ten_visits", of("E1", visits=10), of("E1", visits=9)),
    ("E1.many_to_meet", {**a2(total=82), **of("E1", share_met="50")}, {**a2(total=80), **of("E1", share_met="50")}),
    ("E1.few_to_meet", {**a2(total=18), **of("E1", share_met="50")}, {**a2(total=20), **of("E1", share_met="50")}),
    ("E2.no_groups", of("E2", groups=0), of("E2", groups=1)),
    ("E2.has_project", of("E2", projects=1), of("E2", projects=0)),
    (
        "E2.many_but_no_project",
        of("E2", share_taking_part="30", projects=0),
        of("E2", share_taking_part="29.99", projects=0),
    ),
    ("E2.many_but_no_project", of("E2", share_taking_part="90", projects=0), of("E2", share_taking_part="90")),
    ("E2.three_projects", of("E2", projects=3), of("E2", projects=2)),
    ("E3.has_website", of("E3", english_website="machine"), of("E3", english_website="no")),
    ("E3.shows_activity", of("E3", level=2), of("E3", level=1)),
    ("E3.four_newsletters", of("E3", newsletters=4), of("E3", newsletters=3)),
    ("E3.shared_channel", of("E3", channels=["social", "platform"]), of("E3", channels=["members_area"])),
    ("E4.two_partners", of("E4", partners_home=1, partners_abroad=1), of("E4", partners_home=1, partners_abroad=0)),
    ("E4.partner_abroad", of("E4", partners_abroad=1), of("E4", partners_abroad=0)),
    ("E4.no_partner_abroad", of("E4", partners_abroad=0), of("E4", partners_home=0)),
    ("E4.no_requests", of("E4", requests=0), of("E4", requests=1)),
    ("E4.project_abroad", of("E4", level=4), of("E4", level=3)),
    ("F1.publishes", of("F1", publications=4), of("F1", publications=3)),
    ("F2.one_begun", of("F2", stories=[STORY, BEGUN]), of("F2", stories=[STORY, ONLY_CONSENT])),
    ("F2.has_result", of("F2", stories=[{"result": "Result"}]), of("F2", stories=[BEGUN])),
    (
        "F2.none_to_publish",
        of("F2", stories=[{**STORY, "publishable": "no"}]),
        of("F2", stories=[{**STORY, "publishable": "no"}, {**STORY, "publishable": "yes"}]),
    ),
    ("F2.none_to_publish", of("F2", stories=[{**STORY, "publishable": "no"}]), of("F2", stories=[STORY])),
    (
        "F2.some_not_to_publish",
        of("F2", stories=[STORY, {**STORY, "publishable": "no"}]),
        of("F2", stories=[STORY, {**BEGUN, "publishable": "no"}]),
    ),
    ("F2.two_stories", of("F2", stories=[STORY, STORY]), of("F2", stories=[STORY, BEGUN])),
    ("F3.no_survey", of("F3", level=0), of("F3", level=1)),
    ("F3.third_answers", of("F3", response_rate="33"), of("F3", response_rate="32.99")),
    ("F3.under_half", of("F3", response_rate="49.99"), of("F3", response_rate="50")),
    ("F5.firms_asked", of("F5", impact=3), of("F5", impact=2)),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "answers", "beside"), HOLDS)
def test_a_situation_applies_to_some_answers_but_not_to_similar_ones(situation, answers, beside):
    assert (holds(situation, answers), holds(situation, beside)) == (True, False)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_situation_holds_while_nothing_is_answered(situation):
    assert holds(situation, {}) is False


def test_every_situation_stands_in_the_table_above():
    assert {situation for situation, _, _ in HOLDS} == set(SITUATIONS)


def test_without_answers_nothing_is_recommended():
    assert developed({}) == Development({}, ())


def test_practice_gets_the_actions_of_its_level_and_context_those_of_its_situations():
    result = developed(
        {
            "E1": {"share_met": "85"},
            "B6": {"level": 1},
            "A2": {"total": 40, "signed": 10},
            "C2": {"has_fee": "no"},
        }
    )
    assert result.levels == {"B6": 1, "E1": 4}
    # In the order of the questionnaire; at the top of a ladder nothing is recommended.
    assert [r.key for r in result.recommendations] == [
        "A2.few_signed.1",
        "A2.few_signed.2",
        *[r.key for r in EDITION.indicator("B6").advice_for_level(1)],
        *[r.key for r in EDITION.indicator("C2").recommendations if r.situation == "C2.no_fee"],
    ]


@pytest.mark.parametrize(
    ("plan", "controlling", "expected"),
    [
        (1, 3, ["B7.1.1", "B7.3.3"]),
        (4, 2, ["B7.2.2", "B7.2.3"]),
        (3, 4, ["B7.3.1", "B7.3.2"]),
        (4, 4, []),
        (2, None, []),
    ],
)
def test_each_ladder_of_an_indicator_gives_the_actions_of_its_own_step(plan, controlling, expected):
    result = developed({"B7": {"action_plan": plan, "controlling": controlling}})
    assert [r.key for r in result.recommendations] == expected


def test_the_greatest_effect_comes_first_then_the_least_effort_then_the_order_of_the_form():
    ordered = by_effect(r for i in EDITION.indicators for r in i.recommendations)
    places = {r.key: place for place, r in enumerate(r for i in EDITION.indicators for r in i.recommendations)}
    ranks = [(-r.effect, r.effort, places[r.key]) for r in ordered]
    assert ranks == sorted(ranks)
    assert len(ranks) == len(places)


@pytest.mark.parametrize(
    ("levels", "profile"),
    [
        ({}, None),
        ({"E1": 4}, "4.0"),
        ({"E1": 0, "E2": 0}, "0.0"),
        ({"E1": 4, "E2": 3, "E3": 3}, "3.3"),
        ({"E1": 4, "E2": 3, "E3": 3, "E4": 1}, "2.8"),
        ({"A5": 4}, None),
    ],
)
def test_the_profile_of_an_area_is_the_mean_of_what_is_known(levels, profile):
    assert area_profile(EDITION.area("E"), levels) == (None if profile is None else Decimal(profile))


@pytest.mark.parametrize(
    ("area", "known", "enough"),
    [("E", ["E1", "E2", "E3"], True), ("E", ["E1", "E2", "B2"], False), ("A", ["A5", "B2", "B4"], False)],
)
def test_an_area_is_judged_by_three_levels_or_more(area, known, enough):
    assert has_enough_levels(EDITION.area(area), dict.fromkeys(known, 4)) is enough
