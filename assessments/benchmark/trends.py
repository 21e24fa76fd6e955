"""A cluster's own runs over time, and the median of all clusters in the same years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, Max, Min, OuterRef

from assessments.benchmark.disclosure import may_show_quartiles, rounded
from assessments.benchmark.reading import read_medians_by_year
from assessments.models import Assessment, CohortEntry, Measurement
from criteria.definitions import Edition, Measure
from criteria.measures import MeasureSet, full_key


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over the years: own values, and the medians of other clusters with their number."""

    measure: Measure
    own: Mapping[int, Decimal]
    medians: Mapping[int, tuple[int, Decimal]]


@dataclass(frozen=True, slots=True)
class Trends:
    """The years that anything is known of, ascending, and the measures with an own value in one of them."""

    years: tuple[int, ...]
    by_measure: Mapping[str, Trend]


@dataclass(frozen=True, slots=True)
class OwnRuns:
    """The cluster's own finished runs but for the one looked at: how many, and the first and the last year."""

    count: int
    years: tuple[int, int] | None


def own_runs(assessment: Assessment) -> OwnRuns:
    """One query."""
    rows = CohortEntry.objects.filter(organisation=assessment.organisation_id).exclude(assessment=assessment)
    found = rows.aggregate(count=Count("pk"), first=Min("year"), last=Max("year"))
    return OwnRuns(found["count"], (found["first"], found["last"]) if found["count"] else None)


def trends(assessment: Assessment, edition: Edition, measured: MeasureSet, *, year: int) -> Trends:
    """Own finished runs and the present one (`measured`, of `year`), beside the medians of others. Two queries.

    Of each other cluster its last run in a year counts. A median of one year needs ten clusters, as there is no
    chain of groups to check it against; steps are left out, because their shares are shown of all years together.
    """
    measures = {full_key(i, m): m for i in edition.indicators for m in i.measures if not m.distribution}
    own: dict[str, dict[int, Decimal]] = {key: {} for key in measures}
    rows = Measurement.objects.filter(
        entry__organisation=assessment.organisation_id, measure__in=measures, value__isnull=False
    ).order_by("entry__year", "entry_id")
    for key, when, value in rows.values_list("measure", "entry__year", "value"):
        own[key][when] = value or Decimal(0)
    for key in measures.keys() & measured.numbers.keys():
        own[key][year] = measured.numbers[key]
    later = CohortEntry.objects.filter(
        organisation=OuterRef("organisation"), year=OuterRef("year"), pk__gt=OuterRef("pk")
    )
    others = CohortEntry.objects.filter(is_used=True).exclude(organisation=assessment.organisation_id)
    found = read_medians_by_year(
        others.filter(~Exists(later)), [key for key, measure in measures.items() if not measure.ladder]
    )
    medians: dict[str, dict[int, tuple[int, Decimal]]] = {key: {} for key in measures}
    for (when, key), (count, median) in found.items():
        if may_show_quartiles(count):
            medians[key][when] = (count, rounded(median, measures[key].decimals))
    by_measure = {key: Trend(measures[key], own[key], medians[key]) for key in measures if own[key]}
    years = {when for trend in by_measure.values() for when in (*trend.own, *trend.medians)}
    return Trends(tuple(sorted(years)), by_measure)
