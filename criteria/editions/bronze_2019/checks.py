"""Bronze 2019: the rules for judging answers: eligibility and cross-checks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from criteria.answers import NOTHING, Answers
from criteria.cross_checks import Check, Numbers, is_full, not_more, shares_add_up
from criteria.definitions import Criterion
from criteria.editions.bronze_2019.formulas import COMPANIES, FUNDING, TYPES, groups_present, shares_of_sources
from criteria.eligibility import EligibilityFacts, Judge, Judged, RuleState, accepted_on_eccp, at_least, field_at_least
from criteria.measures import number, text, total
from criteria.rounding import half_up

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
    return state, str(half_up(companies / members, 2)), None


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


def _types_add_up(answers: Answers) -> Numbers | None:
    members, by_type = number(answers, "A2", "total"), total(answers, "A3", TYPES)
    if members is None or by_type is None:
        return None
    # If some types are blank, only too high a sum is certain to be wrong.
    wrong = by_type != members if is_full(answers, "A3", TYPES) else by_type > members
    return {"sum": by_type, "total": members} if wrong else None


# The steps of area D from which so many activities in 12 months are needed.
LEAST_ACTIVITIES = {2: 1, 3: 3, 4: 3}
# The steps of C3 on which the largest source may bring at most so many percent.
LARGEST_SOURCE = {2: 75, 3: 60, 4: 50}


def _activities_match(service: str) -> Check:
    """Checks that a service has as many activities as its step needs."""

    def check(answers: Answers) -> Numbers | None:
        step, activities = number(answers, service, "level"), number(answers, service, "activities")
        if step is None or activities is None or activities >= LEAST_ACTIVITIES.get(int(step), 0):
            return None
        return {"step": step, "activities": activities}

    return check


def _sources_match_outlook(answers: Answers) -> Numbers | None:
    step, largest = number(answers, "C3", "level"), max(shares_of_sources(answers), default=Decimal(0))
    most = LARGEST_SOURCE.get(int(step)) if step is not None else None
    if step is None or most is None or largest <= most:
        return None
    return {"step": step, "most": Decimal(most), "largest": largest}


CHECKS: Mapping[str, Check] = {
    "types_add_up": _types_add_up,
    "drivers_add_up": shares_add_up("A6", DRIVERS),
    "funding_adds_up": shares_add_up("C1", FUNDING),
    "signed_within_total": not_more(("A2", "signed"), TOTAL),
    "paying_within_total": not_more(("A2", "paying"), TOTAL),
    "active_within_total": not_more(("A2", "active"), TOTAL),
    "joined_within_total": not_more(("A2", "joined"), TOTAL),
    "long_standing_within_total": not_more(("A2", "long_standing"), TOTAL),
    "abroad_within_total": not_more(("A7", "from_abroad"), TOTAL),
    "permanent_within_fte": not_more(("B3", "permanent_fte"), ("B3", "fte")),
    "fte_within_people": not_more(("B3", "fte"), ("B3", "people")),
    "lowest_below_highest": not_more(("C2", "lowest"), ("C2", "highest")),
    "sources_match_outlook": _sources_match_outlook,
    **{f"activities_match_d{n}": _activities_match(f"D{n}") for n in range(1, 9)},
    **{f"reached_within_total_d{n}": not_more((f"D{n}", "reached"), TOTAL) for n in range(1, 9)},
}
