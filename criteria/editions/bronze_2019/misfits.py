"""Bronze 2019: the answers to which a recommendation would be wrong, because they already have what its text asks for.

Written from the texts and not from the situations on which recommendations depend, so that one can check the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import inf

from criteria.answers import Answers
from criteria.editions.bronze_2019.formulas import FUNDING, STORY_PARTS, TYPES
from criteria.measures import chosen_in, number, total
from criteria.situations import Situation, rows_of


def said(indicator: str, field: str, *choices: str) -> Situation:
    """One of `choices` is the answer, or among the answers."""
    return lambda answers, numbers: any(choice in chosen_in(answers, indicator, field) for choice in choices)


def least(indicator: str, field: str, low: float, high: float = inf) -> Situation:
    """A number that is known and at least `low`, and at most `high`."""
    return lambda answers, numbers: (
        (given := number(answers, indicator, field)) is not None and low <= float(given) <= high
    )


def none(indicator: str, field: str) -> Situation:
    """A number that is known to be zero."""
    return least(indicator, field, 0, 0)


def either(*situations: Situation) -> Situation:
    return lambda answers, numbers: any(holds(answers, numbers) for holds in situations)


def _difference(indicator: str, whole: str, part: str) -> Callable[[Answers], float | None]:
    def difference(answers: Answers) -> float | None:
        more, less = number(answers, indicator, whole), number(answers, indicator, part)
        return None if more is None or less is None else float(more - less)

    return difference


def fewer_left(indicator: str, whole: str, part: str, count: int) -> Situation:
    """Fewer than `count` remain of `whole` without `part`."""
    difference = _difference(indicator, whole, part)
    return lambda answers, numbers: (left := difference(answers)) is not None and left < count


def to_meet(low: float, high: float = inf) -> Situation:
    """From `low` to `high` participants were not met."""

    def holds(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
        everyone, share = number(answers, "A2", "total"), number(answers, "E1", "share_met")
        return everyone is not None and share is not None and low <= float(everyone * (100 - share) / 100) <= high

    return holds


def sources(count: int, largest: int = 100) -> Situation:
    """At least `count` sources pay, none more than `largest` percent."""

    def holds(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
        shares = [share for source in FUNDING if (share := number(answers, "C1", source))]
        return len(shares) >= count and max(shares) <= largest and sum(shares) == 100

    return holds


def members(*kinds: str, percent: float = 0) -> Situation:
    """More than `percent` of the participants are of these kinds."""

    def holds(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
        some, everyone = total(answers, "A3", kinds), total(answers, "A3", TYPES)
        return some is not None and everyone is not None and float(some) * 100 > percent * float(everyone)

    return holds


def stories(complete: int) -> Situation:
    """At least so many stories have all their parts."""
    return lambda answers, numbers: (
        sum(all(row.get(part) for part in STORY_PARTS) for row in rows_of(answers, "F2", "stories")) >= complete
    )


def _unfinished(answers: Answers) -> int:
    return sum(
        any(row.get(part) for part in STORY_PARTS) and not all(row.get(part) for part in STORY_PARTS)
        for row in rows_of(answers, "F2", "stories")
    )


def _none_permitted(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    rows = rows_of(answers, "F2", "stories")
    return bool(rows) and not any(row.get("publishable") == "yes" for row in rows) and stories(1)(answers, numbers)


def _aged_two(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    """Not older than two years; by the measure, because the answer is a year."""
    return numbers.get("A1.age", 3) <= 2


NO_STRATEGY = least("B6", "level", 0, 1)
REVIEWED_YEARLY = said("B8", "interval", "yearly", "half_yearly", "quarterly")
POSTS_PERMANENT = fewer_left("B3", "fte", "permanent_fte", 0)
ALONE = least("B3", "people", 1, 1)
PARTNERS_ABROAD = least("E4", "partners_abroad", 1)
NO_PARTNERS_ABROAD = none("E4", "partners_abroad")
THREE_ACTIVITIES = {f"D{n}": least(f"D{n}", "activities", 3) for n in range(1, 9)}

MISFITS: Mapping[str, Situation] = {
    "A1.young.1": least("E3", "level", 2),
    "A1.mature.2": none("B2", "level"),
    "A2.below_threshold.1": least("A2", "total", 15),
    "A2.close_to_threshold.1": either(least("A2", "total", 25), least("A2", "joined", 4)),
    "A2.few_signed.1": fewer_left("A2", "total", "signed", 5),
    "A2.few_signed.2": fewer_left("A2", "total", "signed", 6),
    "A2.few_paying.1": fewer_left("A2", "total", "paying", 1),
    "A2.few_paying.2": fewer_left("A2", "total", "paying", 1),
    "A2.many_left.1": none("A2", "left"),
    "A2.none_joined.1": least("A2", "joined", 1),
    "A2.few_active.1": fewer_left("A2", "total", "active", 10),
    "A3.companies_minority.1": members("smes", "other_companies", percent=50),
    "A3.no_research.1": members("research", "universities"),
    "A3.no_research.2": members("training"),
    "A3.no_public.1": members("government"),
    "A3.no_public.2": members("government"),
    "A4.widely_spread.1": least("A4", "share_in_region", 80),
    "A4.untapped_potential.1": least("A4", "share_of_potential", 80),
    "A4.saturated.1": least("A4", "share_of_potential", 0, 50),
    "A6.industry_low.1": either(none("B2", "level"), least("A6", "industry", 60)),
    "A6.industry_low.2": either(least("E1", "visits", 10), least("A6", "industry", 60)),
    "A6.industry_low_despite_visits.1": least("E1", "visits", 0, 9),
    "A6.research_dominates.2": none("E2", "groups"),
    "A7.none_from_abroad.2": least("A7", "from_abroad", 1),
    "A7.one_country.2": lambda answers, numbers: len(chosen_in(answers, "A7", "countries")) > 1,
    "A7.several_countries.1": none("A7", "from_abroad"),
    "B1.hosted.1": said("B1", "legal_form", "association", "company", "foundation", "cooperative"),
    "B1.hosted.2": least("B7", "controlling", 1),
    "B1.decentral.1": either(least("B2", "level", 3), said("B1", "steering", "central")),
    "B1.mediator.2": said("B1", "steering", "central", "decentral"),
    "B2.0.1": said("B2", "bodies", "board"),
    "B2.2.2": said("B2", "bodies", "general_assembly"),
    "B3.below_threshold.1": least("B3", "fte", 0.5),
    "B3.one_person.1": least("B3", "people", 2),
    "B3.one_person.2": least("B3", "fte", 1),
    "B3.shared_post.1": ALONE,
    "B3.stretched.1": least("E1", "share_met", 80),
    "B3.temporary.1": POSTS_PERMANENT,
    "B3.temporary.2": ALONE,
    "B4.0.2": least("B4", "manager_years", 6),
    "B4.1.2": least("B4", "manager_years", 6),
    "B4.2.2": lambda answers, numbers: len(chosen_in(answers, "B4", "competences")) == 7,
    "B4.3.2": ALONE,
    "B5.0.2": least("B5", "training_days", 3),
    "B5.2.1": NO_STRATEGY,
    "B5.2.3": POSTS_PERMANENT,
    "B7.0.1": least("B7", "action_plan", 1),
    "B7.0.2": least("B7", "controlling", 1),
    "B7.1.1": least("B7", "action_plan", 2),
    "B7.1.2": least("B7", "controlling", 2),
    "B7.2.1": least("B7", "action_plan", 3),
    "B7.2.2": least("B7", "controlling", 3),
    "B7.2.3": least("B7", "controlling", 3),
    "B7.3.1": least("B7", "action_plan", 4),
    "B7.3.2": least("B7", "action_plan", 4),
    "B7.3.3": least("B7", "controlling", 4),
    "B8.0.1": least("B8", "indicators", 5),
    "B8.0.2": REVIEWED_YEARLY,
    "B8.0.3": least("B8", "indicators", 0, 4),
    "B8.2.1": least("F5", "impact", 3),
    "B8.2.2": REVIEWED_YEARLY,
    "B8.2.3": said("B8", "interval", "never", "less_than_yearly"),
    "B8.3.1": _aged_two,
    "C1.public_dependent.2": least("C1", "services", 10),
    "C1.one_source.1": sources(2, 74),
    "C2.no_fee.1": said("C2", "has_fee", "yes"),
    "C2.few_pay.1": least("C2", "share_paying", 80),
    "C2.flat_fee.1": lambda answers, numbers: (
        (number(answers, "C2", "lowest") or 0) < (number(answers, "C2", "highest") or 0)
    ),
    "C3.1.1": sources(2, 75),
    "C3.2.2": either(sources(3), said("C2", "has_fee", "yes")),
    "C3.2.3": sources(1, 60),
    "C3.2.4": either(least("C1", "fees", 1), least("C1", "services", 1)),
    "C3.2.5": either(none("C1", "fees"), sources(3)),
    "C3.under_six_months.1": least("C3", "months", 12),
    "C3.short_of_a_year.1": least("C3", "months", 12),
    "C3.short_of_two_years.1": least("C3", "months", 24),
    "D1.2.2": THREE_ACTIVITIES["D1"],
    "D2.2.2": THREE_ACTIVITIES["D2"],
    "D2.2.3": least("E2", "projects", 3),
    "D3.2.1": THREE_ACTIVITIES["D3"],
    "D3.2.3": lambda answers, numbers: (
        (number(answers, "D3", "reached") or 0) >= (number(answers, "A2", "total") or inf)
    ),
    "D4.2.2": THREE_ACTIVITIES["D4"],
    "D4.2.3": THREE_ACTIVITIES["D4"],
    "D5.2.2": THREE_ACTIVITIES["D5"],
    "D7.2.1": PARTNERS_ABROAD,
    "D7.3.2": least("E4", "level", 4),
    "E1.1.1": to_meet(48),
    "E1.2.2": to_meet(0, 9),
    "E2.0.1": least("E2", "groups", 1),
    "E2.0.2": least("E2", "projects", 1),
    "E2.1.2": least("E2", "projects", 1),
    "E2.2.1": either(none("E2", "groups"), NO_STRATEGY),
    "E2.2.3": least("E2", "projects", 1),
    "E2.3.1": least("E2", "projects", 3),
    "E2.3.2": none("E2", "groups"),
    "E2.3.3": least("E2", "groups", 1),
    "E3.0.2": said("E3", "english_website", "yes", "machine"),
    "E3.1.1": least("E3", "newsletters", 4),
    "E3.2.3": none("E3", "newsletters"),
    "E3.3.1": said("E3", "channels", "platform"),
    "E4.0.1": either(least("E4", "partners_home", 2), least("E4", "partners_abroad", 2)),
    "E4.2.3": none("E4", "requests"),
    "E4.3.1": NO_PARTNERS_ABROAD,
    "E4.3.3": PARTNERS_ABROAD,
    "F1.0.1": least("F1", "media", 1),
    "F1.0.2": least("F1", "events", 1),
    "F1.2.1": least("F1", "events", 30),
    "F1.3.2": either(
        least("F1", "publications", 4),
        lambda answers, numbers: total(answers, "A3", ("research", "universities", "training")) == 0,
    ),
    "F2.1.1": lambda answers, numbers: any(row.get("result") for row in rows_of(answers, "F2", "stories")),
    "F2.2.1": lambda answers, numbers: _unfinished(answers) > 0,
    "F2.2.2": _none_permitted,
    "F2.2.4": lambda answers, numbers: _unfinished(answers) == 0 and stories(1)(answers, numbers),
    "F2.3.1": lambda answers, numbers: _unfinished(answers) > 0,
    "F2.3.3": lambda answers, numbers: _unfinished(answers) == 0 and stories(1)(answers, numbers),
    "F2.3.2": lambda answers, numbers: any(row.get("publishable") == "no" for row in rows_of(answers, "F2", "stories")),
    "F3.0.2": least("A2", "total", 30),
    "F3.2.2": least("F3", "response_rate", 33),
    "F3.3.1": none("A2", "left"),
    "F3.3.3": either(_aged_two, least("A2", "total", 0, 20)),
    "F3.3.4": least("F3", "response_rate", 50),
    "F4.2.3": least("E2", "projects", 3),
    "F5.1.1": stories(2),
    "F5.2.1": none("F3", "level"),
    "F6.0.2": PARTNERS_ABROAD,
    "F6.0.3": NO_PARTNERS_ABROAD,
    "F6.3.1": NO_PARTNERS_ABROAD,
}
