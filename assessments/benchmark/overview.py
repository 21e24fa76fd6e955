"""The secretariat's view of all cohorts: their sizes, the spread of every measure, and outliers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, Q

from assessments.benchmark.cohorts import AGE_BANDS, EVERYBODY, SIZE_BANDS, Cohort, CohortKind, band_of
from assessments.benchmark.compare import (
    NO_ORDER,
    Spread,
    distribution_of,
    distribution_of_several,
    options_of,
    spread_of,
)
from assessments.benchmark.disclosure import may_show
from assessments.benchmark.reading import NOBODY, Order, counted_everybody, read_counts, read_membership, read_orders
from assessments.models import CohortEntry, CohortPortfolio, Measurement
from criteria.definitions import Edition, Measure
from criteria.measures import full_key

# A number this many interquartile ranges beyond a quartile is an outlier; this project's own limit.
FAR: Final = 3
MOST_OUTLIERS: Final = 100


@dataclass(frozen=True, slots=True)
class Covered:
    """A cohort, and how many clusters are in it now."""

    cohort: Cohort
    count: int

    @property
    def is_shown(self) -> bool:
        return may_show(self.count)


@dataclass(frozen=True, slots=True)
class Outlier:
    """A number far beyond the quartiles, and its cluster: only for the secretariat."""

    measure: Measure
    key: str
    value: Decimal
    cluster: str
    reference: str
    year: int


def coverage() -> tuple[Covered, ...]:
    """Every cohort that has a member, by kind, the widest kinds first. Four queries."""
    entries = CohortEntry.objects.compared()
    bands = [band_of(CohortKind.SIZE, low, SIZE_BANDS) for low in (0, *SIZE_BANDS)]
    bands += [band_of(CohortKind.AGE, low, AGE_BANDS) for low in (0, *AGE_BANDS)]
    whole = (EVERYBODY, Cohort(CohortKind.HOLDERS), *bands)
    sizes = read_membership(entries, whole)
    found = [(cohort, sizes.size(position)) for position, cohort in enumerate(whole)]
    members = CohortPortfolio.objects.filter(entry__is_latest=True, entry__is_used=True)
    for portfolio, count in members.values_list("portfolio").annotate(n=Count("pk")).order_by("portfolio"):
        found.append((Cohort(CohortKind.PORTFOLIO, portfolio=portfolio), count))
    for country, count in entries.values_list("country").annotate(n=Count("pk")).order_by("country"):
        found.append((Cohort(CohortKind.COUNTRY, country=country), count))
    pairs = members.values_list("portfolio", "entry__country").annotate(n=Count("pk"))
    for portfolio, country, count in pairs.order_by("portfolio", "entry__country"):
        found.append((Cohort(CohortKind.PORTFOLIO_AND_COUNTRY, portfolio=portfolio, country=country), count))
    return tuple(Covered(cohort, count) for cohort, count in found)


@dataclass(frozen=True, slots=True)
class MeasureOverview:
    """Every measure of an edition among all clusters: its spread as shown, and its order statistics."""

    measures: Mapping[str, Measure]
    spreads: Mapping[str, Spread]
    orders: Mapping[str, Order]


def overview(edition: Edition) -> MeasureOverview:
    """The spread of every measure among all clusters, under the usual disclosure rules. Two queries."""
    measures = {full_key(i, m): m for i in edition.indicators for m in i.measures}
    orders = read_orders(counted_everybody(None, [key for key, m in measures.items() if not m.distribution]))
    counts = read_counts(counted_everybody(None, [key for key, m in measures.items() if m.distribution or m.ladder]))
    everybody, options = EVERYBODY.key, options_of(edition)

    def spread(key: str, measure: Measure) -> Spread:
        counted = counts.get(key, {})
        if measure.several:
            whole = sum(count for kind, count in counted.items() if kind.isdigit())
            return distribution_of_several(everybody, counted, whole, dict.fromkeys(options[key], NOBODY))
        if measure.distribution:
            return distribution_of(everybody, counted, NOBODY)
        return spread_of(measure, everybody, orders.get(key, NO_ORDER), counted, None, NOBODY)

    return MeasureOverview(measures, {key: spread(key, measure) for key, measure in measures.items()}, orders)


def outliers(seen: MeasureOverview) -> tuple[Outlier, ...]:
    """Numbers more than three interquartile ranges beyond a quartile, at most a hundred. One query."""
    beyond = Q()
    for key, order in seen.orders.items():
        if order.quantiles and not seen.measures[key].ladder:
            reach = FAR * (order.quantiles[75] - order.quantiles[25])
            too_low, too_high = order.quantiles[25] - reach, order.quantiles[75] + reach
            if reach:
                beyond |= Q(measure=key) & (Q(value__lt=too_low) | Q(value__gt=too_high))
    if not beyond:
        return ()
    rows = Measurement.objects.filter(beyond, entry__is_latest=True, entry__is_used=True).select_related(
        "entry__organisation", "entry__assessment"
    )
    return tuple(
        Outlier(
            measure=seen.measures[row.measure],
            key=row.measure,
            value=row.value or Decimal(0),
            cluster=row.entry.organisation.name if row.entry.organisation else row.entry.cluster,
            reference=row.entry.assessment.reference if row.entry.assessment else "",
            year=row.entry.year,
        )
        for row in rows.order_by("measure", "-value", "pk")[:MOST_OUTLIERS]
    )
