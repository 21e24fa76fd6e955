"""Everything that a report or page about one assessment needs, read from the database once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.benchmark.compare import Benchmark, Comparisons
from assessments.models import AnswerRow, Assessment, Label, Organisation, Status
from assessments.queries.answers import agreed_of, answer_of, counts, effective_answers, is_confirmed
from assessments.queries.assessments import assessment_year
from assessments.queries.eligibility import verdict_of
from assessments.queries.following_up import FollowUp, last_recommendations
from assessments.queries.recommendations import (
    DraftedRecommendation,
    FinalRecommendations,
    draft_recommendations,
    final_recommendations,
)
from assessments.queries.wording import Wording, wording_of
from criteria.answers import NOTHING, Answer, Answers
from criteria.cross_checks import Finding, cross_check
from criteria.definitions import Edition, Indicator
from criteria.development import Development, develop
from criteria.eligibility import Verdict
from criteria.loader import load_edition
from criteria.measures import MeasureSet, measure_all
from criteria.states import AnswerState, state_of


@dataclass(frozen=True, slots=True)
class Earlier:
    """The organisation's previous finished assessment: its reporting year, measures and levels."""

    year: int
    measured: MeasureSet
    development: Development


@dataclass(frozen=True, slots=True)
class Material:
    """An assessment with everything known about it. `answers` are the effective ones: agreed before own.

    `rows` are all stored answers by indicator, also those that do not count.
    """

    assessment: Assessment
    organisation: Organisation
    edition: Edition
    language: str
    today: dt.date
    own: Answers
    agreed: Answers
    rows: Mapping[str, AnswerRow]
    agreed_reasons: Mapping[str, str]
    answers: Answers
    measured: MeasureSet
    development: Development
    comparisons: Comparisons
    benchmark: Benchmark
    verdict: Verdict
    advice: tuple[DraftedRecommendation, ...]
    final: FinalRecommendations
    remarks: Mapping[str, str]
    findings: tuple[Finding, ...]
    label: Label | None
    earlier: Earlier | None
    follow_up: FollowUp | None
    wording: Wording

    @property
    def is_self_assessment(self) -> bool:
        """Whether no assessor has worked on it yet; the report then also lists the evidence to prepare."""
        return self.assessment.status in (Status.DRAFT, Status.SUBMITTED)

    def answer(self, indicator: Indicator) -> Answer:
        """The effective answer, or an empty one."""
        return self.answers.get(indicator.key, NOTHING)

    def state(self, indicator: Indicator) -> AnswerState:
        """The state of the indicator's effective answer."""
        return state_of(indicator, self.answer(indicator), self.findings)

    def is_answered(self, indicator: Indicator) -> bool:
        """Whether the indicator has an answer, even a partial or a contradictory one."""
        return bool(self.answer(indicator).values)

    def advice_number(self, advice: DraftedRecommendation) -> int:
        """The number of a recommendation in the report, counted through all indicators."""
        return self.advice.index(advice) + 1

    def advice_by_effect(self) -> list[DraftedRecommendation]:
        """The recommendations in the assessor's order; those without a place in it follow by effect."""
        return list(self.final.ordered)


def _earlier(assessment: Assessment) -> Earlier | None:
    finished = Assessment.objects.finished().filter(organisation=assessment.organisation_id).exclude(pk=assessment.pk)
    earlier = finished.filter(created_at__lt=assessment.created_at).order_by("-decided_at").first()
    if earlier is None:
        return None
    edition, year = load_edition(earlier.edition), assessment_year(earlier)
    answers = effective_answers(earlier)
    measured = measure_all(edition, answers, year=year)
    return Earlier(year, measured, develop(edition, answers, measured))


def _as_printed(edition: Edition, final: FinalRecommendations) -> tuple[DraftedRecommendation, ...]:
    """The recommendations by indicator and, within an indicator, in their final order."""
    places = {indicator.key: place for place, indicator in enumerate(edition.indicators)}
    return tuple(sorted(final.ordered, key=lambda advice: places[advice.recommendation.indicator]))


def read_material(assessment: Assessment, language: str, *, today: dt.date, cohort: str = "") -> Material:
    """Reads everything that a report in `language` needs. About twenty queries for any number of answers.

    `cohort` is the key of the group to compare with, "" for the closest one with enough clusters.
    """
    edition = load_edition(assessment.edition)
    rows = {row.indicator: row for row in assessment.answers.select_related("agreed_by")}
    counting = {key: row for key, row in rows.items() if counts(row)}
    own = {key: answer_of(edition.indicator(key), row) for key, row in counting.items() if is_confirmed(row)}
    settled = ((key, agreed_of(edition.indicator(key), row)) for key, row in counting.items())
    agreed = {key: answer for key, answer in settled if answer is not None}
    answers = {**own, **agreed}
    measured = measure_all(edition, answers, year=assessment_year(assessment))
    benchmark = Benchmark(assessment, edition, answers, measured)
    earlier = _earlier(assessment)
    final = final_recommendations(assessment, draft_recommendations(assessment, answers))
    return Material(
        assessment=assessment,
        organisation=assessment.organisation,
        edition=edition,
        language=language,
        today=today,
        own=own,
        agreed=agreed,
        rows=rows,
        agreed_reasons={key: row.agreed_reason for key, row in counting.items()},
        answers=answers,
        measured=measured,
        development=develop(edition, answers, measured),
        comparisons=benchmark.compare(cohort),
        benchmark=benchmark,
        verdict=verdict_of(assessment, answers),
        advice=_as_printed(edition, final),
        final=final,
        remarks={remark.indicator: remark.text for remark in assessment.remarks.all()},
        findings=cross_check(edition, answers),
        label=Label.objects.filter(assessment=assessment).first() if assessment.status == Status.LABELLED else None,
        earlier=earlier,
        follow_up=last_recommendations(assessment, answers, today=today) if earlier else None,
        wording=wording_of(assessment),
    )
