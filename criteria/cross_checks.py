"""Answers that do not fit together: each check is a named function; it explains and never changes anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.answers import Answers
from criteria.definitions import CrossCheck, Edition
from criteria.formatting import format_number
from criteria.measures import TYPES, number, total

type Numbers = Mapping[str, Decimal]

FUNDING = ("eu", "national", "regional", "fees", "services", "other_private", "in_kind")
DRIVERS = ("industry", "research", "public")


@dataclass(frozen=True, slots=True)
class Finding:
    """One check that found something, with the numbers its sentence names."""

    check: CrossCheck
    numbers: Numbers

    def sentence(self, language: str) -> str:
        """What does not fit, in `language`."""
        shown = {key: format_number(value, language) for key, value in self.numbers.items()}
        return self.check.text.in_language(language).format(**shown)


def _is_full(answers: Answers, indicator: str, fields: tuple[str, ...]) -> bool:
    return all(number(answers, indicator, field) is not None for field in fields)


def _types_add_up(answers: Answers) -> Numbers | None:
    members, by_type = number(answers, "A2", "total"), total(answers, "A3", TYPES)
    if members is None or by_type is None:
        return None
    # While some types are blank, only too many is certain to be wrong.
    wrong = by_type != members if _is_full(answers, "A3", TYPES) else by_type > members
    return {"sum": by_type, "total": members} if wrong else None


def _shares_add_up(indicator: str, fields: tuple[str, ...]) -> Callable[[Answers], Numbers | None]:
    def check(answers: Answers) -> Numbers | None:
        shares = total(answers, indicator, fields)
        if shares is None:
            return None
        wrong = shares != 100 if _is_full(answers, indicator, fields) else shares > 100
        return {"sum": shares} if wrong else None

    return check


def _not_more(part: tuple[str, str], whole: tuple[str, str]) -> Callable[[Answers], Numbers | None]:
    def check(answers: Answers) -> Numbers | None:
        less, more = number(answers, *part), number(answers, *whole)
        if less is None or more is None or less <= more:
            return None
        return {"part": less, "whole": more}

    return check


TOTAL = ("A2", "total")
CHECKS: Mapping[str, Callable[[Answers], Numbers | None]] = {
    "types_add_up": _types_add_up,
    "drivers_add_up": _shares_add_up("A6", DRIVERS),
    "funding_adds_up": _shares_add_up("C1", FUNDING),
    "signed_within_total": _not_more(("A2", "signed"), TOTAL),
    "paying_within_total": _not_more(("A2", "paying"), TOTAL),
    "active_within_total": _not_more(("A2", "active"), TOTAL),
    "abroad_within_total": _not_more(("A7", "from_abroad"), TOTAL),
    "permanent_within_fte": _not_more(("B3", "permanent_fte"), ("B3", "fte")),
    "fte_within_people": _not_more(("B3", "fte"), ("B3", "people")),
    "lowest_below_highest": _not_more(("C2", "lowest"), ("C2", "highest")),
    **{f"reached_within_total_d{n}": _not_more((f"D{n}", "reached"), TOTAL) for n in range(1, 9)},
}


def cross_check(edition: Edition, answers: Answers) -> tuple[Finding, ...]:
    """Every check of the edition that finds something, in the edition's order. Blank answers are never wrong."""
    found = ((check, CHECKS[check.key](answers)) for check in edition.cross_checks)
    return tuple(Finding(check, numbers) for check, numbers in found if numbers is not None)
