"""Eligibility: every rule as a table, and the verdict that the rules give together."""

from __future__ import annotations

import datetime as dt

import pytest

from criteria.answers import Answer
from criteria.eligibility import EligibilityFacts, GrantedWaiver, RuleResult, RuleState, judge
from criteria.loader import load_edition
from tests.conftest import Answering, typed

EDITION = load_edition("2019")
MET, NOT_MET, UNKNOWN, WAIVED = RuleState.MET, RuleState.NOT_MET, RuleState.UNKNOWN, RuleState.WAIVED
ACCEPTED = {
    "eccp_status": "accepted",
    "eccp_profile": "https://profile.example.org/kuvitelma",
    "eccp_accepted": dt.date(2025, 3, 1),
}
PROGRAMME = GrantedWaiver("Regional cluster programme", "Recognised in 2024")
NOBODY = dict.fromkeys(
    (
        "smes", "other_companies", "research", "universities", "training",
        "financial", "consultants", "government", "others",
    ),
    0,
)  # fmt: skip
ENOUGH: Answering = {"A2": {"total": 15}, "B3": {"fte": "0.50"}}


def judged(key: str, answers: Answering, **facts: object) -> RuleResult:
    return judge(EDITION, EligibilityFacts(typed(answers), **facts)).rule(key)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fte", "state", "value"),
    [
        ("0.50", MET, "0.50"),
        ("0.5", MET, "0.5"),
        ("0.51", MET, "0.51"),
        ("12", MET, "12"),
        ("0.49", NOT_MET, "0.49"),
        ("0", NOT_MET, "0"),
        (None, UNKNOWN, ""),
    ],
)
def test_fte(fte, state, value):
    result = judged("fte", {"B3": {"people": 2, "fte": fte}})
    assert (result.state, result.value) == (state, value)


@pytest.mark.parametrize(
    ("total", "state", "value"),
    [(15, MET, "15"), (16, MET, "16"), (14, NOT_MET, "14"), (0, NOT_MET, "0"), (None, UNKNOWN, "")],
)
def test_participants(total, state, value):
    result = judged("participants", {"A2": {"total": total, "signed": 15}})
    assert (result.state, result.value) == (state, value)


@pytest.mark.parametrize(
    ("changed", "state", "value"),
    [
        ({}, MET, "accepted"),
        ({"eccp_profile": ""}, UNKNOWN, "accepted"),
        ({"eccp_accepted": None}, UNKNOWN, "accepted"),
        ({"eccp_status": "submitted"}, NOT_MET, "submitted"),
        ({"eccp_status": "none"}, NOT_MET, "none"),
        ({"eccp_status": ""}, UNKNOWN, ""),
    ],
)
def test_eccp(changed, state, value):
    result = judged("eccp", {}, **{**ACCEPTED, **changed})
    assert (result.state, result.value) == (state, value)


@pytest.mark.parametrize(
    ("types", "state", "value"),
    [
        pytest.param({}, UNKNOWN, "", id="nothing counted"),
        pytest.param({**NOBODY, "smes": 20, "universities": 1}, MET, "2", id="companies and a university"),
        pytest.param({"smes": 20, "government": 1}, MET, "2", id="two are two whatever is blank"),
        pytest.param({"smes": 20}, UNKNOWN, "", id="a blank may turn out to be the second"),
        pytest.param({**NOBODY, "smes": 20, "training": None}, UNKNOWN, "", id="one blank left"),
        pytest.param({**NOBODY, "smes": 20, "financial": None}, NOT_MET, "1", id="a blank of the same group"),
        pytest.param({**NOBODY, "smes": 20, "consultants": 5}, NOT_MET, "1", id="consultants are companies here"),
        pytest.param({**NOBODY, "research": 2, "universities": 5}, NOT_MET, "1", id="research is one type"),
        pytest.param(NOBODY, NOT_MET, "0", id="nobody at all"),
        pytest.param({**NOBODY, "smes": 9, "research": 1, "government": 1, "others": 1}, MET, "4", id="all four"),
    ],
)
def test_types(types, state, value):
    result = judged("types", {"A3": types})
    assert (result.state, result.value) == (state, value)


@pytest.mark.parametrize(
    ("types", "state", "value"),
    [
        pytest.param({**NOBODY, "smes": 10, "research": 10}, NOT_MET, "0.50", id="half is no majority"),
        pytest.param({**NOBODY, "smes": 8, "other_companies": 3, "research": 10}, MET, "0.52", id="a majority"),
        pytest.param({**NOBODY, "smes": 501, "others": 500}, MET, "0.50", id="judged before it is rounded"),
        pytest.param({**NOBODY, "smes": 10, "consultants": 11}, NOT_MET, "0.48", id="consultants do not count"),
        pytest.param({**NOBODY, "research": 3}, NOT_MET, "0.00", id="no company"),
        pytest.param(NOBODY, UNKNOWN, "", id="a majority of nobody"),
        pytest.param({"research": 3}, UNKNOWN, "", id="companies not counted"),
        pytest.param({"smes": 42}, UNKNOWN, "", id="companies alone counted"),
        pytest.param({**NOBODY, "smes": 42, "others": None}, UNKNOWN, "", id="a blank may turn the majority"),
        pytest.param({}, UNKNOWN, "", id="nothing counted"),
    ],
)
def test_companies(types, state, value):
    result = judged("companies", {"A3": types})
    assert (result.state, result.value) == (state, value)


@pytest.mark.parametrize(
    ("english", "address", "state"),
    [
        ("yes", "https://kuvitelma.example.org", MET),
        ("machine", "https://kuvitelma.example.org", MET),
        ("yes", "", UNKNOWN),
        ("no", "https://kuvitelma.example.org", NOT_MET),
        (None, "https://kuvitelma.example.org", UNKNOWN),
    ],
)
def test_website(english, address, state):
    result = judged("website", {"E3": {"english_website": english}}, website=address)
    assert (result.state, result.value) == (state, english or "")


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"portfolios": ["food"], "level": 2}, MET),
        ({"portfolios": ["food"], "level": 4}, MET),
        ({"portfolios": ["food"], "level": 1}, NOT_MET),
        ({"portfolios": ["food"], "level": 0}, NOT_MET),
        ({"portfolios": ["food"]}, UNKNOWN),
        ({"level": 4}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_theme(values, state):
    assert judged("theme", {"A5": values}).state is state


@pytest.mark.parametrize(
    ("levels", "state", "value"),
    [
        ([1, 1, 0, 0, 0, 0, 0, 0], MET, "2"),
        ([4, None, None, None, None, None, None, 1], MET, "2"),
        ([4, 0, 0, 0, 0, 0, 0, 0], NOT_MET, "1"),
        ([0, 0, 0, 0, 0, 0, 0, 0], NOT_MET, "0"),
        ([4, 0, 0, 0, 0, 0, 0, None], UNKNOWN, ""),
        ([None] * 8, UNKNOWN, ""),
    ],
)
def test_services(levels, state, value):
    result = judged("services", {f"D{n}": {"level": step} for n, step in enumerate(levels, 1)})
    assert (result.state, result.value) == (state, value)


def test_what_does_not_apply_is_not_known():
    answers = {"A2": Answer({"total": 40}, "By statute"), "A5": Answer({"portfolios": ("food",), "level": 4}, "None")}
    verdict = judge(EDITION, EligibilityFacts(answers))
    assert [verdict.rule(key).state for key in ("participants", "theme")] == [UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(
    ("answers", "profile", "eligible"),
    [
        pytest.param(ENOUGH, ACCEPTED, True, id="all three met"),
        pytest.param({}, {}, None, id="nothing known"),
        pytest.param({**ENOUGH, "B3": {}}, ACCEPTED, None, id="one not known"),
        pytest.param({**ENOUGH, "B3": {"fte": "0.49"}}, ACCEPTED, False, id="one not met"),
        pytest.param({"A2": {"total": 14}}, {}, False, id="not met weighs more than not known"),
        pytest.param(ENOUGH, {"eccp_status": "submitted"}, False, id="profile not accepted yet"),
        pytest.param({**ENOUGH, "A3": {**NOBODY, "research": 15}}, ACCEPTED, True, id="advice never blocks"),
    ],
)
def test_the_verdict(answers, profile, eligible):
    verdict = judge(EDITION, EligibilityFacts(typed(answers), **profile))
    assert verdict.is_eligible is eligible
    assert [rule.criterion.key for rule in verdict.binding] == ["fte", "participants", "eccp"]
    assert [rule.criterion for rule in verdict.rules] == list(EDITION.criteria)


@pytest.mark.parametrize(
    ("answers", "criterion", "state", "eligible"),
    [
        pytest.param({**ENOUGH, "A2": {"total": 9}}, "participants", WAIVED, True, id="not met"),
        pytest.param({**ENOUGH, "A2": {}}, "participants", WAIVED, True, id="not known"),
        pytest.param(ENOUGH, "participants", MET, True, id="met needs no waiver"),
        pytest.param({**ENOUGH, "A3": {**NOBODY, "smes": 15}}, "types", NOT_MET, True, id="advice is never waived"),
        pytest.param({"A2": {"total": 9}, "B3": {"fte": "0.1"}}, "participants", WAIVED, False, id="one of two"),
    ],
)
def test_a_waiver_counts_only_for_a_binding_criterion_that_is_not_met_or_not_known(answers, criterion, state, eligible):
    verdict = judge(EDITION, EligibilityFacts(typed(answers), **ACCEPTED, waivers={criterion: PROGRAMME}))
    assert (verdict.rule(criterion).state, verdict.is_eligible) == (state, eligible)
    assert verdict.rule(criterion).waiver == (PROGRAMME if state is WAIVED else None)


def test_a_waived_criterion_keeps_its_value_and_tells_programme_and_reason():
    result = judged("participants", {"A2": {"total": 9}}, waivers={"participants": PROGRAMME})
    assert result.value == "9"
    assert result.reason("fi") == "Regional cluster programme: Recognised in 2024"


@pytest.mark.parametrize("language", ["en", "fi"])
def test_a_reason_says_the_rule_or_what_to_do(language):
    fte = EDITION.criterion("fte")
    reasons = [judged("fte", {"B3": {"fte": value}}).reason(language) for value in ("1", "0.1", None)]
    assert reasons == [text.in_language(language) for text in (fte.rule, fte.todo_not_met, fte.todo_unknown)]


@pytest.mark.parametrize("language", ["en", "fi"])
def test_a_profile_accepted_without_proof_says_what_is_missing(language):
    result = judged("eccp", {}, eccp_status="accepted")
    todo = EDITION.criterion("eccp").todo_incomplete
    assert todo is not None
    assert result.reason(language) == todo.in_language(language)


@pytest.mark.parametrize(
    ("key", "answers", "english", "finnish"),
    [
        ("fte", {"B3": {"fte": "0.50"}}, ("0.50", "0.5"), ("0,50", "0,5")),
        ("participants", {"A2": {"total": 1200}}, ("1,200", "15"), ("1\u00a0200", "15")),
        (
            "companies",
            {"A3": {**NOBODY, "smes": 13, "others": 12}},
            ("52%", "50%"),
            ("52\u00a0%", "50\u00a0%"),
        ),
        ("eccp", {}, ("accepted", ""), ("accepted", "")),
        ("website", {}, ("", ""), ("", "")),
    ],
)
def test_value_and_threshold_as_a_reader_writes_them(key, answers, english, finnish):
    result = judged(key, answers, **ACCEPTED)
    assert (result.shown_value("en"), result.shown_threshold("en")) == english
    assert (result.shown_value("fi"), result.shown_threshold("fi")) == finnish


def test_a_criterion_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError, match="size"):
        judge(EDITION, EligibilityFacts({})).rule("size")


def test_sofia_knowledge_city_from_its_public_profile():
    """59 members, staff "1-5" without working time, accepted profile: the FTE rule and the verdict are unknown."""
    # Research organisations and universities (seven together) are not published separately, so both are blank.
    types = {"smes": 42, "other_companies": 3, "others": 7}
    answers = typed({"A1": {"founded": 2016}, "A2": {"total": 59}, "A3": types})
    verdict = judge(EDITION, EligibilityFacts(answers, **ACCEPTED))
    assert [(rule.criterion.key, rule.state, rule.value) for rule in verdict.binding] == [
        ("fte", UNKNOWN, ""),
        ("participants", MET, "59"),
        ("eccp", MET, "accepted"),
    ]
    assert verdict.is_eligible is None
    assert [verdict.rule(key).state for key in ("types", "companies")] == [MET, UNKNOWN]
