"""Compares one assessment's measures with cohorts of finished assessments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessments.benchmark.disclosure import may_show, may_show_quartiles, rounded
from assessments.benchmark.quartiles import quantile
from assessments.models import Assessment, CohortEntry, CohortPortfolio, Measurement
from criteria.answers import NOTHING, Answers
from criteria.definitions import Edition, Measure
from criteria.measures import MeasureSet, full_key

ALL = "all"
MEDIAN, FIRST_QUARTILE, THIRD_QUARTILE = Decimal("0.5"), Decimal("0.25"), Decimal("0.75")


@dataclass(frozen=True, slots=True)
class Spread:
    """One cohort's spread of one measure. `cohort` is "all" or a portfolio's key; `count` is n.

    Everything but cohort and count is None while the group is too small. Quartiles need a larger group than the
    median. `at_or_below` is the whole percentage of the cohort at or below the own value. `shares` counts, for
    ladders and distributions, the percentage of the cohort on each step or choice.
    """

    cohort: str
    count: int
    median: Decimal | None = None
    first_quartile: Decimal | None = None
    third_quartile: Decimal | None = None
    at_or_below: int | None = None
    shares: Mapping[str, int] | None = None

    @property
    def is_shown(self) -> bool:
        return self.median is not None or self.shares is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure: the cluster's own value (or choice) and the spread in each cohort, the widest first."""

    key: str
    measure: Measure
    own: Decimal | None
    own_choice: str
    spreads: tuple[Spread, ...]

    @property
    def closest(self) -> Spread | None:
        """The narrowest cohort with enough clusters for quartiles, else the widest that is shown at all."""
        shown = [spread for spread in self.spreads if spread.is_shown]
        full = [spread for spread in shown if spread.first_quartile is not None]
        return full[-1] if full else next(iter(shown), None)


type Comparisons = Mapping[str, Comparison]


def _share(part: int, whole: int) -> int:
    return round(Decimal(part * 100) / whole)


def spread_of(measure: Measure, cohort: str, values: Iterable[Decimal], own: Decimal | None) -> Spread:
    """The spread of numbers in a cohort, with what disclosure control allows."""
    ordered = sorted(values)
    count = len(ordered)
    if not may_show(count):
        return Spread(cohort, count)
    quartiles = may_show_quartiles(count)
    return Spread(
        cohort=cohort,
        count=count,
        median=rounded(quantile(ordered, MEDIAN), measure.decimals),
        first_quartile=rounded(quantile(ordered, FIRST_QUARTILE), measure.decimals) if quartiles else None,
        third_quartile=rounded(quantile(ordered, THIRD_QUARTILE), measure.decimals) if quartiles else None,
        at_or_below=_share(sum(value <= own for value in ordered), count) if own is not None and quartiles else None,
        shares=_step_shares(ordered) if measure.ladder and quartiles else None,
    )


def _step_shares(ordered: list[Decimal]) -> dict[str, int]:
    steps = [int(value) for value in ordered]
    return {str(step): _share(steps.count(step), len(steps)) for step in range(5)}


def distribution_of(cohort: str, choices: list[str]) -> Spread:
    """The distribution of choices in a cohort, as whole percentages."""
    if not may_show(len(choices)):
        return Spread(cohort, len(choices))
    shares = {choice: _share(choices.count(choice), len(choices)) for choice in sorted(set(choices))}
    return Spread(cohort, len(choices), shares=shares)


def portfolios_of(assessment: Assessment, answers: Answers) -> tuple[str, ...]:
    """The technology fields to compare within: answer A5, else the organisation's profile."""
    chosen = answers.get("A5", NOTHING).values.get("portfolios") or assessment.organisation.portfolios
    return tuple(key for key in chosen if isinstance(key, str)) if isinstance(chosen, list | tuple) else ()


def compare(assessment: Assessment, edition: Edition, answers: Answers, measured: MeasureSet) -> Comparisons:
    """Every measure of the edition against all finished assessments and those of the same portfolio.

    One finished run per organisation counts, its latest; the own organisation never counts. Two queries, however
    many measures and cohorts there are.
    """
    entries = CohortEntry.objects.filter(is_latest=True).exclude(organisation=assessment.organisation_id)
    portfolios = portfolios_of(assessment, answers)
    members: dict[str, set[int]] = {portfolio: set() for portfolio in portfolios}
    for entry, portfolio in CohortPortfolio.objects.filter(entry__in=entries, portfolio__in=portfolios).values_list(
        "entry_id", "portfolio"
    ):
        members[portfolio].add(entry)
    rows: dict[str, list[tuple[int, Decimal | None, str]]] = defaultdict(list)
    for key, entry, value, choice in Measurement.objects.filter(entry__in=entries).values_list(
        "measure", "entry_id", "value", "choice"
    ):
        rows[key].append((entry, value, choice))
    result = {}
    for indicator in edition.indicators:
        for measure in indicator.measures:
            key = full_key(indicator, measure)
            result[key] = _compare_one(key, measure, measured, rows[key], members)
    return result


def _compare_one(
    key: str,
    measure: Measure,
    measured: MeasureSet,
    rows: list[tuple[int, Decimal | None, str]],
    members: Mapping[str, set[int]],
) -> Comparison:
    own = measured.numbers.get(key)
    spreads = []
    for cohort in (ALL, *members):
        inside = [row for row in rows if cohort == ALL or row[0] in members[cohort]]
        if measure.distribution:
            spreads.append(distribution_of(cohort, [choice for _, _, choice in inside if choice]))
        else:
            spreads.append(spread_of(measure, cohort, [value for _, value, _ in inside if value is not None], own))
    return Comparison(key, measure, own, measured.choices.get(key, ""), tuple(spreads))
