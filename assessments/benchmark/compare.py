"""Compares one assessment's measures with cohorts of finished assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from assessments.benchmark.cohorts import EVERYBODY, Choices, Cohort, Part, cohorts_of, others
from assessments.benchmark.disclosure import (
    Band,
    Outside,
    band_of,
    is_alike,
    is_dominated,
    may_show,
    may_show_quartiles,
    may_show_tails,
    rest_of,
    rounded,
    withheld,
)
from assessments.benchmark.reading import (
    Key,
    Membership,
    Order,
    read_counts,
    read_membership,
    read_orders,
    read_parts,
)
from assessments.models import Assessment
from assessments.models.comparison import CohortEntryQuerySet
from criteria.answers import Answers
from criteria.definitions import Edition, Measure
from criteria.measures import MeasureSet, full_key

NO_ORDER = Order(0, {}, Decimal(0), Decimal(0))


class Withheld(StrEnum):
    """Why something is not shown of a cohort."""

    FEW = "few"
    SUBTRACTION = "subtraction"
    ALIKE = "alike"
    DOMINATED = "dominated"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Spread:
    """One cohort's spread of one measure. `cohort` is its key ("all", a portfolio's key …); `count` is n.

    Everything but cohort and count is None while the group may not be shown; `count` is None, too, where it would
    tell the size of a group that is too small. Quartiles need a larger group than the median, the 10th and the 90th
    percentile a larger one still. `at_or_below` is the band of shown percentiles that the own value stands in.
    `shares`: for ladders and distributions, the whole percentage of the cohort on each step or choice.
    `years`: the first and the last that the cohort's assessments speak of.
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

    @property
    def is_shown(self) -> bool:
        return self.median is not None or self.shares is not None

    @property
    def is_full(self) -> bool:
        """Whether the group is large enough for all that the measure is compared by."""
        return self.first_quartile is not None or self.shares is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure: the cluster's own value (or choice) and the spread in each cohort looked at, the widest first."""

    key: str
    measure: Measure
    own: Decimal | None
    own_choice: str
    spreads: tuple[Spread, ...]

    @property
    def closest(self) -> Spread | None:
        """The narrowest cohort with enough clusters for quartiles, else the widest that is shown at all."""
        shown = [spread for spread in self.spreads if spread.is_shown]
        full = [spread for spread in shown if spread.is_full]
        return full[-1] if full else next(iter(shown), None)


type Comparisons = Mapping[str, Comparison]


def _share(part: int, whole: int) -> int:
    return round(Decimal(part * 100) / whole)


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
    """The spread of numbers in a cohort, with what disclosure control allows. `counts`: of each step of a ladder.

    `is_beside`: the cohort cuts across those of the ladder, so no shares are shown of it.
    """
    if not may_show(order.count):
        return Spread(cohort, order.count, withheld=Withheld.FEW)
    if outside.is_too_small:
        return Spread(cohort, None, withheld=Withheld.SUBTRACTION)
    # Beside a wider group, even a median could tell how many of its answers are left to those inside or outside.
    if outside.has_any and outside.is_alike:
        return Spread(cohort, order.count, withheld=Withheld.ALIKE)
    values = {percent: rounded(value, measure.decimals) for percent, value in order.quantiles.items()}
    if not may_show_quartiles(order.count):
        return Spread(cohort, order.count, median=values[50])
    # Shares of a whole and steps have no total that one member could make up.
    if not (measure.ladder or measure.percent) and is_dominated(order.highest, order.total):
        return Spread(cohort, order.count, median=values[50], withheld=Withheld.DOMINATED)
    tails = may_show_tails(order.count)
    is_same = measure.ladder and is_alike(counts.values())
    shown = values if tails else {percent: values[percent] for percent in (25, 50, 75)}
    return Spread(
        cohort=cohort,
        count=order.count,
        median=values[50],
        first_quartile=values[25],
        third_quartile=values[75],
        tenth=values[10] if tails else None,
        ninetieth=values[90] if tails else None,
        at_or_below=None if own is None else band_of(rounded(own, measure.decimals), shown),
        shares=_step_shares(counts) if measure.ladder and not is_same and not is_beside else None,
        withheld=Withheld.ALIKE if is_same else None,
    )


def _step_shares(counts: Mapping[str, int]) -> dict[str, int]:
    whole = sum(counts.values())
    return {str(step): _share(counts.get(str(step), 0), whole) for step in range(5)}


def distribution_of(cohort: str, counts: Mapping[str, int], outside: Outside, *, is_beside: bool = False) -> Spread:
    """The distribution of choices in a cohort as whole percentages. There is no median to show of a smaller group."""
    whole = sum(counts.values())
    if not may_show_quartiles(whole):
        return Spread(cohort, whole, withheld=Withheld.FEW)
    if outside.is_too_small:
        return Spread(cohort, None, withheld=Withheld.SUBTRACTION)
    if is_beside:
        return Spread(cohort, whole, withheld=Withheld.BESIDE)
    if is_alike(counts.values()) or (outside.has_any and outside.is_alike):
        return Spread(cohort, whole, withheld=Withheld.ALIKE)
    return Spread(cohort, whole, shares={choice: _share(counts[choice], whole) for choice in sorted(counts)})


@dataclass(frozen=True, slots=True)
class Standing:
    """A cohort that a reader may choose: its number of clusters and the years of their assessments.

    `count` and `years` are None while the group may not be shown; `withheld` says why.
    """

    cohort: Cohort
    count: int | None
    years: tuple[int, int] | None
    withheld: Withheld | None


class Benchmark:
    """One assessment beside the others: first its cohorts, then any number of comparisons within them."""

    def __init__(self, assessment: Assessment, edition: Edition, answers: Answers, measured: MeasureSet) -> None:
        """One query: the sizes of the cohorts and of the parts into which they cut each other."""
        self.edition, self.measured = edition, measured
        self.choices: Choices = cohorts_of(assessment, answers, measured.numbers)
        self.entries: CohortEntryQuerySet = others(assessment)
        cohorts = self.choices.all
        self.membership: Membership = read_membership(self.entries, cohorts)
        self.hidden = {cohorts[position] for position in withheld(self.membership.atoms, len(cohorts))}

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Every cohort with what may be said of it."""
        return tuple(self._standing(cohort) for cohort in self.choices.all)

    def _standing(self, cohort: Cohort) -> Standing:
        position = self.choices.all.index(cohort)
        size = self.membership.size(position)
        if cohort not in self.hidden:
            return Standing(cohort, size, self.membership.years[position], None)
        if may_show(size):
            return Standing(cohort, None, None, Withheld.SUBTRACTION)
        return Standing(cohort, size, None, Withheld.FEW)

    def compare(self, chosen: str = "") -> Comparisons:
        """Every measure of the edition within the cohort `chosen`, or within the closest that has enough clusters.

        At most six queries, however many measures and clusters there are. The group of everybody is read only for
        the measures that no closer one has enough clusters for.
        """
        measures = {full_key(i, m): m for i in self.edition.indicators for m in i.measures}
        if cohort := next((cohort for cohort in self.choices.all if cohort.key == chosen), None):
            spreads = self._spreads([cohort], measures)
        else:
            spreads = self._spreads(self.choices.ladder[1:], measures)
            open_ = {key: m for key, m in measures.items() if not any(spread.is_full for spread in spreads[key])}
            for key, wide in self._spreads([EVERYBODY], open_).items():
                spreads[key] = [*wide, *spreads[key]]
        numbers, choices = self.measured.numbers, self.measured.choices
        return {
            key: Comparison(key, measure, numbers.get(key), choices.get(key, ""), tuple(spreads[key]))
            for key, measure in measures.items()
        }

    def _spreads(self, cohorts: Sequence[Cohort], measures: Mapping[str, Measure]) -> dict[str, list[Spread]]:
        shown = [cohort for cohort in cohorts if cohort not in self.hidden]
        counted = [key for key, measure in measures.items() if measure.distribution or measure.ladder]
        columns = {key: "choice" if measure.distribution else "value" for key, measure in measures.items()}
        parts = dict.fromkeys(part for cohort in shown for part in (*self._rests(cohort), *self._cuts(cohort)))
        read = _Read(
            read_orders(self.entries, shown, [key for key, m in measures.items() if not m.distribution]),
            read_counts(self.entries, shown, counted),
            read_parts(self.entries, list(parts), columns),
        )
        return {
            key: [self._spread(key, measure, cohort, read) for cohort in cohorts] for key, measure in measures.items()
        }

    def _rests(self, cohort: Cohort) -> tuple[Part, ...]:
        return self.choices.rests(cohort, self.hidden)

    def _cuts(self, cohort: Cohort) -> tuple[Part, ...]:
        return self.choices.cuts(cohort, self.hidden)

    def _spread(self, key: str, measure: Measure, cohort: Cohort, read: _Read) -> Spread:
        standing = self._standing(cohort)
        if standing.withheld:
            return Spread(cohort.key, standing.count, withheld=standing.withheld)
        outside = rest_of(
            (read.parts[part, key] for part in self._rests(cohort)),
            (read.parts[part, key] for part in self._cuts(cohort)),
        )
        is_beside = cohort in self.choices.beside
        counts = read.counts.get((cohort.key, key), {})
        if measure.distribution:
            spread = distribution_of(cohort.key, counts, outside, is_beside=is_beside)
        else:
            order = read.orders.get((cohort.key, key), NO_ORDER)
            own = self.measured.numbers.get(key)
            spread = spread_of(measure, cohort.key, order, counts, own, outside, is_beside=is_beside)
        return replace(spread, years=standing.years)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of some cohorts by cohort and measure, and of the parts they leave by part and measure."""

    orders: Mapping[Key, Order]
    counts: Mapping[Key, Mapping[str, int]]
    parts: Mapping[tuple[Part, str], Outside]


def compare(
    assessment: Assessment, edition: Edition, answers: Answers, measured: MeasureSet, *, chosen: str = ""
) -> Comparisons:
    """Every measure of the edition against the closest cohort with enough clusters, or the one `chosen` by its key.

    One finished run per organisation counts, its latest; the own organisation never counts. At most seven queries,
    however many measures and clusters there are.
    """
    return Benchmark(assessment, edition, answers, measured).compare(chosen)


__all__ = ["Benchmark", "Comparison", "Comparisons", "Spread", "Standing", "Withheld", "compare"]
