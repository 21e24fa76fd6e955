"""Answers of the cohort in areas A to C: structure, management and financing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any, Final

from assessments.demo.cohort.names import Member
from assessments.demo.cohort.traits import Traits, clamp, draw_level, part_of, split
from assessments.demo.cohort.words import FOCUS, THEMES, sentence
from criteria.editions.bronze_2019.formulas import TYPES

type Values = Mapping[str, Mapping[str, Any]]

NEIGHBOURS: Final = ("AT", "BE", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "IT", "LT", "LV", "NL", "NO", "PL", "SE")
# Rough factors for differences in salaries, by which budgets differ too.
COST_LEVEL: Final = {
    "AT": 1.1, "DE": 1.1, "DK": 1.25, "EE": 0.7, "ES": 0.8, "FI": 1.0, "FR": 1.05, "IT": 0.9, "LT": 0.65, "NO": 1.3,
    "PL": 0.65, "PT": 0.7, "RO": 0.55, "SE": 1.1,
}  # fmt: skip
COMPETENCES: Final = (
    "sector", "projects", "communication", "facilitation", "innovation", "funding", "internationalisation"
)  # fmt: skip
INTERVALS: Final = ("never", "less_than_yearly", "yearly", "half_yearly", "quarterly")
SOURCES: Final = ("eu", "national", "regional", "fees", "services", "other_private", "in_kind")


def structure(rng: Random, member: Member, traits: Traits) -> Values:
    """The answers of area A."""
    participants = _participants(rng, traits)
    participants["A2"] |= _stability(member, traits)
    return {"A1": {"founded": traits.year - traits.age}, **participants, **_focus(rng, member, traits)}


def _stability(member: Member, traits: Traits) -> dict[str, int]:
    """Who joined, left and stayed. A generator of its own, so that these answers change no others."""
    rng = Random(f"labelcheck stability {member.name}")  # noqa: S311  (invented answers, no secret)
    joined = part_of(traits.total, rng.uniform(0.02, 0.22))
    return {
        "joined": joined,
        "left": part_of(traits.total, max(0.0, rng.gauss(0.09 - 0.08 * traits.strength, 0.03))),
        "long_standing": part_of(traits.total - joined, rng.uniform(0.5, 0.9)) if traits.age > 2 else 0,
    }


def _participants(rng: Random, traits: Traits) -> dict[str, dict[str, Any]]:
    total = traits.total
    # In the order of TYPES; SMEs are most numerous nearly everywhere, then research and public bodies.
    middle = (0.5, 0.12, 0.05, 0.05, 0.05, 0.02, 0.05, 0.1, 0.04)
    # Few clusters have all types; rare ones are missing more often.
    weights = [weight * rng.uniform(0.3, 1.6) if rng.random() < 0.55 + 5 * weight else 0 for weight in middle]
    abroad = 0 if rng.random() < 0.4 else part_of(total, rng.uniform(0.01, 0.12))
    countries = rng.sample(NEIGHBOURS, min(abroad, rng.randint(1, 4)))
    return {
        "A2": {
            "total": total,
            "signed": part_of(total, rng.uniform(0.35, 0.75) + 0.35 * traits.strength),
            "paying": part_of(total, rng.uniform(0.15, 0.75) + 0.3 * traits.strength),
            "active": part_of(total, rng.uniform(0.2, 0.6) + 0.2 * traits.strength),
        },
        "A3": dict(zip(TYPES, split(total, weights), strict=True)),
        "A7": {"from_abroad": abroad} | ({"countries": sorted(countries)} if abroad else {}),
    }


def _focus(rng: Random, member: Member, traits: Traits) -> Values:
    industry = rng.randrange(30, 75, 5)
    research = rng.randrange(10, 100 - industry - 5, 5) if industry < 75 else 10
    return {
        "A4": {
            "core_region": member.place,
            "share_in_region": rng.randint(45, 97),
            "share_of_potential": clamp(rng.gauss(22 + 45 * traits.strength, 12), 6, 90),
        },
        "A5": {
            "portfolios": list(member.portfolios),
            "focus": sentence(rng, rng.choice(FOCUS), THEMES[member.portfolios[0]], member.place),
            "level": draw_level(rng, traits, 0.3),
        },
        "A6": {"industry": industry, "research": research, "public": 100 - industry - research},
    }


def management(rng: Random, traits: Traits) -> Values:
    """The answers of area B."""
    bodies = ["board", *(body for body in ("general_assembly", "advisory", "working_committee") if rng.random() < 0.5)]
    forms = ("association", "company", "foundation", "cooperative", "host", "consortium", "other")
    return {
        "B1": {
            "legal_form": rng.choices(forms, (46, 12, 4, 4, 22, 8, 4))[0],
            "steering": rng.choices(("central", "decentral", "mediator"), (72, 18, 10))[0],
        },
        "B2": {
            "bodies": bodies,
            "meetings": rng.choice((2, 3, 4, 4, 5, 6, 6, 8, 10)),
            "company_share": rng.randrange(30, 95, 5),
            "level": draw_level(rng, traits, 0.3),
        },
        "B3": {
            "people": traits.people,
            "fte": str(traits.fte),
            "permanent_fte": str(
                (traits.fte * rng.choice((0, 25, 50, 60, 80, 100, 100)) / 100).quantize(Decimal("0.01"))
            ),
        },
        **_team(rng, traits),
        **_direction(rng, traits),
    }


def _team(rng: Random, traits: Traits) -> Values:
    qualification = draw_level(rng, traits, 0.2)
    # Requirements of the steps of B4: four competences for step 2, five for 3, six for 4.
    known = clamp(qualification + 2 + rng.random(), 1, len(COMPETENCES))
    return {
        "B4": {
            "manager_years": min(traits.age + 8, rng.randint(qualification, 3 + 4 * qualification)),
            "competences": list(COMPETENCES[:known]),
            "level": qualification,
        },
        "B5": {
            "training_days": str(clamp(rng.gauss(10 * traits.strength, 3), 0, 24) / 2),
            "tenure": str(round(min(traits.age, rng.uniform(0.8, 3) + 4 * traits.strength), 1)),
            "level": draw_level(rng, traits, -0.5),
        },
    }


def _direction(rng: Random, traits: Traits) -> Values:
    strategy, review = draw_level(rng, traits, 0.4), draw_level(rng, traits, -0.3)
    written = {
        "year": max(traits.year - traits.age, traits.year - rng.randint(0, 4 if strategy > 2 else 6)),
        "horizon": rng.choice((3, 3, 4, 5, 5, 8)),
    }
    return {
        "B6": {"level": strategy} | (written if strategy > 1 else {}),
        "B7": {"action_plan": draw_level(rng, traits), "controlling": draw_level(rng, traits, 0.1)},
        "B8": {
            "indicators": review * rng.randint(2, 5),
            "interval": INTERVALS[clamp(review - 0.5 + rng.random(), 0, 4)],
            "level": review,
        },
    }


def financing(rng: Random, member: Member, traits: Traits, paying: int) -> Values:
    """The answers of area C. `paying` is the number of paying participants in A2, most of whom pay the fee."""
    budget = round(float(traits.fte) * 74 * COST_LEVEL[member.country] * rng.uniform(1.2, 2.0)) * 1000
    has_fee = paying > 0 and rng.random() < 0.82
    own = 0.4 + 1.3 * traits.strength
    weights = [
        rng.choice((0, 12, 25, 40)), rng.choice((0, 8, 15, 25)), rng.uniform(10, 40),
        rng.uniform(8, 30) * own if has_fee else 0, rng.uniform(1, 20) * own, rng.choice((0, 0, 4, 9)),
        rng.uniform(0, 9),
    ]  # fmt: skip
    shares = dict(zip(SOURCES, split(100, weights), strict=True))
    return {
        "C1": {"budget": budget, **shares},
        "C2": _fees(rng, budget * shares["fees"] / 100, paying, traits) if has_fee else {"has_fee": "no"},
        "C3": _outlook(rng, traits, shares),
    }


def _fees(rng: Random, income: float, paying: int, traits: Traits) -> dict[str, Any]:
    members = max(1, part_of(paying, rng.uniform(0.8, 1)))
    mean = max(1, round(income / members / 50)) * 50
    basis = rng.choices(("size", "type", "flat", "other"), (55, 22, 18, 5))[0]
    is_flat = basis == "flat"
    return {
        "has_fee": "yes",
        "lowest": mean if is_flat else max(1, round(mean * rng.uniform(0.2, 0.5) / 10)) * 10,
        "highest": mean if is_flat else round(mean * rng.uniform(1.8, 5) / 50 + 1) * 50,
        "basis": basis,
        "share_paying": round(members * 100 / traits.total),
    }


def _outlook(rng: Random, traits: Traits, shares: Mapping[str, int]) -> dict[str, Any]:
    """The answers to C3. The step is never above what the shares of C1 allow, because the steps of C3 mention them."""
    largest = max(shares.values())
    sources = sum(share > 0 for share in shares.values())
    has_own = shares["fees"] + shares["services"] > 0
    if largest > 75 or sources < 2:
        allowed = 1
    elif sources < 3 or not has_own or largest > 60:
        allowed = 2
    else:
        allowed = 4 if largest <= 50 else 3
    level = min(allowed, draw_level(rng, traits))
    return {"months": 3 + 5 * level + rng.randint(0, 11), "level": level}
