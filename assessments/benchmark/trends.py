"""A cluster's values over the years, and the medians of other clusters in the same years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from assessments.benchmark.disclosure import may_show_quartiles, rounded
from assessments.benchmark.reading import read_medians_by_year
from assessments.models import Assessment, CohortEntry, Measurement
from assessments.models.comparison import CohortEntryQuerySet
from criteria.definitions import Edition, Measure
from criteria.measures import MeasureSet, full_key


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over the years: the cluster's values, and the number and median of other clusters."""

    measure: Measure
    own: Mapping[int, Decimal]
    medians: Mapping[int, tuple[int, Decimal]]


@dataclass(frozen=True, slots=True)
class Trends:
    """The years with any value, ascending, and the measures for which the cluster has a value."""

    years: tuple[int, ...]
    by_measure: Mapping[str, Trend]


@dataclass(frozen=True, slots=True)
class OwnAssessments:
    """The cluster's finished assessments except the one shown: how many, and their first and last year."""

    count: int
    years: tuple[int, int] | None


def own_assessments(assessment: Assessment) -> OwnAssessments:
    """The other finished assessments of the same organisation. One query."""
    rows = CohortEntry.objects.filter(organisation=assessment.organisation_id).exclude(assessment=assessment)
    found = rows.aggregate(count=Count("pk"), first=Min("year"), last=Max("year"))
    return OwnAssessments(found["count"], (found["first"], found["last"]) if found["count"] else None)


def _others_by_year(assessment: Assessment) -> CohortEntryQuerySet:
    """The entries in use of other clusters, one per year: the last assessment, otherwise the latest imported row."""
    used = CohortEntry.objects.filter(is_used=True)
    of_the_year = used.filter(identity=OuterRef("identity"), year=OuterRef("year"))
    later, assessed = of_the_year.filter(pk__gt=OuterRef("pk")), of_the_year.filter(assessment__isnull=False)
    is_last_assessed = Q(~Exists(assessed.filter(pk__gt=OuterRef("pk"))), assessment__isnull=False)
    is_last_imported = Q(~Exists(later), ~Exists(assessed), assessment__isnull=True)
    others = used.exclude(identity=assessment.organisation.identity)
    return others.filter(is_last_assessed | is_last_imported)


def trends(assessment: Assessment, edition: Edition, measured: MeasureSet, *, year: int) -> Trends:
    """The cluster's finished assessments and the current one (`measured`, of `year`), beside the medians of others.

    Two queries. Each other cluster counts once a year, with its last assessment of that year. A median of one year
    requires ten clusters, since there are no nested groups to check it against. Ladders have no medians, because their
    shares are shown for all years together.
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
    found = read_medians_by_year(
        _others_by_year(assessment), [key for key, measure in measures.items() if not measure.ladder]
    )
    medians: dict[str, dict[int, tuple[int, Decimal]]] = {key: {} for key in measures}
    for (when, key), (count, median) in found.items():
        if may_show_quartiles(count):
            medians[key][when] = (count, rounded(median, measures[key]))
    by_measure = {key: Trend(measures[key], own[key], medians[key]) for key in measures if own[key]}
    years = {when for trend in by_measure.values() for when in (*trend.own, *trend.medians)}
    return Trends(tuple(sorted(years)), by_measure)
