"""Answers that do not fit together: each check is a function of the edition; it explains and never changes anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.answers import Answers
from criteria.definitions import CrossCheck, Edition
from criteria.formatting import format_number
from criteria.measures import number, total

type Numbers = Mapping[str, Decimal]
type Check = Callable[[Answers], Numbers | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check that found something, with the numbers its sentence names."""

    check: CrossCheck
    numbers: Numbers

    def sentence(self, language: str) -> str:
        """What does not fit, in `language`."""
        shown = {key: format_number(value, language) for key, value in self.numbers.items()}
        return self.check.text.in_language(language).format(**shown)


def is_full(answers: Answers, indicator: str, fields: tuple[str, ...]) -> bool:
    """Whether every one of the fields holds a number."""
    return all(number(answers, indicator, field) is not None for field in fields)


def shares_add_up(indicator: str, fields: tuple[str, ...]) -> Check:
    """The percentages in the fields make 100, but for what rounding to the digits that were given costs.

    33.33 three times make 100, since each may be half a hundredth too small. A whole number is taken as exact. While
    some are blank, only more than 100 is certain to be wrong.
    """

    def check(answers: Answers) -> Numbers | None:
        shares = total(answers, indicator, fields)
        if shares is None:
            return None
        lost = sum((_rounding(number(answers, indicator, field)) for field in fields), Decimal(0))
        wrong = abs(shares - 100) > lost if is_full(answers, indicator, fields) else shares > 100 + lost
        return {"sum": shares} if wrong else None

    return check


def _rounding(share: Decimal | None) -> Decimal:
    """Half a unit of the last decimal place that a share was given with; nothing for a whole number."""
    places = 0 if share is None else len(str(share.normalize()).partition(".")[2])
    return Decimal(5).scaleb(-places - 1) if places else Decimal(0)


def not_more(part: tuple[str, str], whole: tuple[str, str]) -> Check:
    """The number in one field, named by indicator and field, is not larger than that in another."""

    def check(answers: Answers) -> Numbers | None:
        less, more = number(answers, *part), number(answers, *whole)
        if less is None or more is None or less <= more:
            return None
        return {"part": less, "whole": more}

    return check


def cross_check(edition: Edition, answers: Answers) -> tuple[Finding, ...]:
    """Every check of the edition that finds something, in the edition's order. Blank answers are never wrong."""
    found = ((check, edition.rules.checks[check.key](answers)) for check in edition.cross_checks)
    return tuple(Finding(check, numbers) for check, numbers in found if numbers is not None)
