"""The effect of a different answer on eligibility, positions and recommendations; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.benchmark.compare import Comparison
from assessments.material import Material
from assessments.queries.eligibility import verdict_of
from assessments.report.charts.figures import BLANK, cohort_name
from assessments.report.words.cohorts import band_words
from assessments.report.words.eligibility import RuleBlock, rule_block
from criteria.answers import NOTHING, Answer, Value
from criteria.cross_checks import cross_check
from criteria.definitions import Field, Indicator
from criteria.development import develop
from criteria.formatting import format_measure, format_value
from criteria.measures import MeasureSet, measure_all


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """A criterion before and after."""

    before: RuleBlock
    after: RuleBlock


@dataclass(frozen=True, slots=True)
class ChangedMeasure:
    """A measure and its position in the cohort before and after: bands of percentages, "–" if not shown."""

    code: str
    label: str
    before: str
    after: str
    cohort: str
    standing_before: str
    standing_after: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The consequences of one changed answer. `contradictions` says which other answers would no longer fit it."""

    code: str
    field: str
    before: str
    after: str
    contradictions: tuple[str, ...]
    is_eligible_before: bool | None
    is_eligible_after: bool | None
    rules: tuple[ChangedRule, ...]
    measures: tuple[ChangedMeasure, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def what_if(material: Material, indicator: Indicator, field: Field, value: Value, *, year: int) -> WhatIf:
    """The consequences of answering `value` instead. `year` is the reporting year of the answers."""
    language = material.language
    answer = material.answer(indicator)
    answers = {**material.answers, indicator.key: Answer({**answer.values, field.key: value})}
    measured = measure_all(material.edition, answers, year=year)
    verdict = verdict_of(material.assessment, answers)
    before = {r.key: r for r in develop(material.edition, material.answers, material.measured).recommendations}
    after = {r.key: r for r in develop(material.edition, answers, measured).recommendations}
    now = material.answers.get(indicator.key, NOTHING).values.get(field.key)
    return WhatIf(
        code=indicator.key,
        field=field.label.in_language(language),
        before=BLANK if now is None else format_value(field, now, language),
        after=format_value(field, value, language),
        contradictions=tuple(
            finding.sentence(language)
            for finding in cross_check(material.edition, answers)
            if finding not in material.findings
        ),
        is_eligible_before=material.verdict.is_eligible,
        is_eligible_after=verdict.is_eligible,
        rules=tuple(
            ChangedRule(rule_block(material, old), rule_block(material, new))
            for old, new in zip(material.verdict.rules, verdict.rules, strict=True)
            if (old.state, old.value) != (new.state, new.value)
        ),
        measures=tuple(
            _changed(material, comparison, measured)
            for comparison in material.comparisons.values()
            if comparison.own != measured.numbers.get(comparison.key)
        ),
        gained=tuple(after[key].title.in_language(language) for key in after if key not in before),
        lost=tuple(before[key].title.in_language(language) for key in before if key not in after),
    )


def _changed(material: Material, comparison: Comparison, measured: MeasureSet) -> ChangedMeasure:
    language, measure, spread = material.language, comparison.measure, comparison.closest
    numbers = (comparison.own, measured.numbers.get(comparison.key))
    written = [BLANK if number is None else format_measure(measure, number, language) for number in numbers]
    bands = [spread.standing(number) if spread else None for number in numbers]
    told = [band_words(band, language) or BLANK for band in bands]
    return ChangedMeasure(
        code=comparison.key,
        label=measure.label.in_language(language),
        before=written[0],
        after=written[1],
        cohort=cohort_name(material, spread.cohort) if spread else BLANK,
        standing_before=told[0],
        standing_after=told[1],
    )
