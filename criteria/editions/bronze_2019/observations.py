"""Bronze 2019: when an observation applies, and the numbers it states. All limits are this project's own.

Each function says when the observation of its name in observations.toml applies, and returns the values for its text;
None if it does not, or if an answer that it needs is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal

from criteria.answers import Answers
from criteria.measures import number
from criteria.observations import Facts, Observer, Values
from criteria.rounding import half_up

PUBLIC = ("eu", "national", "regional")
# Sources that one decision can end. Fees and services come from many payers, and in-kind contributions are no money.
SINGLE_SOURCES = (*PUBLIC, "other_private")
# What eligibility.toml requires.
LEAST_PARTICIPANTS = Decimal(15)
# The most practices that are named as having moved.
NAMED = 4


def _positive(answers: Answers, indicator: str, field: str) -> Decimal | None:
    """The number in a field if it is above zero."""
    return number(answers, indicator, field) or None


def _hundredths(value: Decimal) -> Decimal:
    return half_up(value, 2)


def _months_on(day: dt.date, months: Decimal) -> dt.date:
    """The first day of the month that is `months` after `day`."""
    count = day.year * 12 + day.month - 1 + int(months)
    return dt.date(count // 12, count % 12 + 1, 1)


def _largest(answers: Answers, sources: tuple[str, ...]) -> tuple[str, Decimal] | None:
    """The largest of the sources of funding with its percentage; None unless all are known."""
    shares = {source: share for source in sources if (share := number(answers, "C1", source)) is not None}
    return max(shares.items(), key=lambda item: item[1]) if len(shares) == len(sources) else None


# ---- risks


def nothing_secured(facts: Facts) -> Values | None:
    """Not one month of the funding is secured."""
    fte = _positive(facts.answers, "B3", "fte")
    return {"fte": fte} if fte and number(facts.answers, "C3", "months") == 0 else None


def public_money_ends(facts: Facts) -> Values | None:
    """At least 60% of the budget is public, and the funding is secured for at most 18 months."""
    months, budget = _positive(facts.answers, "C3", "months"), _positive(facts.answers, "C1", "budget")
    public, largest = facts.now.numbers.get("C1.public_share"), _largest(facts.answers, PUBLIC)
    if not months or not budget or public is None or largest is None or public < 60 or months > 18:
        return None
    source, share = largest
    return {
        "public": public, "budget": budget, "source": source, "share": share, "part": share * 100 / public,
        "months": months, "until": _months_on(facts.day, months),
    }  # fmt: skip


def short_runway(facts: Facts) -> Values | None:
    """The funding is secured for less than a year, and no other observation says so."""
    months, fte = _positive(facts.answers, "C3", "months"), _positive(facts.answers, "B3", "fte")
    if not months or not fte or months >= 12 or public_money_ends(facts):
        return None
    return {"months": months, "until": _months_on(facts.day, months), "fte": fte}


def team_ends_with_money(facts: Facts) -> Values | None:
    """At least half of the working time is not permanent, and the funding is secured for at most 18 months."""
    months, fte = _positive(facts.answers, "C3", "months"), _positive(facts.answers, "B3", "fte")
    permanent = number(facts.answers, "B3", "permanent_fte")
    if not months or not fte or permanent is None or months > 18 or permanent * 2 > fte:
        return None
    return {"other": fte - permanent, "fte": fte, "until": _months_on(facts.day, months)}


def one_person(facts: Facts) -> Values | None:
    """The team is one person."""
    fte, participants = _positive(facts.answers, "B3", "fte"), _positive(facts.answers, "A2", "total")
    if not fte or not participants or number(facts.answers, "B3", "people") != 1:
        return None
    return {"fte": fte, "participants": participants}


def near_minimum(facts: Facts) -> Values | None:
    """The participants are as many as the label requires, or up to three more."""
    participants = number(facts.answers, "A2", "total")
    if participants is None or not LEAST_PARTICIPANTS <= participants <= LEAST_PARTICIPANTS + 3:
        return None
    lost = participants - LEAST_PARTICIPANTS + 1
    return {"minimum": LEAST_PARTICIPANTS, "participants": participants, "lost": lost}


def members_left(facts: Facts) -> Values | None:
    """At least a tenth of the participants of a year ago have left, and at least three."""
    left, joined = number(facts.answers, "A2", "left"), number(facts.answers, "A2", "joined")
    stayed = facts.now.numbers.get("A2.share_stayed")
    if left is None or joined is None or stayed is None or left < 3 or stayed > 90:
        return None
    return {"left": left, "share": 100 - stayed, "joined": joined}


def strategy_ends(facts: Facts) -> Values | None:
    """The period of the approved strategy ends in the year of the answers, or has ended."""
    approved, horizon = number(facts.answers, "B6", "year"), _positive(facts.answers, "B6", "horizon")
    is_written = (number(facts.answers, "B6", "level") or 0) >= 2
    if not is_written or approved is None or not horizon or approved + horizon > facts.day.year:
        return None
    return {"year": approved, "horizon": horizon, "end": approved + horizon}


# ---- dependencies


def one_source(facts: Facts) -> Values | None:
    """One source that a single decision can end brings at least 40% of the budget."""
    budget, participants = _positive(facts.answers, "C1", "budget"), number(facts.answers, "A2", "total")
    fees, largest = number(facts.answers, "C1", "fees"), _largest(facts.answers, SINGLE_SOURCES)
    if not budget or participants is None or fees is None or largest is None:
        return None
    source, share = largest
    if share < 40 or participants < 2:
        return None
    lost = budget * share / 100
    return {
        "source": source, "share": share, "budget": budget, "rest": budget - lost,
        "participants": participants, "more": lost / participants, "fee": budget * fees / 100 / participants,
    }  # fmt: skip


def own_income(facts: Facts) -> Values | None:
    """At least twice as much time is permanent, and 0.25 FTE more, as the private share of the budget would carry."""
    fte, permanent = _positive(facts.answers, "B3", "fte"), number(facts.answers, "B3", "permanent_fte")
    private = facts.now.numbers.get("C1.private_share")
    if not fte or permanent is None or private is None:
        return None
    carried = _hundredths(fte * private / 100)
    if permanent - carried < Decimal("0.25") or permanent < carried * 2:
        return None
    return {"private": private, "fte": fte, "carried": carried, "permanent": permanent}


# ---- contrasts


def reached_not_met(facts: Facts) -> Values | None:
    """Events reached a share that is at least 20 points larger than the share met, and certainly three more."""
    is_offered, reached = _positive(facts.answers, "D3", "level"), number(facts.answers, "D3", "reached")
    participants, met = _positive(facts.answers, "A2", "total"), number(facts.answers, "E1", "share_met")
    if not is_offered or not participants or reached is None or met is None or reached > participants:
        return None
    share = reached * 100 / participants
    if share - met < 20:
        return None
    left = reached - (participants * met / 100).to_integral_value(ROUND_CEILING)
    if left < 3:
        return None
    return {"reached": reached, "share": share, "met": met, "left": left}


def paying_not_active(facts: Facts) -> Values | None:
    """At least five more pay than take part, and at least a quarter of all."""
    participants, paying = _positive(facts.answers, "A2", "total"), number(facts.answers, "A2", "paying")
    active = number(facts.answers, "A2", "active")
    if not participants or paying is None or active is None:
        return None
    gap = paying - active
    return {"paying": paying, "active": active, "gap": gap} if gap >= 5 and gap * 4 >= participants else None


def agenda_and_money(facts: Facts) -> Values | None:
    """Industry sets half of the agenda or more; half of the money or more is public, at most a quarter private."""
    industry, public = number(facts.answers, "A6", "industry"), facts.now.numbers.get("C1.public_share")
    private = facts.now.numbers.get("C1.private_share")
    if industry is None or public is None or private is None or industry < 50 or public < 50 or private > 25:
        return None
    return {"industry": industry, "private": private, "public": public}


def grade_of_few(facts: Facts) -> Values | None:
    """The grade of the survey comes from less than a third of those asked."""
    grade, rate = number(facts.answers, "F3", "result"), _positive(facts.answers, "F3", "response_rate")
    year, is_asked = number(facts.answers, "F3", "year"), _positive(facts.answers, "F3", "level")
    if not is_asked or grade is None or not rate or year is None or half_up(rate) >= 33:
        return None
    return {"grade": grade, "rate": rate, "year": year, "silent": 100 - rate}


def strategy_not_measured(facts: Facts) -> Values | None:
    """The strategy was made with the participants, but no targets are followed."""
    strategy, monitoring = facts.now.levels.get("B6"), facts.now.levels.get("B8")
    # The top step of the strategy already means goals that are measured.
    if strategy != 3 or monitoring is None or monitoring > 1:
        return None
    return {"strategy": Decimal(strategy), "monitoring": Decimal(monitoring)}


def abroad_without_result(facts: Facts) -> Values | None:
    """Help abroad is offered every year, but no concrete step of a participant is known."""
    service, impact = facts.now.levels.get("D7"), facts.now.levels.get("F6")
    if service is None or impact is None or service < 2 or impact > 1:
        return None
    return {"service": Decimal(service), "impact": Decimal(impact)}


def services_without_income(facts: Facts) -> Values | None:
    """At least five services are offered every year, but they bring at most a tenth of the budget."""
    spectrum, budget = facts.now.numbers.get("D.spectrum"), _positive(facts.answers, "C1", "budget")
    share = number(facts.answers, "C1", "services")
    if spectrum is None or not budget or share is None or spectrum < 5 or share > 10:
        return None
    return {"spectrum": spectrum, "share": share, "income": budget * share / 100}


# ---- strain


def _activities(answers: Answers) -> Decimal | None:
    """All activities of the services; None unless each is known. A service that is not offered has none."""
    counts = []
    for key in (f"D{n}" for n in range(1, 9)):
        level = number(answers, key, "level")
        counts.append(number(answers, key, "activities") if level else level)
    return None if None in counts else sum((count for count in counts if count is not None), Decimal(0))


def full_calendar(facts: Facts) -> Values | None:
    """Activities, group meetings and visits make at least 40 a year for each FTE."""
    fte, activities = _positive(facts.answers, "B3", "fte"), _activities(facts.answers)
    meetings, visits = number(facts.answers, "E2", "meetings"), number(facts.answers, "E1", "visits")
    if not fte or activities is None or meetings is None or visits is None:
        return None
    each = half_up((activities + meetings + visits) / fte)
    if each < 40:
        return None
    return {"activities": activities, "meetings": meetings, "visits": visits, "each": each, "fte": fte}


def many_services(facts: Facts) -> Values | None:
    """At least four services are offered every year, with less than 0.20 FTE for each."""
    fte, spectrum = _positive(facts.answers, "B3", "fte"), facts.now.numbers.get("D.spectrum")
    if not fte or spectrum is None or spectrum < 4 or fte * 5 >= spectrum:
        return None
    return {"fte": fte, "spectrum": spectrum, "each": _hundredths(fte / spectrum)}


def more_than_can_be_met(facts: Facts) -> Values | None:
    """There are at least 40 participants to each FTE, and less than 60% were met."""
    each, met = facts.now.numbers.get("B3.participants_per_fte"), number(facts.answers, "E1", "share_met")
    if each is None or met is None or each < 40 or met >= 60:
        return None
    return {"each": half_up(each), "met": met}


def less_time(facts: Facts) -> Values | None:
    """The participants to each FTE are at least a quarter more than in the earlier assessment."""
    moved = _participants_per_fte(facts)
    return moved if moved and moved["now"] * 4 >= moved["before"] * 5 else None


# ---- momentum


def _participants_per_fte(facts: Facts) -> dict[str, Decimal] | None:
    """The participants for each full-time equivalent then and now, and the year of then."""
    key = "B3.participants_per_fte"
    if facts.earlier is None or key not in facts.earlier.numbers or key not in facts.now.numbers:
        return None
    before, now = half_up(facts.earlier.numbers[key]), half_up(facts.now.numbers[key])
    return {"year": Decimal(facts.earlier.year), "before": before, "now": now} if before else None


def _moves(facts: Facts) -> Mapping[str, int]:
    """By how many levels each practice that has a level in both assessments has moved."""
    then = facts.earlier.levels if facts.earlier else {}
    return {key: level - then[key] for key, level in facts.now.levels.items() if key in then}


def levels_fallen(facts: Facts) -> Values | None:
    """A practice is on a lower level than in the earlier assessment."""
    fallen = {key: move for key, move in _moves(facts).items() if move < 0}
    if not facts.earlier or not fallen:
        return None
    furthest = tuple(sorted(fallen, key=lambda key: fallen[key])[:NAMED])
    return {"count": Decimal(len(fallen)), "year": Decimal(facts.earlier.year), "names": furthest}


def levels_risen(facts: Facts) -> Values | None:
    """At least three practices are on a higher level than in the earlier assessment, and more than on a lower one."""
    moves = _moves(facts)
    risen = {key: move for key, move in moves.items() if move > 0}
    if not facts.earlier or len(risen) < 3 or len(risen) <= sum(move < 0 for move in moves.values()):
        return None
    most = max(risen.values())
    names = tuple(key for key, move in risen.items() if move == most)[:NAMED]
    return {"count": Decimal(len(risen)), "year": Decimal(facts.earlier.year), "steps": Decimal(most), "names": names}


def _private_money(facts: Facts) -> dict[str, Decimal] | None:
    """The private share of the budget then and now, and the year of then."""
    key = "C1.private_share"
    if facts.earlier is None or key not in facts.earlier.numbers or key not in facts.now.numbers:
        return None
    return {
        "before": facts.earlier.numbers[key],
        "now": facts.now.numbers[key],
        "year": Decimal(facts.earlier.year),
    }


def private_money_less(facts: Facts) -> Values | None:
    """The private share of the budget has fallen by at least ten points."""
    moved = _private_money(facts)
    return moved if moved and moved["before"] - moved["now"] >= 10 else None


def private_money_more(facts: Facts) -> Values | None:
    """The private share of the budget has risen by at least ten points."""
    moved = _private_money(facts)
    return moved if moved and moved["now"] - moved["before"] >= 10 else None


def more_time(facts: Facts) -> Values | None:
    """The participants to each FTE are at least a fifth fewer than in the earlier assessment."""
    moved = _participants_per_fte(facts)
    return moved if moved and moved["now"] * 5 <= moved["before"] * 4 else None


OBSERVATIONS: Mapping[str, Observer] = {
    function.__name__: function
    for function in (
        nothing_secured,
        public_money_ends,
        short_runway,
        team_ends_with_money,
        one_person,
        near_minimum,
        members_left,
        strategy_ends,
        one_source,
        own_income,
        reached_not_met,
        paying_not_active,
        agenda_and_money,
        grade_of_few,
        strategy_not_measured,
        abroad_without_result,
        services_without_income,
        full_calendar,
        many_services,
        more_than_can_be_met,
        less_time,
        levels_fallen,
        levels_risen,
        private_money_less,
        private_money_more,
        more_time,
    )
}
