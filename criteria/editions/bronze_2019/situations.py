"""Bronze 2019: the situations of a cluster that decide which recommendations it is given."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from criteria.answers import Answers
from criteria.editions.bronze_2019.formulas import STORY_PARTS, groups_present, shares_of_sources
from criteria.measures import number
from criteria.situations import (
    Situation,
    any_row,
    both,
    chosen,
    chosen_between,
    difference_between,
    field_above,
    field_between,
    includes,
    measure_above,
    measure_below,
    measure_between,
    none_of,
    part_below,
    rows_of,
)

# From this share on, the largest source decides alone what becomes of the management: a limit of step 2 of C3.
LARGEST_SOURCE = 75
# The largest share with which a cluster reaches step 3 of C3.
LARGEST_OF_THREE = 60


def _one_source(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    return max(shares_of_sources(answers), default=0) >= LARGEST_SOURCE


def _three_sources(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    return len(shares_of_sources(answers)) >= 3


def _leans_on_one(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    return max(shares_of_sources(answers), default=0) > LARGEST_OF_THREE


def _two_sources(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    """Two sources or more that pay for nearly everything, so that none can be larger than it seems."""
    shares = shares_of_sources(answers)
    return len(shares) >= 2 and sum(shares) >= 99 and max(shares) <= LARGEST_SOURCE


def _fees_and_one_other(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    shares = shares_of_sources(answers)
    return len(shares) == 2 and sum(shares) >= 99 and bool(number(answers, "C1", "fees"))


def _not_met(answers: Answers) -> Decimal | None:
    """How many participants were not met; None if not known."""
    total, share = number(answers, "A2", "total"), number(answers, "E1", "share_met")
    return None if total is None or share is None else total * (100 - share) / 100


def _many_to_meet(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    return (_not_met(answers) or 0) > 40


def _few_to_meet(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    missing = _not_met(answers)
    return missing is not None and missing < 10


def _two_partners(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    partners = (number(answers, "E4", field) or 0 for field in ("partners_home", "partners_abroad"))
    return sum(partners) >= 2


def _many_left(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    """A tenth or more of the participants left within a year."""
    total, left = number(answers, "A2", "total"), number(answers, "A2", "left")
    return total is not None and left is not None and left > 0 and left * 10 >= total + left


def _all_permanent(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    fte, permanent = number(answers, "B3", "fte"), number(answers, "B3", "permanent_fte")
    return fte is not None and permanent is not None and 0 < fte <= permanent


def _is_complete(row: Mapping[str, object]) -> bool:
    return all(row.get(part) for part in STORY_PARTS)


def _is_begun(row: Mapping[str, object]) -> bool:
    """Whether some parts of a success story are written, but not all."""
    return any(row.get(part) for part in STORY_PARTS) and not _is_complete(row)


def _none_to_publish(answers: Answers, numbers: Mapping[str, Decimal]) -> bool:
    """No complete story may be published."""
    complete = [row for row in rows_of(answers, "F2", "stories") if _is_complete(row)]
    return bool(complete) and all(row.get("publishable") == "no" for row in complete)


def _several(service: str) -> Situation:
    """At least three activities of a service in 12 months, as many as step 3 of area D asks for."""
    return field_between(service, "activities", 3)


# All limits below are this project's own, except the two eligibility thresholds (15 participants, 0.5 FTE).
SITUATIONS: Mapping[str, Situation] = {
    "A1.young": measure_between("A1.age", 0, 3),
    "A1.mature": measure_between("A1.age", 10),
    "A2.below_threshold": measure_between("A2.total", 0, 15),
    "A2.close_to_threshold": measure_between("A2.total", 15, 20),
    "A2.few_signed": part_below("A2", "signed", "total", percent=50),
    "A2.few_paying": part_below("A2", "paying", "total", percent=50),
    "A2.few_active": part_below("A2", "active", "total", percent=50),
    "A2.many_left": _many_left,
    "A2.none_left": none_of("A2", "left"),
    "A2.none_joined": none_of("A2", "joined"),
    "A2.four_joined": field_between("A2", "joined", 4),
    "A2.few_unsigned": difference_between("A2", "total", "signed", 0, 6),
    "A2.few_quiet": difference_between("A2", "total", "active", 0, 10),
    "A2.under_thirty": measure_between("A2.total", 0, 30),
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
    "A6.industry_low_despite_visits": both(measure_below("A6.industry", 40), field_between("E1", "visits", 10)),
    "A7.none_from_abroad": none_of("A7", "from_abroad"),
    "A7.one_country": chosen_between("A7", "countries", 1, 2),
    "A7.several_countries": chosen_between("A7", "countries", 2),
    "B1.hosted": chosen("B1", "legal_form", "host", "consortium"),
    "B1.decentral": chosen("B1", "steering", "decentral"),
    "B1.mediator": chosen("B1", "steering", "mediator"),
    "B2.no_body": field_between("B2", "level", 0, 1),
    "B2.has_board": includes("B2", "bodies", "board", "working_committee"),
    "B2.general_assembly": includes("B2", "bodies", "general_assembly"),
    "B2.roles_written": field_between("B2", "level", 3),
    "B3.below_threshold": measure_between("B3.fte", 0, 0.5),
    "B3.one_person": measure_between("B3.fte", 0.5, 1),
    "B3.stretched": measure_above("B3.participants_per_fte", 60),
    "B3.temporary": part_below("B3", "permanent_fte", "fte", percent=50),
    "B3.shared_post": both(measure_between("B3.fte", 0.5, 1), field_between("B3", "people", 2)),
    "B3.team_of_one": field_between("B3", "people", 1, 2),
    "B3.all_permanent": _all_permanent,
    "B4.experienced": field_between("B4", "manager_years", 5),
    "B4.all_competences": chosen_between("B4", "competences", 7),
    "B5.three_days": field_between("B5", "training_days", 3),
    "B6.no_strategy": field_between("B6", "level", 0, 2),
    "B7.own_budget": field_between("B7", "controlling", 1),
    "B8.five_tracked": field_between("B8", "indicators", 5),
    "B8.yearly_review": chosen("B8", "interval", "yearly", "half_yearly", "quarterly"),
    "C1.public_dependent": measure_above("C1.public_share", 70),
    "C1.little_private": measure_below("C1.private_share", 20),
    "C1.one_source": _one_source,
    "C1.two_sources": _two_sources,
    "C1.three_sources": _three_sources,
    "C1.three_but_one_large": both(_three_sources, _leans_on_one),
    "C1.three_but_none_private": both(_three_sources, none_of("C1", "fees", "services", "other_private")),
    "C1.fees_and_one_other": _fees_and_one_other,
    "C1.sells_services": field_between("C1", "services", 10),
    "C2.no_fee": chosen("C2", "has_fee", "no"),
    "C2.few_pay": measure_below("C2.share_paying", 50),
    "C2.flat_fee": chosen("C2", "basis", "flat"),
    "C2.has_fee": chosen("C2", "has_fee", "yes"),
    **{f"{service}.several": _several(service) for service in ("D1", "D2", "D3", "D4", "D5")},
    "C3.under_six_months": field_between("C3", "months", 0, 6),
    "C3.short_of_a_year": both(field_between("C3", "months", 6, 12), field_between("C3", "level", 3)),
    "C3.short_of_two_years": both(field_between("C3", "months", 12, 24), field_between("C3", "level", 4)),
    "D3.nearly_all_reached": measure_between("D3.share_reached", 80),
    "E1.nearly_all_met": field_between("E1", "share_met", 80),
    "E1.ten_visits": field_between("E1", "visits", 10),
    "E1.many_to_meet": _many_to_meet,
    "E1.few_to_meet": _few_to_meet,
    "E2.no_groups": none_of("E2", "groups"),
    "E2.has_project": field_between("E2", "projects", 1),
    "E2.many_but_no_project": both(measure_between("E2.share_taking_part", 30), none_of("E2", "projects")),
    "E2.three_projects": field_between("E2", "projects", 3),
    "E3.has_website": chosen("E3", "english_website", "yes", "machine"),
    "E3.shows_activity": field_between("E3", "level", 2),
    "E3.four_newsletters": field_between("E3", "newsletters", 4),
    "E3.shared_channel": includes("E3", "channels", "platform"),
    "E4.two_partners": _two_partners,
    "E4.partner_abroad": field_between("E4", "partners_abroad", 1),
    "E4.no_partner_abroad": none_of("E4", "partners_abroad"),
    "E4.no_requests": none_of("E4", "requests"),
    "E4.project_abroad": field_between("E4", "level", 4),
    "F1.publishes": field_between("F1", "publications", 4),
    "F2.one_begun": any_row("F2", "stories", _is_begun),
    "F2.has_result": any_row("F2", "stories", lambda row: bool(row.get("result"))),
    "F2.none_to_publish": _none_to_publish,
    "F2.some_not_to_publish": any_row(
        "F2", "stories", lambda row: _is_complete(row) and row.get("publishable") == "no"
    ),
    "F2.two_stories": measure_between("F2.stories", 2),
    "F3.no_survey": field_between("F3", "level", 0, 1),
    "F3.third_answers": field_between("F3", "response_rate", 33),
    "F3.under_half": field_between("F3", "response_rate", 0, 50),
    "F5.firms_asked": field_between("F5", "impact", 3),
}
