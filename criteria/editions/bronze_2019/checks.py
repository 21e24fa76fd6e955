"""Bronze 2019: the rules for judging answers: eligibility, situations that call for advice, and cross-checks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from criteria.answers import NOTHING, Answers
from criteria.cross_checks import Check, Numbers, is_full, not_more, shares_add_up
from criteria.definitions import Criterion
from criteria.development import (
    Situation,
    chosen,
    field_above,
    measure_above,
    measure_below,
    measure_between,
    none_of,
    part_below,
)
from criteria.editions.bronze_2019.formulas import COMPANIES, TYPES, groups_present
from criteria.eligibility import EligibilityFacts, Judge, Judged, RuleState, accepted_on_eccp, at_least, field_at_least
from criteria.measures import chosen_in, number, text, total

FUNDING = ("eu", "national", "regional", "fees", "services", "other_private", "in_kind")
DRIVERS = ("industry", "research", "public")
TOTAL = ("A2", "total")


def _types(criterion: Criterion, facts: EligibilityFacts) -> Judged:
    groups = groups_present(facts.answers)
    # A blank group could still be the second one.
    if sum(present is True for present in groups) < int(criterion.threshold) and None in groups:
        return RuleState.UNKNOWN, "", None
    return at_least(Decimal(sum(present is True for present in groups)), criterion.threshold)


def _companies(criterion: Criterion, facts: EligibilityFacts) -> Judged:
    companies = total(facts.answers, "A3", COMPANIES)
    members = total(facts.answers, "A3", TYPES)
    # A blank type could still change the majority.
    if companies is None or not members or any(number(facts.answers, "A3", kind) is None for kind in TYPES):
        return RuleState.UNKNOWN, "", None
    state = RuleState.MET if companies > members * Decimal(criterion.threshold) else RuleState.NOT_MET
    return state, str(round(companies / members, 2)), None


def _website(criterion: Criterion, facts: EligibilityFacts) -> Judged:
    english = text(facts.answers, "E3", "english_website")
    if english is None:
        return RuleState.UNKNOWN, "", None
    if english == "no":
        return RuleState.NOT_MET, english, None
    return (RuleState.MET if facts.website else RuleState.UNKNOWN), english, None


# From this step of A5 on, the theme counts as clear: this project's own limit.
CLEAR_THEME_LEVEL = 2


def _theme(criterion: Criterion, facts: EligibilityFacts) -> Judged:
    answer = facts.answers.get("A5", NOTHING)
    level = number(facts.answers, "A5", "level")
    if answer.not_applicable or level is None or "portfolios" not in answer.values:
        return RuleState.UNKNOWN, "", None
    return (RuleState.MET if level >= CLEAR_THEME_LEVEL else RuleState.NOT_MET), str(level), None


def _services(criterion: Criterion, facts: EligibilityFacts) -> Judged:
    levels = [number(facts.answers, f"D{n}", "level") for n in range(1, 9)]
    offered = sum(bool(level) for level in levels)
    if offered < int(criterion.threshold) and any(level is None for level in levels):
        return RuleState.UNKNOWN, "", None
    return at_least(Decimal(offered), criterion.threshold)


CRITERIA: Mapping[str, Judge] = {
    "fte": field_at_least("B3", "fte"),
    "participants": field_at_least(*TOTAL),
    "eccp": accepted_on_eccp,
    "types": _types,
    "companies": _companies,
    "website": _website,
    "theme": _theme,
    "services": _services,
}


def _countries(answers: Answers) -> int:
    return len(chosen_in(answers, "A7", "countries"))


def _one_source(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    return any((number(answers, "C1", source) or 0) >= 75 for source in FUNDING)


# All limits below are this project's own, except the two eligibility thresholds (15 participants, 0.5 FTE).
SITUATIONS: Mapping[str, Situation] = {
    "A1.young": measure_between("A1.age", 0, 3),
    "A1.mature": measure_between("A1.age", 10),
    "A2.below_threshold": measure_between("A2.total", 0, 15),
    "A2.close_to_threshold": measure_between("A2.total", 15, 20),
    "A2.few_signed": part_below("A2", "signed", "total", percent=50),
    "A2.few_paying": part_below("A2", "paying", "total", percent=50),
    "A2.few_active": part_below("A2", "active", "total", percent=50),
    "A3.one_type": lambda answers, numbers: (
        None not in groups_present(answers) and groups_present(answers).count(True) == 1
    ),
    "A3.companies_minority": lambda answers, numbers: (
        "A3.share_companies" in numbers and numbers["A3.share_companies"] <= 50
    ),
    "A3.no_research": none_of("A3", "research", "universities", "training"),
    "A3.no_public": none_of("A3", "government"),
    "A4.widely_spread": measure_below("A4.share_in_region", 50),
    "A4.untapped_potential": measure_below("A4.share_of_potential", 30),
    "A4.saturated": measure_between("A4.share_of_potential", 80, 101),
    "A6.industry_low": measure_below("A6.industry", 40),
    "A6.research_dominates": field_above("A6", "research", 50),
    "A6.public_dominates": field_above("A6", "public", 50),
    "A7.none_from_abroad": none_of("A7", "from_abroad"),
    "A7.one_country": lambda answers, numbers: _countries(answers) == 1,
    "A7.several_countries": lambda answers, numbers: _countries(answers) > 1,
    "B1.hosted": chosen("B1", "legal_form", "host", "consortium"),
    "B1.decentral": chosen("B1", "steering", "decentral"),
    "B1.mediator": chosen("B1", "steering", "mediator"),
    "B3.below_threshold": measure_between("B3.fte", 0, 0.5),
    "B3.one_person": measure_between("B3.fte", 0.5, 1),
    "B3.stretched": measure_above("B3.participants_per_fte", 60),
    "B3.temporary": part_below("B3", "permanent_fte", "fte", percent=50),
    "C1.public_dependent": measure_above("C1.public_share", 70),
    "C1.little_private": measure_below("C1.private_share", 20),
    "C1.one_source": _one_source,
    "C2.no_fee": chosen("C2", "has_fee", "no"),
    "C2.few_pay": measure_below("C2.share_paying", 50),
    "C2.flat_fee": chosen("C2", "basis", "flat"),
}


def _types_add_up(answers: Answers) -> Numbers | None:
    members, by_type = number(answers, "A2", "total"), total(answers, "A3", TYPES)
    if members is None or by_type is None:
        return None
    # If some types are blank, only too high a sum is certain to be wrong.
    wrong = by_type != members if is_full(answers, "A3", TYPES) else by_type > members
    return {"sum": by_type, "total": members} if wrong else None


CHECKS: Mapping[str, Check] = {
    "types_add_up": _types_add_up,
    "drivers_add_up": shares_add_up("A6", DRIVERS),
    "funding_adds_up": shares_add_up("C1", FUNDING),
    "signed_within_total": not_more(("A2", "signed"), TOTAL),
    "paying_within_total": not_more(("A2", "paying"), TOTAL),
    "active_within_total": not_more(("A2", "active"), TOTAL),
    "abroad_within_total": not_more(("A7", "from_abroad"), TOTAL),
    "permanent_within_fte": not_more(("B3", "permanent_fte"), ("B3", "fte")),
    "fte_within_people": not_more(("B3", "fte"), ("B3", "people")),
    "lowest_below_highest": not_more(("C2", "lowest"), ("C2", "highest")),
    **{f"reached_within_total_d{n}": not_more((f"D{n}", "reached"), TOTAL) for n in range(1, 9)},
}
