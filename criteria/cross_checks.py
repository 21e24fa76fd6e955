"""Checks of answers that contradict each other. Each is a function of the edition; it reports and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.answers import Answers
from criteria.definitions import CrossCheck, Edition
from criteria.formatting import format_number
from criteria.languages import put_together
from criteria.measures import number, total

type Numbers = Mapping[str, Decimal]
type Check = Callable[[Answers], Numbers | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that found a contradiction, with the numbers that its sentence mentions."""

    check: CrossCheck
    numbers: Numbers

    def sentence(self, language: str) -> str:
        """Describes the contradiction in `language`."""
        shown = {key: format_number(value, language) for key, value in self.numbers.items()}
        text = self.check.text.in_language(language)
        return put_together(text.format(**shown), text)


def is_full(answers: Answers, indicator: str, fields: tuple[str, ...]) -> bool:
    """Whether all the fields hold a number."""
    return all(number(answers, indicator, field) is not None for field in fields)


def shares_add_up(indicator: str, fields: tuple[str, ...]) -> Check:
    """Checks that the percentages in the fields add up to 100, within the error of rounding.

    Three times 33.33 is accepted, since each value may be half a hundredth too small. A whole number is taken as exact.
    If some fields are blank, only a sum above 100 is reported.
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
    """Half a unit of the last decimal place of `share`, its largest rounding error; 0 for a whole number."""
    places = 0 if share is None else len(str(share.normalize()).partition(".")[2])
    return Decimal(5).scaleb(-places - 1) if places else Decimal(0)


def not_more(part: tuple[str, str], whole: tuple[str, str]) -> Check:
    """Checks that the number in `part` is not larger than that in `whole`; both are (indicator, field) pairs."""

    def check(answers: Answers) -> Numbers | None:
        less, more = number(answers, *part), number(answers, *whole)
        if less is None or more is None or less <= more:
            return None
        return {"part": less, "whole": more}

    return check


def cross_check(edition: Edition, answers: Answers) -> tuple[Finding, ...]:
    """The findings of all checks of the edition, in its order. Blank answers are never reported."""
    found = ((check, edition.rules.checks[check.key](answers)) for check in edition.cross_checks)
    return tuple(Finding(check, numbers) for check, numbers in found if numbers is not None)
