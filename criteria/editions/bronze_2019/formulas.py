"""Bronze 2019: the formulas of the measures, and the levels that are not given by a single ladder."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from criteria.answers import NOTHING, Answers
from criteria.definitions import TOP_LEVEL
from criteria.development import LevelFunction
from criteria.measures import Formula, chosen_count, complete_sum, field_number, number, ratio

# From this level on ("about once a year"), a service counts toward the spectrum: this project's own limit.
SPECTRUM_LEVEL = 2
STORY_PARTS = ("title", "start", "action", "result")
TYPES = (
    "smes", "other_companies", "research", "universities", "training",
    "financial", "consultants", "government", "others",
)  # fmt: skip
COMPANIES = ("smes", "other_companies")
RESEARCH = ("research", "universities", "training")
# The nine types of participant in four groups: the triple helix and civil society. This is the project's own
# interpretation of the European platform's "at least two types of member".
GROUPS = (("smes", "other_companies", "financial", "consultants"), RESEARCH, ("government",), ("others",))
FUNDING = ("eu", "national", "regional", "fees", "services", "other_private", "in_kind")
# The months of secured funding without which no higher level of C3 is reached: this project's own limits.
MONTHS_FOR_LEVEL = (0, 0, 6, 12, 24)
PARTICIPANTS = field_number("A2", "total")
MEMBERS_BY_TYPE = complete_sum("A3", *TYPES)


def _age(answers: Answers, year: int) -> Decimal | None:
    founded = number(answers, "A1", "founded")
    return None if founded is None else year - founded


def _types_present(answers: Answers, year: int) -> Decimal | None:
    counts = [number(answers, "A3", kind) for kind in TYPES]
    if all(count is None for count in counts):
        return None
    return Decimal(sum(bool(count) for count in counts))


def groups_present(answers: Answers) -> list[bool | None]:
    """For each of the four GROUPS whether it has a participant; None if not known."""
    found: list[bool | None] = []
    for group in GROUPS:
        counts = [number(answers, "A3", kind) for kind in group]
        found.append(True if any(counts) else None if None in counts else False)
    return found


def shares_of_sources(answers: Answers) -> list[Decimal]:
    """The shares in percent of the sources that pay for the management, as far as they are known."""
    return [share for source in FUNDING if (share := number(answers, "C1", source))]


def _financial_outlook(answers: Answers, year: int) -> Decimal | None:
    """The step of C3, but at most the level that the secured months allow."""
    step, months = number(answers, "C3", "level"), number(answers, "C3", "months")
    if step is None or months is None:
        return None
    return min(step, Decimal(sum(months >= least for least in MONTHS_FOR_LEVEL) - 1))


def _share_stayed(answers: Answers, year: int) -> Decimal | None:
    """The share of the participants of a year ago that still belong."""
    total, joined, left = (number(answers, "A2", field) for field in ("total", "joined", "left"))
    if total is None or joined is None or left is None or joined > total:
        return None
    stayed = total - joined
    return stayed * 100 / (stayed + left) if stayed + left else None


def _plan_and_controlling(answers: Answers, year: int) -> Decimal | None:
    plan, controlling = number(answers, "B7", "action_plan"), number(answers, "B7", "controlling")
    return None if plan is None or controlling is None else (plan + controlling) / 2


def _complete_stories(answers: Answers, year: int) -> Decimal | None:
    answer = answers.get("F2", NOTHING)
    stories = answer.values.get("stories")
    if answer.not_applicable or not isinstance(stories, tuple):
        return None
    rows = [row for row in stories if isinstance(row, Mapping)]
    return Decimal(sum(all(row.get(part) for part in STORY_PARTS) for row in rows))


def _spectrum(answers: Answers, year: int) -> Decimal | None:
    levels = [number(answers, f"D{n}", "level") for n in range(1, 9)]
    if any(level is None for level in levels):
        return None
    return Decimal(sum(level is not None and level >= SPECTRUM_LEVEL for level in levels))


def _services() -> dict[str, Formula]:
    formulas: dict[str, Formula] = {}
    for key in (f"D{n}" for n in range(1, 9)):
        formulas[f"{key}.level"] = field_number(key, "level")
        formulas[f"{key}.activities"] = field_number(key, "activities")
        formulas[f"{key}.share_reached"] = ratio(field_number(key, "reached"), PARTICIPANTS, percent=True)
    return formulas


FORMULAS: Mapping[str, Formula] = {
    "A1.age": _age,
    "A2.total": PARTICIPANTS,
    "A2.share_signed": ratio(field_number("A2", "signed"), PARTICIPANTS, percent=True),
    "A2.share_stayed": _share_stayed,
    "A3.share_companies": ratio(complete_sum("A3", *COMPANIES), MEMBERS_BY_TYPE, percent=True),
    "A3.share_smes": ratio(field_number("A3", "smes"), MEMBERS_BY_TYPE, percent=True),
    "A3.share_research": ratio(complete_sum("A3", *RESEARCH), MEMBERS_BY_TYPE, percent=True),
    "A3.share_public": ratio(field_number("A3", "government"), MEMBERS_BY_TYPE, percent=True),
    "A3.types_present": _types_present,
    "A4.share_in_region": field_number("A4", "share_in_region"),
    "A4.share_of_potential": field_number("A4", "share_of_potential"),
    "A5.level": field_number("A5", "level"),
    "A6.industry": field_number("A6", "industry"),
    "A7.share_from_abroad": ratio(field_number("A7", "from_abroad"), PARTICIPANTS, percent=True),
    "B2.level": field_number("B2", "level"),
    "B2.meetings": field_number("B2", "meetings"),
    "B3.fte": field_number("B3", "fte"),
    "B3.participants_per_fte": ratio(PARTICIPANTS, field_number("B3", "fte"), percent=False),
    "B4.level": field_number("B4", "level"),
    "B4.competences": chosen_count("B4", "competences"),
    "B5.level": field_number("B5", "level"),
    "B5.tenure": field_number("B5", "tenure"),
    "B6.level": field_number("B6", "level"),
    "B7.level": _plan_and_controlling,
    "B7.action_plan": field_number("B7", "action_plan"),
    "B7.controlling": field_number("B7", "controlling"),
    "B8.level": field_number("B8", "level"),
    "B8.indicators": field_number("B8", "indicators"),
    "C1.public_share": complete_sum("C1", "eu", "national", "regional"),
    "C1.private_share": complete_sum("C1", "fees", "services", "other_private"),
    "C1.budget_per_participant": ratio(field_number("C1", "budget"), PARTICIPANTS, percent=False),
    "C2.share_paying": field_number("C2", "share_paying"),
    "C3.months": field_number("C3", "months"),
    "C3.outlook": _financial_outlook,
    **_services(),
    "D.spectrum": _spectrum,
    "E1.share_met": field_number("E1", "share_met"),
    "E2.share_taking_part": field_number("E2", "share_taking_part"),
    "E2.projects": field_number("E2", "projects"),
    "E3.level": field_number("E3", "level"),
    "E4.level": field_number("E4", "level"),
    "E4.partners_abroad": field_number("E4", "partners_abroad"),
    "F1.visibility": complete_sum("F1", "media", "publications", "events"),
    "F2.stories": _complete_stories,
    "F3.level": field_number("F3", "level"),
    "F3.result": field_number("F3", "result"),
    "F4.impact": field_number("F4", "impact"),
    "F5.impact": field_number("F5", "impact"),
    "F6.impact": field_number("F6", "impact"),
}


def mean_of_plan_and_controlling(answers: Answers, numbers: Mapping[str, Decimal]) -> int | None:
    """The level of B7: the mean of its two ladders, rounded down, so that the weaker one decides."""
    mean = numbers.get("B7.level")
    return None if mean is None else int(mean)


def spread_and_months(answers: Answers, numbers: Mapping[str, Decimal]) -> int | None:
    """The level of C3: the step of its ladder, but at most 1 below 6 secured months, 2 below 12 and 3 below 24."""
    outlook = numbers.get("C3.outlook")
    return None if outlook is None else int(outlook)


def groups_and_projects(answers: Answers, numbers: Mapping[str, Decimal]) -> int | None:
    """The level of E2 from working groups (count), share of participants taking part (%) and joint projects (count)."""
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
    """The level of F2: 1 for a started story, 2, 3 or 4 for one, two or three complete stories."""
    complete = numbers.get("F2.stories")
    if complete is None:
        return None
    stories = answers.get("F2", NOTHING).values.get("stories")
    rows = stories if isinstance(stories, tuple) else ()
    started = any(isinstance(row, Mapping) and any(row.get(part) for part in STORY_PARTS) for row in rows)
    return min(int(complete) + 1, TOP_LEVEL) if complete else int(started)


LEVELS: Mapping[str, LevelFunction] = {
    function.__name__: function
    for function in (mean_of_plan_and_controlling, spread_and_months, groups_and_projects, success_stories)
}
