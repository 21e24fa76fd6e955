"""Answers to numbers: the only things that are compared. Each measure is a named function of all answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.answers import NOTHING, Answers
from criteria.definitions import Edition, Indicator, Measure

type Formula = Callable[[Answers, int], Decimal | None]

SPECTRUM = "D.spectrum"
# A service counts toward the spectrum from "about once a year" on (level 2): this project's own line.
SPECTRUM_LEVEL = 2
STORY_PARTS = ("title", "start", "action", "result")


@dataclass(frozen=True, slots=True)
class MeasureSet:
    """All measures of one assessment: `numbers` by full key ("A2.total"), and `choices` for distributions.

    Where several can be chosen, `numbers` tells how many were.
    """

    numbers: Mapping[str, Decimal]
    choices: Mapping[str, tuple[str, ...]]


def number(answers: Answers, indicator: str, field: str) -> Decimal | None:
    """The number in a field, or None if it is blank or the indicator does not apply."""
    answer = answers.get(indicator, NOTHING)
    value = None if answer.not_applicable else answer.values.get(field)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def text(answers: Answers, indicator: str, field: str) -> str | None:
    """The text or choice in a field, or None if it is blank or the indicator does not apply."""
    answer = answers.get(indicator, NOTHING)
    value = None if answer.not_applicable else answer.values.get(field)
    return value if isinstance(value, str) else None


def chosen_in(answers: Answers, indicator: str, field: str) -> tuple[str, ...]:
    """What is chosen in a field, one choice or several; nothing if it is blank or the indicator does not apply."""
    answer = answers.get(indicator, NOTHING)
    value = None if answer.not_applicable else answer.values.get(field)
    listed = value if isinstance(value, tuple) else (value,)
    return tuple(choice for choice in listed if isinstance(choice, str))


def total(answers: Answers, indicator: str, fields: Iterable[str]) -> Decimal | None:
    """The sum of fields. Blank fields are not zero: without a single filled field there is no sum."""
    numbers = [n for field in fields if (n := number(answers, indicator, field)) is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def _field(indicator: str, field: str) -> Formula:
    return lambda answers, year: number(answers, indicator, field)


def _sum(indicator: str, *fields: str) -> Formula:
    """The sum of fields that are all filled: with one of them blank it would be too small, and look exact."""

    def complete_sum(answers: Answers, year: int) -> Decimal | None:
        filled = all(number(answers, indicator, field) is not None for field in fields)
        return total(answers, indicator, fields) if filled else None

    return complete_sum


def _count(indicator: str, field: str) -> Formula:
    def count(answers: Answers, year: int) -> Decimal | None:
        answer = answers.get(indicator, NOTHING)
        value = None if answer.not_applicable else answer.values.get(field)
        return Decimal(len(value)) if isinstance(value, tuple) else None

    return count


def _ratio(part: Formula, whole: Formula, *, percent: bool) -> Formula:
    def ratio(answers: Answers, year: int) -> Decimal | None:
        above, below = part(answers, year), whole(answers, year)
        if above is None or not below:
            return None
        return above * 100 / below if percent else above / below

    return ratio


TYPES = (
    "smes", "other_companies", "research", "universities", "training",
    "financial", "consultants", "government", "others",
)  # fmt: skip
COMPANIES = ("smes", "other_companies")
RESEARCH = ("research", "universities", "training")
# The groups of the triple helix and civil society. Nine types of participant fall into four groups: this project's
# own reading of the platform's "at least two types of member".
GROUPS = (("smes", "other_companies", "financial", "consultants"), RESEARCH, ("government",), ("others",))
PARTICIPANTS = _field("A2", "total")
MEMBERS_BY_TYPE = _sum("A3", *TYPES)


def _age(answers: Answers, year: int) -> Decimal | None:
    founded = number(answers, "A1", "founded")
    return None if founded is None else year - founded


def _types_present(answers: Answers, year: int) -> Decimal | None:
    counts = [number(answers, "A3", kind) for kind in TYPES]
    if all(count is None for count in counts):
        return None
    return Decimal(sum(bool(count) for count in counts))


def groups_present(answers: Answers) -> list[bool | None]:
    """For each of the four GROUPS whether it has a participant; None while that is not known."""
    found: list[bool | None] = []
    for group in GROUPS:
        counts = [number(answers, "A3", kind) for kind in group]
        found.append(True if any(counts) else None if None in counts else False)
    return found


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
        formulas[f"{key}.level"] = _field(key, "level")
        formulas[f"{key}.activities"] = _field(key, "activities")
        formulas[f"{key}.share_reached"] = _ratio(_field(key, "reached"), PARTICIPANTS, percent=True)
    return formulas


FORMULAS: Mapping[str, Formula] = {
    "A1.age": _age,
    "A2.total": PARTICIPANTS,
    "A2.share_signed": _ratio(_field("A2", "signed"), PARTICIPANTS, percent=True),
    "A3.share_companies": _ratio(_sum("A3", *COMPANIES), MEMBERS_BY_TYPE, percent=True),
    "A3.share_smes": _ratio(_field("A3", "smes"), MEMBERS_BY_TYPE, percent=True),
    "A3.share_research": _ratio(_sum("A3", *RESEARCH), MEMBERS_BY_TYPE, percent=True),
    "A3.share_public": _ratio(_field("A3", "government"), MEMBERS_BY_TYPE, percent=True),
    "A3.types_present": _types_present,
    "A4.share_in_region": _field("A4", "share_in_region"),
    "A4.share_of_potential": _field("A4", "share_of_potential"),
    "A5.level": _field("A5", "level"),
    "A6.industry": _field("A6", "industry"),
    "A7.share_from_abroad": _ratio(_field("A7", "from_abroad"), PARTICIPANTS, percent=True),
    "B2.level": _field("B2", "level"),
    "B2.meetings": _field("B2", "meetings"),
    "B3.fte": _field("B3", "fte"),
    "B3.participants_per_fte": _ratio(PARTICIPANTS, _field("B3", "fte"), percent=False),
    "B4.level": _field("B4", "level"),
    "B4.competences": _count("B4", "competences"),
    "B5.level": _field("B5", "level"),
    "B5.tenure": _field("B5", "tenure"),
    "B6.level": _field("B6", "level"),
    "B7.level": _plan_and_controlling,
    "B7.action_plan": _field("B7", "action_plan"),
    "B7.controlling": _field("B7", "controlling"),
    "B8.level": _field("B8", "level"),
    "B8.indicators": _field("B8", "indicators"),
    "C1.public_share": _sum("C1", "eu", "national", "regional"),
    "C1.private_share": _sum("C1", "fees", "services", "other_private"),
    "C1.budget_per_participant": _ratio(_field("C1", "budget"), PARTICIPANTS, percent=False),
    "C2.share_paying": _field("C2", "share_paying"),
    "C3.months": _field("C3", "months"),
    "C3.level": _field("C3", "level"),
    **_services(),
    SPECTRUM: _spectrum,
    "E1.share_met": _field("E1", "share_met"),
    "E2.share_taking_part": _field("E2", "share_taking_part"),
    "E2.projects": _field("E2", "projects"),
    "E3.level": _field("E3", "level"),
    "E4.level": _field("E4", "level"),
    "E4.partners_abroad": _field("E4", "partners_abroad"),
    "F1.visibility": _sum("F1", "media", "publications", "events"),
    "F2.stories": _complete_stories,
    "F3.level": _field("F3", "level"),
    "F3.result": _field("F3", "result"),
    "F4.impact": _field("F4", "impact"),
    "F5.impact": _field("F5", "impact"),
    "F6.impact": _field("F6", "impact"),
}


def full_key(indicator: Indicator, measure: Measure) -> str:
    """The key of a measure across the edition, for example "A2.total"."""
    return f"{indicator.key}.{measure.key}"


def measure_all(edition: Edition, answers: Answers, *, year: int) -> MeasureSet:
    """Every measure that the answers allow; what cannot be computed is absent, never zero.

    `year`: the year the answers speak of. Percentages run from 0 to 100, ladders from 0 to 4, money is in euros.
    """
    numbers: dict[str, Decimal] = {}
    choices: dict[str, tuple[str, ...]] = {}
    for indicator in edition.indicators:
        for measure in indicator.measures:
            key = full_key(indicator, measure)
            if measure.distribution:
                if chosen := chosen_in(answers, indicator.key, measure.field or measure.key):
                    choices[key] = chosen
                    if measure.several:
                        numbers[key] = Decimal(len(chosen))
            elif (value := FORMULAS[key](answers, year)) is not None:
                numbers[key] = value
    if (spectrum := _spectrum(answers, year)) is not None:
        numbers[SPECTRUM] = spectrum
    return MeasureSet(numbers, choices)
