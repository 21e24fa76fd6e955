"""Answers to development levels, and levels and situations to recommendations. Levels are this project's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.answers import NOTHING, Answers
from criteria.definitions import TOP_LEVEL, Area, Edition, Indicator, IndicatorKind, Recommendation
from criteria.measures import STORY_PARTS, MeasureSet, groups_present, number, text

type Situation = Callable[[Answers, Mapping[str, Decimal]], bool]


def mean_of_plan_and_controlling(answers: Answers, numbers: Mapping[str, Decimal]) -> int | None:
    """The mean of the two ladders of B7, rounded down: the weaker half decides in doubt."""
    mean = numbers.get("B7.level")
    return None if mean is None else int(mean)


def groups_and_projects(answers: Answers, numbers: Mapping[str, Decimal]) -> int | None:
    """The level of E2 from participants taking part (percent) and joint projects running (count)."""
    share, projects = numbers.get("E2.share_taking_part"), numbers.get("E2.projects")
    groups = number(answers, "E2", "groups")
    if share is None or projects is None or groups is None:
        return None
    if not groups and not projects:
        return 0
    if share >= 50 and projects >= 3:
        return 4
    if share >= 30 and projects >= 1:
        return 3
    return 2 if share >= 10 or projects >= 2 else 1


def success_stories(answers: Answers, numbers: Mapping[str, Decimal]) -> int | None:
    """The level of F2 from complete stories: one gives 2, two give 3, three give 4; a started one gives 1."""
    complete = numbers.get("F2.stories")
    if complete is None:
        return None
    stories = answers.get("F2", NOTHING).values.get("stories")
    rows = stories if isinstance(stories, tuple) else ()
    started = any(isinstance(row, Mapping) and any(row.get(part) for part in STORY_PARTS) for row in rows)
    return min(int(complete) + 1, TOP_LEVEL) if complete else int(started)


LEVEL_FUNCTIONS: Mapping[str, Callable[[Answers, Mapping[str, Decimal]], int | None]] = {
    function.__name__: function for function in (mean_of_plan_and_controlling, groups_and_projects, success_stories)
}


def level_of(indicator: Indicator, answers: Answers, numbers: Mapping[str, Decimal]) -> int | None:
    """The development level 0-4 of a practice indicator; None for context, or if the answer is not there."""
    rule = indicator.level_rule
    if rule is None or answers.get(indicator.key, NOTHING).not_applicable:
        return None
    if rule.function:
        return LEVEL_FUNCTIONS[rule.function](answers, numbers)
    if rule.field:
        value = number(answers, indicator.key, rule.field)
        return None if value is None else int(value)
    value = numbers.get(f"{indicator.key}.{rule.measure}")
    return None if value is None else sum(value >= limit for limit in rule.at)


def area_profile(area: Area, levels: Mapping[str, int]) -> Decimal | None:
    """The mean development level (0-4, one decimal) of the area's practice indicators that have one."""
    known = [levels[i.key] for i in area.indicators if i.key in levels]
    return round(Decimal(sum(known)) / len(known), 1) if known else None


def _share(numbers: Mapping[str, Decimal], key: str, *, below: int) -> bool:
    return key in numbers and numbers[key] < below


def _part(indicator: str, part: str, whole: str, *, below: int) -> Situation:
    def is_below(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
        above, under = number(answers, indicator, part), number(answers, indicator, whole)
        return above is not None and bool(under) and above * 100 < below * (under or 0)

    return is_below


def _between(key: str, low: float, high: float) -> Situation:
    return lambda answers, numbers: key in numbers and Decimal(str(low)) <= numbers[key] < Decimal(str(high))


def _is(indicator: str, field: str, *choices: str) -> Situation:
    return lambda answers, numbers: text(answers, indicator, field) in choices


def _none_of(indicator: str, *fields: str) -> Situation:
    """Every one of the fields says zero. A blank field says nothing."""
    return lambda answers, numbers: all(number(answers, indicator, field) == 0 for field in fields)


def _countries(answers: Answers) -> int:
    chosen = answers.get("A7", NOTHING).values.get("countries")
    return len(chosen) if isinstance(chosen, tuple) else 0


def _one_source(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    sources = ("eu", "national", "regional", "fees", "services", "other_private", "in_kind")
    return any((number(answers, "C1", source) or 0) >= 75 for source in sources)


FROM = 10**9
# Every line below is this project's own, except the two eligibility thresholds (15 participants, 0.5 FTE).
SITUATIONS: Mapping[str, Situation] = {
    "A1.young": _between("A1.age", 0, 3),
    "A1.mature": _between("A1.age", 10, FROM),
    "A2.below_threshold": _between("A2.total", 0, 15),
    "A2.close_to_threshold": _between("A2.total", 15, 20),
    "A2.few_signed": _part("A2", "signed", "total", below=50),
    "A2.few_paying": _part("A2", "paying", "total", below=50),
    "A2.few_active": _part("A2", "active", "total", below=50),
    "A3.one_type": lambda answers, numbers: (
        None not in groups_present(answers) and groups_present(answers).count(True) == 1
    ),
    "A3.companies_minority": lambda answers, numbers: (
        "A3.share_companies" in numbers and numbers["A3.share_companies"] <= 50
    ),
    "A3.no_research": _none_of("A3", "research", "universities", "training"),
    "A3.no_public": _none_of("A3", "government"),
    "A4.widely_spread": lambda answers, numbers: _share(numbers, "A4.share_in_region", below=50),
    "A4.untapped_potential": lambda answers, numbers: _share(numbers, "A4.share_of_potential", below=30),
    "A4.saturated": _between("A4.share_of_potential", 80, 101),
    "A6.industry_low": lambda answers, numbers: _share(numbers, "A6.industry", below=40),
    "A6.research_dominates": lambda answers, numbers: (number(answers, "A6", "research") or 0) > 50,
    "A6.public_dominates": lambda answers, numbers: (number(answers, "A6", "public") or 0) > 50,
    "A7.none_from_abroad": _none_of("A7", "from_abroad"),
    "A7.one_country": lambda answers, numbers: _countries(answers) == 1,
    "A7.several_countries": lambda answers, numbers: _countries(answers) > 1,
    "B1.hosted": _is("B1", "legal_form", "host", "consortium"),
    "B1.decentral": _is("B1", "steering", "decentral"),
    "B1.mediator": _is("B1", "steering", "mediator"),
    "B3.below_threshold": _between("B3.fte", 0, 0.5),
    "B3.one_person": _between("B3.fte", 0.5, 1),
    "B3.stretched": lambda answers, numbers: numbers.get("B3.participants_per_fte", Decimal(0)) > 60,
    "B3.temporary": _part("B3", "permanent_fte", "fte", below=50),
    "C1.public_dependent": lambda answers, numbers: numbers.get("C1.public_share", Decimal(0)) > 70,
    "C1.little_private": lambda answers, numbers: _share(numbers, "C1.private_share", below=20),
    "C1.one_source": _one_source,
    "C2.no_fee": _is("C2", "has_fee", "no"),
    "C2.few_pay": lambda answers, numbers: _share(numbers, "C2.share_paying", below=50),
    "C2.flat_fee": _is("C2", "basis", "flat"),
}


@dataclass(frozen=True, slots=True)
class Development:
    """The levels (0-4) by indicator key, and the recommendations that follow, in the order of the form."""

    levels: Mapping[str, int]
    recommendations: tuple[Recommendation, ...]


def develop(edition: Edition, answers: Answers, measured: MeasureSet) -> Development:
    """Levels and recommendations for the answers. An unanswered indicator has neither.

    Practice: the actions for the level reached, none at the top. Context: the advice of each situation that holds.
    """
    levels: dict[str, int] = {}
    chosen: list[Recommendation] = []
    for indicator in edition.indicators:
        level = level_of(indicator, answers, measured.numbers)
        if level is not None:
            levels[indicator.key] = level
            chosen += indicator.advice_for_level(level)
        elif indicator.kind is IndicatorKind.CONTEXT and not answers.get(indicator.key, NOTHING).not_applicable:
            chosen += [
                r
                for r in indicator.recommendations
                if SITUATIONS[f"{indicator.key}.{r.situation}"](answers, measured.numbers)
            ]
    return Development(levels, tuple(chosen))


def by_effect(recommendations: Iterable[Recommendation]) -> list[Recommendation]:
    """Greatest effect first, then least effort; otherwise the order they came in."""
    return sorted(recommendations, key=lambda r: (-r.effect, r.effort))
