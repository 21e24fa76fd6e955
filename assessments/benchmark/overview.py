"""The secretariat's view of the current release: its groups, the spread of every measure, and outliers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Q

from assessments.benchmark.compare import Spread
from assessments.benchmark.published import published_spread
from assessments.benchmark.publishing import measures_of
from assessments.benchmark.release_groups import ALL
from assessments.models import Measurement, Release, Withheld
from assessments.queries.releases import PublishedGroup, current_release, figures_in, groups_in
from criteria.definitions import Edition, Measure

# A number this many interquartile ranges beyond a quartile is an outlier; this project's own limit.
FAR: Final = 3
# Where the quartiles are withheld because one cluster has too large a part, a number of so many medians; also its own.
FAR_FROM_MEDIAN: Final = 10
MOST_OUTLIERS: Final = 100


@dataclass(frozen=True, slots=True)
class Outlier:
    """A number far beyond the published quartiles, and its cluster: only for the secretariat."""

    measure: Measure
    key: str
    value: Decimal
    cluster: str
    reference: str
    year: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The current release of an edition (None before the first), its groups, and every measure among all clusters."""

    release: Release | None
    groups: Sequence[PublishedGroup]
    measures: Mapping[str, Measure]
    spreads: Mapping[str, Spread]


def overview(edition: Edition) -> Overview:
    """What the current release shows. Three queries."""
    release = current_release(edition.key)
    groups = groups_in(release) if release else []
    figures = figures_in(release, [ALL])[ALL] if release else {}
    everybody = next((group for group in groups if group.key == ALL), None)
    measures = {asked.key: asked.measure for asked in measures_of(edition)}
    spreads = {
        key: published_spread(measure, everybody, figures.get(key), None)
        if everybody
        else Spread(ALL, None, withheld=Withheld.FEW)
        for key, measure in measures.items()
    }
    return Overview(release, groups, measures, spreads)


def outliers(seen: Overview) -> tuple[Outlier, ...]:
    """The outliers that are stored with the release, without those of entries that no longer count. One query."""
    if seen.release is None:
        return ()
    rows = seen.release.outliers.filter(measure__in=seen.measures, entry__is_latest=True, entry__is_used=True)
    columns = ("measure", "value", "entry__organisation__name", "entry__cluster", "entry__assessment__reference")
    return tuple(
        Outlier(seen.measures[key], key, value, organisation or cluster, reference or "", year)
        for key, value, organisation, cluster, reference, year in rows.order_by("measure", "-value", "pk").values_list(
            *columns, "entry__year"
        )[:MOST_OUTLIERS]
    )


def far_numbers(seen: Overview, among: Q) -> list[Measurement]:
    """Measurements far beyond the published quartiles, or the median if there are none, at most a hundred.

    `among` restricts the measurements. One query per measure, so that a database reads only the ends of its index.
    """
    found: list[Measurement] = []
    for key, spread in seen.spreads.items():
        beyond = Q() if seen.measures[key].ladder else _beyond(key, spread)
        if beyond:
            rows = Measurement.objects.filter(beyond, among).order_by("-value", "pk")
            found.extend(rows[: MOST_OUTLIERS - len(found)])
    return found


def _beyond(key: str, spread: Spread) -> Q:
    """The condition that a measurement must fulfil to be an outlier of its measure; empty if none can be."""
    if spread.first_quartile is None or spread.third_quartile is None:
        if spread.withheld is not Withheld.DOMINATED or not spread.median:
            return Q()
        return Q(measure=key, value__gt=FAR_FROM_MEDIAN * spread.median)
    reach = FAR * (spread.third_quartile - spread.first_quartile)
    too_low, too_high = spread.first_quartile - reach, spread.third_quartile + reach
    # Each range names its measure, so that a database reads both from the index instead of all its numbers.
    return Q(measure=key, value__lt=too_low) | Q(measure=key, value__gt=too_high) if reach else Q()
