"""Reads and assembles what the interview page of one indicator shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from assessments.material import Material, read_material
from assessments.models import AnswerRow, Assessment, Clarification, Comment, Evidence, InterviewClock
from assessments.queries.agreements import AgreedChange, Agreement, agreed_history, agreement_of
from assessments.queries.appointments import appointment_of, elapsed_seconds, planned_length
from assessments.queries.clarifications import unresolved_clarification
from assessments.queries.collaboration import comments_to_assessor
from assessments.queries.evidence import evidence_by_indicator
from assessments.queries.following_up import Followed
from assessments.queries.recommendations import DraftedRecommendation
from assessments.queries.renewal import previous_answers
from assessments.report.charts.data import Figure
from assessments.report.charts.indicator import figures_of
from assessments.views.clarification_view import ClarificationState, clarification_state
from assessments.views.doubts import Doubts, doubt_word
from assessments.views.interview.parts import AgreedPart, RemarkPart, agreed_part, remark_part
from assessments.views.pages import language
from criteria.answers import NOTHING, Answer
from criteria.cross_checks import Finding, findings_at
from criteria.definitions import Area, Indicator
from criteria.doubt import by_doubt, planned_minutes
from criteria.states import AnswerState, state_of

DOUBT: Final = "doubt"


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """One line of the list: an indicator with its agreement and its reasons for doubt."""

    indicator: Indicator
    agreement: Agreement
    doubts: tuple[str, ...]
    starts_area: Area | None


@dataclass(frozen=True, slots=True)
class Pace:
    """The time taken and planned, in minutes. `due` is the planned time for the indicators gone through so far."""

    seconds: int
    planned: int
    due: int
    is_running: bool

    @property
    def minutes(self) -> int:
        return self.seconds // 60

    @property
    def is_started(self) -> bool:
        return self.is_running or self.seconds > 0


@dataclass(slots=True)
class InterviewPage:
    """Everything on the page. `preceding` and `following` are the neighbours in the chosen order."""

    material: Material
    indicator: Indicator
    order: str
    entries: list[IndicatorEntry]
    position: int
    preceding: Indicator | None
    following: Indicator | None
    agreed: AgreedPart
    remark: RemarkPart
    state: AnswerState
    previous: Assessment | None
    last: Answer | None
    figures: tuple[Figure, ...]
    doubts: list[tuple[str, str]]
    unfit: list[Finding]
    evidence: list[Evidence]
    comments: list[Comment]
    asked: Clarification | None
    today: dt.date
    history: list[AgreedChange]
    advice: list[DraftedRecommendation]
    by_field: list[tuple[str, str]]
    followed: list[Followed]
    pace: Pace

    @staticmethod
    def settled_of(assessment: Assessment) -> int:
        """How many indicators have an agreement. One query."""
        return assessment.answers.filter(agreed_at__isnull=False).count()

    @property
    def settled(self) -> int:
        return sum(entry.agreement is not Agreement.OPEN for entry in self.entries)

    @property
    def asked_state(self) -> ClarificationState | None:
        """The state of the question to the cluster, if there is one."""
        return clarification_state(self.asked, today=self.today) if self.asked else None

    @property
    def number(self) -> int:
        """The position in the order, counted from one."""
        return self.position + 1


def read_interview(
    assessment: Assessment, indicator: Indicator, *, order: str, data: Any, at: dt.datetime, today: dt.date
) -> InterviewPage:
    """The page of one indicator, with the stored content or, if `data` is given, with the input."""
    order = order if order == DOUBT else ""
    material = read_material(assessment, language(), today=today)
    edition, rows = material.edition, material.rows
    evidence, comments = evidence_by_indicator(assessment), comments_to_assessor(assessment)
    doubts = Doubts(material, evidenced=evidence.keys(), flagged=comments.keys())
    keys = by_doubt(doubts.by_key) if order == DOUBT else [each.key for each in edition.indicators]
    position = keys.index(indicator.key)
    previous, last = previous_answers(assessment)
    remark = assessment.remarks.filter(indicator=indicator.key).first()
    return InterviewPage(
        material=material,
        indicator=indicator,
        order=order,
        entries=_entries(material, rows, keys, doubts, by_area=order != DOUBT),
        position=position,
        preceding=edition.indicator(keys[position - 1]) if position else None,
        following=edition.indicator(keys[position + 1]) if position + 1 < len(keys) else None,
        agreed=agreed_part(assessment.edition, indicator, rows.get(indicator.key), data),
        remark=remark_part(indicator, remark, data),
        state=state_of(indicator, doubts.own.get(indicator.key, NOTHING), doubts.findings),
        previous=previous,
        last=last.get(indicator.key),
        figures=figures_of(material, indicator),
        doubts=doubts.words_for(indicator),
        unfit=unfit_of(indicator, rows.get(indicator.key), material.findings),
        evidence=evidence.get(indicator.key, []),
        comments=comments.get(indicator.key, []),
        asked=unresolved_clarification(assessment, indicator.key),
        today=today,
        history=agreed_history(assessment, indicator),
        advice=[
            *(advice for advice in material.advice if advice.recommendation.indicator == indicator.key),
            *material.advice_elsewhere(indicator),
        ],
        by_field=material.advice_by_field(indicator),
        followed=material.follow_up.of(indicator.key) if material.follow_up else [],
        pace=_pace(material, rows, at),
    )


def unfit_of(indicator: Indicator, row: AnswerRow | None, findings: Iterable[Finding]) -> list[Finding]:
    """The findings that concern an indicator with an agreement, of the `findings` in all effective answers."""
    if agreement_of(row) is Agreement.OPEN:
        return []
    return findings_at(indicator, findings)


def _entries(
    material: Material, rows: Mapping[str, AnswerRow], keys: list[str], doubts: Doubts, *, by_area: bool
) -> list[IndicatorEntry]:
    firsts = {area.indicators[0].key: area for area in material.edition.areas} if by_area else {}
    return [
        IndicatorEntry(
            indicator=material.edition.indicator(key),
            agreement=agreement_of(rows.get(key)),
            doubts=tuple(doubt_word(doubt) for doubt in doubts.by_key[key]),
            starts_area=firsts.get(key),
        )
        for key in keys
    ]


def _pace(material: Material, rows: Mapping[str, AnswerRow], at: dt.datetime) -> Pace:
    clock = InterviewClock.objects.filter(assessment=material.assessment).first()
    appointment = appointment_of(material.assessment)
    planned = planned_length(material.edition, appointment)
    minutes = {True: [0], False: [0]}
    for indicator in material.edition.indicators:
        minutes[agreement_of(rows.get(indicator.key)) is not Agreement.OPEN].append(indicator.minutes)
    return Pace(
        seconds=elapsed_seconds(clock, at=at),
        planned=planned,
        due=planned_minutes([*minutes[True], *minutes[False]], done=len(minutes[True]), total=planned),
        is_running=bool(clock and clock.running_since),
    )
