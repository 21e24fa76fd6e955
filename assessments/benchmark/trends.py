"""A cluster's values over the years, and the medians that were published of a group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessments.benchmark.published import ReleasedComparison
from assessments.models import Assessment, Measurement
from assessments.queries.releases import PublishedFigures, PublishedGroup, figures_by_year
from criteria.answers import Answers
from criteria.definitions import Edition, Measure
from criteria.measures import MeasureSet, full_key


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over the years: the cluster's values, and the published number of clusters and median of a group."""

    measure: Measure
    own: Mapping[int, Decimal]
    medians: Mapping[int, tuple[int, Decimal]]


@dataclass(frozen=True, slots=True)
class Trends:
    """The years with any value, ascending, and the measures for which the cluster has a value.

    `group` is the group whose medians they are, None if none is published.
    """

    years: tuple[int, ...]
    by_measure: Mapping[str, Trend]
    group: PublishedGroup | None


def trends(
    assessment: Assessment, edition: Edition, answers: Answers, measured: MeasureSet, *, year: int, chosen: str = ""
) -> Trends:
    """The cluster's finished assessments and the current one (`measured`, of `year`), beside the medians of a group.

    The group is the one with the key `chosen`, or the first by default. Of several releases in one year the last one
    counts, and a year in which the group kept its figures has none. Six queries for any number of measures, clusters
    and releases.
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
    group = next(iter(ReleasedComparison(assessment, edition, answers, measured).shown([chosen])), None)
    answered = [key for key in measures if own[key]]
    published = figures_by_year(edition.key, group.key, answered) if group else {}
    by_measure = {key: Trend(measures[key], own[key], _medians(published, key)) for key in answered}
    years = {when for trend in by_measure.values() for when in (*trend.own, *trend.medians)}
    return Trends(tuple(sorted(years)), by_measure, group)


def _medians(published: Mapping[int, Mapping[str, PublishedFigures]], key: str) -> dict[int, tuple[int, Decimal]]:
    found = {year: figures[key] for year, figures in published.items() if key in figures}
    return {
        year: (figures.size, figures.quantiles[50])
        for year, figures in found.items()
        if figures.size is not None and 50 in figures.quantiles
    }
