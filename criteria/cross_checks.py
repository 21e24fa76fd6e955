"""Answers that contradict themselves or each other; the checks report and change nothing.

Contradictions within one answer are found by the same rules in every edition; checks between answers are functions of
the edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.answers import Answer, Answers, is_shown
from criteria.definitions import Edition, Indicator, Text
from criteria.formatting import format_number
from criteria.languages import put_together
from criteria.measures import number, total

type Numbers = Mapping[str, Decimal]
type Check = Callable[[Answers], Numbers | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction at `indicators`, with the numbers and labels that its sentence mentions.

    `key` is that of the cross-check, or of the rule that an answer breaks.
    """

    key: str
    indicators: tuple[str, ...]
    text: Text
    names: Mapping[str, Decimal | tuple[Text, ...]]

    def sentence(self, language: str) -> str:
        """Describes the contradiction in `language`."""
        shown = {
            key: format_number(value, language)
            if isinstance(value, Decimal)
            else ", ".join(label.in_language(language) for label in value)
            for key, value in self.names.items()
        }
        text = self.text.in_language(language)
        return put_together(text.format(**shown), text)


def findings_at(indicator: Indicator, findings: Iterable[Finding]) -> list[Finding]:
    """The findings at `indicator`."""
    return [finding for finding in findings if indicator.key in finding.indicators]


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


def contradictions(edition: Edition, indicator: Indicator, answer: Answer) -> list[Finding]:
    """The contradictions within one answer.

    Either it has values and also a reason why it does not apply, or a field has a value although the answer to another
    field means that it does not apply, such as a number of activities beside "never".
    """
    words, at = edition.contradictions, (indicator.key,)
    found = []
    if answer.values and answer.not_applicable:
        found.append(Finding("answered_and_not_applicable", at, words.answered_and_not_applicable, {}))
    not_asked: dict[str, list[Text]] = {}
    for field in indicator.fields:
        if field.key not in answer.values or is_shown(indicator, field, answer.values):
            continue
        # If the other field is blank, its answer may still make this one apply.
        if field.show_if and field.show_if.field in answer.values:
            not_asked.setdefault(field.show_if.field, []).append(field.label)
    for other, filled in not_asked.items():
        names = {"other": (indicator.field(other).label,), "fields": tuple(filled)}
        found.append(Finding("not_asked", at, words.not_asked, names))
    return found


def cross_check(edition: Edition, answers: Answers) -> tuple[Finding, ...]:
    """All findings: contradictions within each answer, then those between answers, in the edition's order.

    Blank answers are never reported.
    """
    within = [
        finding
        for indicator in edition.indicators
        if indicator.key in answers
        for finding in contradictions(edition, indicator, answers[indicator.key])
    ]
    between = [
        Finding(check.key, check.indicators, check.text, numbers)
        for check in edition.cross_checks
        if (numbers := edition.rules.checks[check.key](answers)) is not None
    ]
    return (*within, *between)
