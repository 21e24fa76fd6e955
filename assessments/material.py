"""Everything that a report or page about one assessment needs, read from the database at most once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from babel.languages import get_official_languages

from assessments.benchmark.compare import Comparisons
from assessments.benchmark.published import ReleasedComparison
from assessments.models import AnswerRow, Assessment, Evidence, Label, Organisation, RecommendationReply, Status
from assessments.queries.answers import agreed_of, answer_of, counts, effective_answers, is_confirmed, portfolios_of
from assessments.queries.assessments import assessment_year
from assessments.queries.eligibility import verdict_of
from assessments.queries.evidence import evidence_by_indicator
from assessments.queries.following_up import FollowUp, last_recommendations
from assessments.queries.recommendations import (
    DraftedRecommendation,
    FinalRecommendations,
    advice_by_field,
    draft_recommendations,
    final_recommendations,
    printed_in_full,
    replies_to,
)
from assessments.queries.wording import NOT_IN_DRAFTS, Wording, wording_of
from criteria.answers import NOTHING, Answer, Answers
from criteria.cross_checks import Finding, cross_check
from criteria.definitions import Edition, Indicator
from criteria.development import Development, develop
from criteria.eligibility import Verdict
from criteria.languages import FALLBACK, as_written
from criteria.loader import load_edition
from criteria.measures import MeasureSet, measure_all
from criteria.states import AnswerState, state_of


@dataclass(frozen=True, slots=True)
class Earlier:
    """The organisation's previous finished assessment: its reporting year, measures and levels."""

    year: int
    measured: MeasureSet
    development: Development


@dataclass(frozen=True)
class Material:
    """An assessment with everything known about it. `answers` are the effective ones: agreed before own.

    `rows` are all stored answers by indicator, also those that do not count. What only reports need, and some pages, is
    read when it is first asked for.
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
    benchmark: ReleasedComparison
    verdict: Verdict
    findings: tuple[Finding, ...]
    earlier: Earlier | None

    @cached_property
    def final(self) -> FinalRecommendations:
        """The recommendations as the assessor edited and ordered them. Two queries."""
        return final_recommendations(self.assessment, draft_recommendations(self.assessment, self.answers))

    @cached_property
    def advice(self) -> tuple[DraftedRecommendation, ...]:
        """The recommendations by indicator and, within an indicator, in their final order."""
        places = {indicator.key: place for place, indicator in enumerate(self.edition.indicators)}
        return tuple(sorted(self.final.ordered, key=lambda advice: places[advice.recommendation.indicator]))

    @cached_property
    def replies(self) -> Mapping[str, RecommendationReply]:
        """The cluster's replies by recommendation. One query."""
        return replies_to(self.assessment)

    @cached_property
    def remarks(self) -> Mapping[str, str]:
        """The assessor's remarks by indicator. One query."""
        return {remark.indicator: self.as_written(remark.text) for remark in self.assessment.remarks.all()}

    @cached_property
    def evidence(self) -> Mapping[str, Sequence[Evidence]]:
        """The evidence by indicator. One query."""
        return evidence_by_indicator(self.assessment)

    @cached_property
    def label(self) -> Label | None:
        """The label that was awarded, if any. At most one query."""
        if self.assessment.status != Status.LABELLED:
            return None
        return Label.objects.filter(assessment=self.assessment).first()

    @cached_property
    def follow_up(self) -> FollowUp | None:
        """What became of the recommendations of the previous assessment, if any. At most six queries."""
        return last_recommendations(self.assessment, self.answers, today=self.today) if self.earlier else None

    @cached_property
    def wording(self) -> Wording:
        """The texts of the report that the secretariat wrote, and its parts. One query."""
        return wording_of(self.assessment)

    @cached_property
    def in_full(self) -> tuple[DraftedRecommendation, ...]:
        """The recommendations that the report prints in full, by indicator."""
        chosen = printed_in_full(self.edition, self.final)
        return tuple(advice for advice in self.advice if advice in chosen)

    @cached_property
    def in_brief(self) -> tuple[DraftedRecommendation, ...]:
        """The recommendations that the report only names, by indicator."""
        return tuple(advice for advice in self.advice if advice not in self.in_full)

    def advice_by_field(self, indicator: Indicator) -> list[tuple[str, str]]:
        """Advice for the cluster's technology fields, beside recommendations that follow from the answers."""
        is_advised = any(advice.recommendation.indicator == indicator.key for advice in self.advice)
        if not is_advised and not self.advice_elsewhere(indicator):
            return []
        portfolios = portfolios_of(self.edition, self.organisation, self.answers)
        return advice_by_field(self.edition, indicator, portfolios, self.language)

    def advice_elsewhere(self, indicator: Indicator) -> list[DraftedRecommendation]:
        """The recommendations under other indicators that ask for what would be recommended here as well."""
        keys = [m.given.key for m in self.development.merged if m.recommendation.indicator == indicator.key]
        return [advice for advice in self.advice if advice.key in keys]

    @cached_property
    def is_compared(self) -> bool:
        """Whether figures of any group of clusters may be shown beside any of the cluster's own."""
        return any(spread.is_shown for comparison in self.comparisons.values() for spread in comparison.spreads)

    @property
    def is_self_assessment(self) -> bool:
        """Whether no assessor has worked on it yet; the report then also lists the evidence to prepare."""
        return self.assessment.status in (Status.DRAFT, Status.SUBMITTED)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The texts that were written for parts of the report. At most one query."""
        return {part: self.as_written(text) for part, text in self.wording.texts.items()}

    @property
    def cluster(self) -> str:
        """The cluster's name: that in its own language if the report is in one of its country."""
        organisation = self.organisation
        is_local = self.language != FALLBACK and self.language in get_official_languages(organisation.country)
        return organisation.name_local if is_local and organisation.name_local else organisation.name

    def as_written(self, text: str) -> str:
        """A text that assessor or secretariat wrote, marked if it is in another language than the report."""
        return as_written(text, self.assessment.written_in, self.language)

    def prints(self, part: str) -> bool:
        """Whether the report prints a part that can be left out."""
        return self.wording.shows(part) and not (self.is_self_assessment and part in NOT_IN_DRAFTS)

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
        """The number of a recommendation in the report, counted through those in full, then through the others."""
        return (*self.in_full, *self.in_brief).index(advice) + 1

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


def read_material(assessment: Assessment, language: str, *, today: dt.date, groups: Sequence[str] = ()) -> Material:
    """Reads what pages and the report in `language` need. About twenty queries for any number of answers.

    `groups` are the keys of the groups to compare with, at most two; without any, those by default.
    """
    edition = load_edition(assessment.edition)
    rows = {row.indicator: row for row in assessment.answers.select_related("agreed_by")}
    counting = {key: row for key, row in rows.items() if counts(row)}
    own = {key: answer_of(edition.indicator(key), row) for key, row in counting.items() if is_confirmed(row)}
    settled = ((key, agreed_of(edition.indicator(key), row)) for key, row in counting.items())
    agreed = {key: answer for key, answer in settled if answer is not None}
    answers = {**own, **agreed}
    measured = measure_all(edition, answers, year=assessment_year(assessment))
    benchmark = ReleasedComparison(assessment, edition, answers, measured)
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
        comparisons=benchmark.compare(groups),
        benchmark=benchmark,
        verdict=verdict_of(assessment, answers),
        findings=cross_check(edition, answers),
        earlier=_earlier(assessment),
    )
