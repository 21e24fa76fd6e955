"""Bronze 2019: the situations of a cluster that decide which recommendations it is given."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from criteria.answers import Answers
from criteria.editions.bronze_2019.checks import FUNDING
from criteria.editions.bronze_2019.formulas import groups_present
from criteria.measures import chosen_in, number
from criteria.situations import (
    Situation,
    chosen,
    field_above,
    measure_above,
    measure_below,
    measure_between,
    none_of,
    part_below,
)


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
