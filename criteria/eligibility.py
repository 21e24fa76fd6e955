"""Judges whether a cluster is eligible for the label: a verdict with the state and reason of every criterion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from criteria.answers import Answers
from criteria.definitions import Criterion, Edition, Text
from criteria.formatting import format_number, format_percent
from criteria.measures import number


class RuleState(StrEnum):
    """The state of one criterion."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    WAIVED = "waived"


class EccpStatus(StrEnum):
    """The state of the cluster's profile on the European Cluster Collaboration Platform (ECCP). BLANK is not known."""

    BLANK = ""
    NONE = "none"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class GrantedWaiver:
    """A waiver of a binding criterion: the recognised programme and the secretariat's reason."""

    programme: str
    reason: str


@dataclass(frozen=True, slots=True)
class EligibilityFacts:
    """The input of the verdict: the answers, the organisation's profile, and the waivers by criterion key."""

    answers: Answers
    eccp_status: str = ""
    eccp_profile: str = ""
    eccp_accepted: dt.date | None = None
    website: str = ""
    waivers: Mapping[str, GrantedWaiver] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The state of one criterion. `value` is the value judged, as text with a decimal point; "" if not known."""

    criterion: Criterion
    state: RuleState
    value: str = ""
    waiver: GrantedWaiver | None = None
    detail: Text | None = None

    def reason(self, language: str) -> str:
        """The reason for the state and, if it is not met, what to do, in `language`."""
        if self.waiver:
            return f"{self.waiver.programme}: {self.waiver.reason}"
        if self.state is RuleState.MET:
            return self.criterion.rule.in_language(language)
        if self.detail:
            return self.detail.in_language(language)
        todo = self.criterion.todo_unknown if self.state is RuleState.UNKNOWN else self.criterion.todo_not_met
        return todo.in_language(language)

    def shown_value(self, language: str) -> str:
        """The value as formatted in `language`; a value that is not a number is unchanged."""
        return self._shown(self.value, language)

    def shown_threshold(self, language: str) -> str:
        """The threshold as formatted in `language`; "" if it is not a number."""
        threshold = self.criterion.threshold
        return self._shown(threshold, language) if threshold[:1].isdigit() else ""

    def _shown(self, text: str, language: str) -> str:
        if not text[:1].isdigit():
            return text
        number = Decimal(text)
        return (
            format_percent(number * 100, language, decimals=0)
            if self.criterion.is_share
            else format_number(number, language)
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """The results of all criteria in the edition's order."""

    rules: tuple[RuleResult, ...]

    @property
    def binding(self) -> tuple[RuleResult, ...]:
        """The results of the binding criteria, which must be met or waived."""
        return tuple(rule for rule in self.rules if rule.criterion.binding)

    @property
    def is_eligible(self) -> bool | None:
        """False if a binding criterion is not met, None if one is not known, otherwise True."""
        states = {rule.state for rule in self.binding}
        if RuleState.NOT_MET in states:
            return False
        return None if RuleState.UNKNOWN in states else True

    def rule(self, key: str) -> RuleResult:
        """The result of the criterion `key`. Raises KeyError if there is none."""
        for rule in self.rules:
            if rule.criterion.key == key:
                return rule
        raise KeyError(key)


type Judged = tuple[RuleState, str, Text | None]
type Judge = Callable[[Criterion, EligibilityFacts], Judged]


def at_least(value: Decimal | None, threshold: str) -> Judged:
    """Met if `value` is at least `threshold`, unknown if it is None."""
    if value is None:
        return RuleState.UNKNOWN, "", None
    met = value >= Decimal(threshold)
    return (RuleState.MET if met else RuleState.NOT_MET), str(value), None


def field_at_least(indicator: str, field: str) -> Judge:
    """Judges whether the number in a field is at least the criterion's threshold."""
    return lambda criterion, facts: at_least(number(facts.answers, indicator, field), criterion.threshold)


def accepted_on_eccp(criterion: Criterion, facts: EligibilityFacts) -> Judged:
    """Met if the organisation's profile on the European Cluster Collaboration Platform is accepted."""
    match facts.eccp_status:
        case EccpStatus.BLANK:
            return RuleState.UNKNOWN, "", None
        case EccpStatus.ACCEPTED:
            # Without address and date, nobody can check that the profile is accepted.
            if facts.eccp_profile and facts.eccp_accepted:
                return RuleState.MET, EccpStatus.ACCEPTED, None
            return RuleState.UNKNOWN, EccpStatus.ACCEPTED, criterion.todo_incomplete
        case status:
            return RuleState.NOT_MET, status, None


def judge(edition: Edition, facts: EligibilityFacts) -> Verdict:
    """The verdict on `facts` by the criteria of `edition`.

    Values are compared as exact decimals: 0.50 FTE meets 0.5, 0.49 does not. A waiver applies only to a binding
    criterion that is not met or not known. Source of the criteria: the `source` of each, in force since 15 November
    2019.
    """
    return Verdict(tuple(_judge_one(edition, criterion, facts) for criterion in edition.criteria))


def _judge_one(edition: Edition, criterion: Criterion, facts: EligibilityFacts) -> RuleResult:
    state, value, detail = edition.rules.criteria[criterion.key](criterion, facts)
    waiver = facts.waivers.get(criterion.key) if criterion.binding and state is not RuleState.MET else None
    return RuleResult(criterion, RuleState.WAIVED if waiver else state, value, waiver, detail)
