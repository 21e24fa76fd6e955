"""Compares one assessment's measures with cohorts of finished assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from assessments.benchmark.cohorts import EVERYBODY, Choices, Cohort, cohorts_of, others
from assessments.benchmark.disclosure import (
    Band,
    Outside,
    is_alike,
    is_dominated,
    may_show,
    may_show_quartiles,
    may_show_tails,
    position_band,
    rest_of,
    rounded,
    withheld,
)
from assessments.benchmark.reading import (
    CohortMembership,
    Order,
    Sql,
    counted_everybody,
    counted_members,
    read_counts,
    read_ladder,
    read_membership,
    read_orders,
    read_parts,
)
from assessments.models import Assessment
from assessments.models.comparison import CohortEntryQuerySet
from criteria.answers import Answers
from criteria.definitions import TOP_LEVEL, Edition, Measure
from criteria.measures import MeasureSet, full_key

# The percentiles that are shown for larger groups only.
TAILS = (10, 90)
NO_ORDER = Order(0, {}, Decimal(0), Decimal(0), is_alike=True)


class Withheld(StrEnum):
    """The reason why part of a cohort's figures is withheld."""

    FEW = "few"
    SUBTRACTION = "subtraction"
    ALIKE = "alike"
    DOMINATED = "dominated"
    BESIDE = "beside"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of one measure in one cohort. `cohort` is the cohort's key, `count` the number of clusters.

    All other fields are None if the group must not be shown; `count` is None too if it would reveal the size of a small
    group. Quartiles require a larger group than the median, and the 10th and 90th percentile a larger one still.
    `at_or_below` is the band between shown percentiles that contains the cluster's value. `shares` are whole
    percentages of the cohort by ladder step or choice; a withheld option of a multiple choice is missing. `years` are
    the first and last reporting year of the cohort's assessments. The `exact` figures are the unrounded ones from which
    positions are computed; they must never be shown.
    """

    cohort: str
    count: int | None
    median: Decimal | None = None
    first_quartile: Decimal | None = None
    third_quartile: Decimal | None = None
    at_or_below: Band | None = None
    shares: Mapping[str, int] | None = None
    tenth: Decimal | None = None
    ninetieth: Decimal | None = None
    withheld: Withheld | None = None
    years: tuple[int, int] | None = None
    exact_percentiles: Mapping[int, Decimal] = field(default_factory=dict, compare=False, repr=False)
    exact_shares: Mapping[str, Decimal] = field(default_factory=dict, compare=False, repr=False)

    def standing(self, own: Decimal | None) -> Band | None:
        """The band between shown percentiles that contains `own`; None without a value or without quartiles."""
        if own is None or self.first_quartile is None:
            return None
        return position_band(own, self.exact_percentiles)

    def share_below(self, step: int) -> Decimal | None:
        """The percentage of the cohort on lower steps of a ladder than `step`; None if shares are not shown."""
        if self.shares is None:
            return None
        return sum((share for key, share in self.exact_shares.items() if int(key) < step), Decimal(0))

    @property
    def is_shown(self) -> bool:
        return self.median is not None or self.shares is not None

    @property
    def is_full(self) -> bool:
        """Whether the group is large enough for quartiles or shares."""
        return self.first_quartile is not None or self.shares is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure: the cluster's value or choices, and its spread in each cohort that was read, the widest first."""

    key: str
    measure: Measure
    own: Decimal | None
    own_choices: tuple[str, ...]
    spreads: tuple[Spread, ...]

    @property
    def closest(self) -> Spread | None:
        """The narrowest cohort with quartiles or shares, otherwise the widest that is shown; None if none is."""
        shown = [spread for spread in self.spreads if spread.is_shown]
        full = [spread for spread in shown if spread.is_full]
        return full[-1] if full else next(iter(shown), None)


type Comparisons = Mapping[str, Comparison]


def _exact(counts: Mapping[str, int], whole: int) -> dict[str, Decimal]:
    return {key: Decimal(count * 100) / whole for key, count in counts.items()}


def _shown(shares: Mapping[str, Decimal]) -> dict[str, int]:
    return {key: round(share) for key, share in shares.items()}


def spread_of(
    measure: Measure,
    cohort: str,
    order: Order,
    counts: Mapping[str, int],
    own: Decimal | None,
    outside: Outside,
    *,
    is_beside: bool = False,
) -> Spread:
    """The spread of a numeric measure in a cohort, limited by disclosure control.

    `counts` are those of each ladder step, `outside` describes the clusters outside the cohort. `is_beside`: the cohort
    cuts across the ladder, so no shares are shown.
    """
    if not may_show(order.count):
        return Spread(cohort, order.count, withheld=Withheld.FEW)
    if outside.is_too_small:
        return Spread(cohort, None, withheld=Withheld.SUBTRACTION)
    # Together with a wider group, even a median could reveal how many of its answers belong to the clusters inside or
    # outside.
    if outside.has_any and (outside.is_alike or order.is_alike):
        return Spread(cohort, order.count, withheld=Withheld.ALIKE)
    values = {percent: rounded(value, measure) for percent, value in order.quantiles.items()}
    median = {50: order.quantiles[50]}
    if not may_show_quartiles(order.count):
        return Spread(cohort, order.count, median=values[50], exact_percentiles=median)
    # Percentages and ladder steps have no total that one member could dominate.
    if not (measure.ladder or measure.percent) and is_dominated(order.highest, order.total):
        return Spread(cohort, order.count, median=values[50], withheld=Withheld.DOMINATED, exact_percentiles=median)
    is_same = measure.ladder and order.is_alike
    shares = _step_shares(counts) if measure.ladder and not is_same and not is_beside else None
    spread = replace(
        _with_quantiles(cohort, order, values),
        shares=None if shares is None else _shown(shares),
        withheld=Withheld.ALIKE if is_same else None,
        exact_shares=shares or {},
    )
    return replace(spread, at_or_below=spread.standing(own))


def _with_quantiles(cohort: str, order: Order, values: Mapping[int, Decimal]) -> Spread:
    """The quantiles, rounded in `values` and exact; the tails only if there are enough answers for them."""
    tails = may_show_tails(order.count)
    exact = {percent: value for percent, value in order.quantiles.items() if tails or percent not in TAILS}
    return Spread(
        cohort=cohort,
        count=order.count,
        median=values[50],
        first_quartile=values[25],
        third_quartile=values[75],
        tenth=values[10] if tails else None,
        ninetieth=values[90] if tails else None,
        exact_percentiles=exact,
    )


def _step_shares(counts: Mapping[str, int]) -> dict[str, Decimal]:
    steps = {str(step): counts.get(str(step), 0) for step in range(TOP_LEVEL + 1)}
    return _exact(steps, sum(counts.values()))


def distribution_of(cohort: str, counts: Mapping[str, int], outside: Outside, *, is_beside: bool = False) -> Spread:
    """The distribution of choices in a cohort in whole percentages. A group too small for shares shows nothing."""
    whole = sum(counts.values())
    if not may_show_quartiles(whole):
        return Spread(cohort, whole, withheld=Withheld.FEW)
    if outside.is_too_small:
        return Spread(cohort, None, withheld=Withheld.SUBTRACTION)
    if is_beside:
        return Spread(cohort, whole, withheld=Withheld.BESIDE)
    if is_alike(counts.values()) or (outside.has_any and outside.is_alike):
        return Spread(cohort, whole, withheld=Withheld.ALIKE)
    shares = _exact({choice: counts[choice] for choice in sorted(counts)}, whole)
    return Spread(cohort, whole, shares=_shown(shares), exact_shares=shares)


def distribution_of_several(
    cohort: str, counts: Mapping[str, int], whole: int, outside: Mapping[str, Outside], *, is_beside: bool = False
) -> Spread:
    """How many of the `whole` clusters that answered chose each option in `outside`, in whole percentages.

    Each option is protected as if it were asked alone; a withheld option is missing from the shares.
    """
    yes, no = "yes", "no"
    found = {
        choice: distribution_of(
            cohort, {yes: counts.get(choice, 0), no: whole - counts.get(choice, 0)}, rest, is_beside=is_beside
        )
        for choice, rest in outside.items()
    }
    exact = {choice: spread.exact_shares[yes] for choice, spread in found.items() if spread.shares}
    held_back = next((spread for spread in found.values() if spread.withheld), None)
    if held_back is not None and not exact:
        return held_back
    reason = held_back.withheld if held_back else None
    return Spread(cohort, whole, shares=_shown(exact), withheld=reason, exact_shares=exact)


@dataclass(frozen=True, slots=True)
class Standing:
    """A cohort that a reader may choose: its number of clusters and their reporting years.

    `count` and `years` are None if they must not be shown; `withheld` says why.
    """

    cohort: Cohort
    count: int | None
    years: tuple[int, int] | None
    withheld: Withheld | None


def options_of(edition: Edition) -> Mapping[str, tuple[str, ...]]:
    """The options of each multiple choice measure, by the measure's full key."""
    return {
        full_key(indicator, measure): tuple(choice.key for choice in indicator.choices_of(measure))
        for indicator in edition.indicators
        for measure in indicator.measures
        if measure.several
    }


class Benchmark:
    """Compares one assessment with others: reads its cohorts once, then compares within any of them."""

    def __init__(self, assessment: Assessment, edition: Edition, answers: Answers, measured: MeasureSet) -> None:
        self.edition, self.measured = edition, measured
        self.options, self.own = options_of(edition), assessment.organisation.identity
        self.choices: Choices = cohorts_of(assessment, edition, answers, measured.numbers)
        self.entries: CohortEntryQuerySet = others(assessment)

    @cached_property
    def _ladder(self) -> dict[Cohort, Standing]:
        return _standings(self.choices.ladder, read_ladder(self.entries, self.choices.ladder))

    @cached_property
    def _all(self) -> dict[Cohort, Standing]:
        # Cohorts of the ladder come first, so that withholding among them does not depend on those beside it.
        return _standings(self.choices.all, read_membership(self.entries, self.choices.all))

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Every cohort with the facts that may be shown of it. One query, which reads all clusters."""
        return tuple(self._all.values())

    def _standing(self, cohort: Cohort) -> Standing:
        return (self._all if cohort in self.choices.beside else self._ladder)[cohort]

    def _hidden(self) -> frozenset[Cohort]:
        return frozenset(cohort for cohort, standing in self._ladder.items() if standing.withheld)

    def compare(self, chosen: str = "") -> Comparisons:
        """Every measure of the edition, within the cohort `chosen` or the closest one with enough clusters.

        At most ten queries for any number of measures and clusters: a wider group is read only for the measures for
        which no closer group has enough clusters.
        """
        measures = {full_key(i, m): m for i in self.edition.indicators for m in i.measures}
        cohort = next((cohort for cohort in self.choices.all if cohort.key == chosen), None)
        spreads: dict[str, list[Spread]] = {key: [] for key in measures}
        for step in (cohort,) if cohort else reversed(self.choices.ladder):
            missing = {key: m for key, m in measures.items() if not any(spread.is_full for spread in spreads[key])}
            for key, spread in (self._spreads(step, missing) if missing else {}).items():
                spreads[key].insert(0, spread)
        numbers, choices = self.measured.numbers, self.measured.choices
        return {
            key: Comparison(key, measure, numbers.get(key), choices.get(key, ()), tuple(spreads[key]))
            for key, measure in measures.items()
        }

    def _counted(self, cohort: Cohort, measures: Sequence[str]) -> Sql:
        if cohort == EVERYBODY:
            return counted_everybody(self.own, measures)
        return counted_members(self.entries, cohort, measures)

    def _spreads(self, cohort: Cohort, measures: Mapping[str, Measure]) -> dict[str, Spread]:
        standing = self._standing(cohort)
        if standing.withheld:
            return dict.fromkeys(measures, Spread(cohort.key, standing.count, withheld=standing.withheld))
        counted = [key for key, measure in measures.items() if measure.distribution or measure.ladder]
        hidden = self._hidden()
        rests, cuts = self.choices.rests(cohort, hidden), self.choices.cuts(cohort, hidden)
        numbers = [key for key, measure in measures.items() if not measure.distribution]
        orders = read_orders(self._counted(cohort, numbers)) if numbers else {}
        counts = read_counts(self._counted(cohort, counted)) if counted else {}
        several = {key: self.options[key] for key in measures if key in self.options}
        parts = read_parts(self.entries, (*rests, *cuts), list(measures), several)

        def outside(key: str, option: str = "") -> Outside:
            return rest_of((parts[part, key, option] for part in rests), (parts[part, key, option] for part in cuts))

        found = {}
        for key, measure in measures.items():
            given, is_beside = counts.get(key, {}), cohort in self.choices.beside
            if measure.several:
                whole = sum(count for kind, count in given.items() if kind.isdigit())
                each = {option: outside(key, option) for option in several[key]}
                spread = distribution_of_several(cohort.key, given, whole, each, is_beside=is_beside)
            elif measure.distribution:
                spread = distribution_of(cohort.key, given, outside(key), is_beside=is_beside)
            else:
                order, own = orders.get(key, NO_ORDER), self.measured.numbers.get(key)
                spread = spread_of(measure, cohort.key, order, given, own, outside(key), is_beside=is_beside)
            found[key] = replace(spread, years=standing.years)
        return found


def _standings(cohorts: Sequence[Cohort], membership: CohortMembership) -> dict[Cohort, Standing]:
    hidden = withheld(membership.atoms, len(cohorts))
    found = {}
    for position, cohort in enumerate(cohorts):
        size = membership.size(position)
        if position not in hidden:
            found[cohort] = Standing(cohort, size, membership.years[position], None)
        elif may_show(size):
            found[cohort] = Standing(cohort, None, None, Withheld.SUBTRACTION)
        else:
            found[cohort] = Standing(cohort, size, None, Withheld.FEW)
    return found


def compare(
    assessment: Assessment, edition: Edition, answers: Answers, measured: MeasureSet, *, chosen: str = ""
) -> Comparisons:
    """Every measure of the edition, within the cohort with the key `chosen` or the closest one with enough clusters.

    Each other organisation counts once, with its latest finished assessment; the cluster's own organisation never
    counts. At most ten queries for any number of measures and clusters.
    """
    return Benchmark(assessment, edition, answers, measured).compare(chosen)


__all__ = ["Benchmark", "Comparison", "Comparisons", "Spread", "Standing", "Withheld", "compare"]
