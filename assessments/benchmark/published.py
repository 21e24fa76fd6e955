"""Published figures in the form in which comparisons are shown: the spread of a measure in a group of a release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from assessments.benchmark.compare import Spread, Withheld
from assessments.benchmark.grid import MIN_FOR_PERCENT, tenths
from assessments.queries.releases import PublishedFigures, PublishedGroup
from criteria.definitions import Measure


def published_spread(
    measure: Measure, group: PublishedGroup, figures: PublishedFigures | None, own: Decimal | None
) -> Spread:
    """The spread of a measure in a group, with the place of the cluster's `own` value in it.

    Everything follows from what is published, also what the spread keeps unrounded. `figures` are None if the measure
    was not published in this group.
    """
    if group.size is None:
        return Spread(group.key, None, withheld=Withheld(group.withheld))
    if figures is None:
        return Spread(group.key, None, withheld=Withheld.FEW)
    quantiles = figures.quantiles
    shares = _shares(measure, figures) if figures.counts else None
    spread = Spread(
        cohort=group.key,
        count=figures.size,
        median=quantiles.get(50),
        first_quartile=quantiles.get(25),
        third_quartile=quantiles.get(75),
        tenth=quantiles.get(10),
        ninetieth=quantiles.get(90),
        shares=None if shares is None else {key: round(share) for key, share in shares.items()},
        withheld=Withheld(figures.withheld) if figures.withheld else None,
        years=group.years,
        exact_percentiles=quantiles,
        exact_shares=shares or {},
    )
    return replace(spread, at_or_below=spread.standing(own))


def _shares(measure: Measure, figures: PublishedFigures) -> Mapping[str, Decimal]:
    """The percentage of each step or option; of a small group in whole tenths, since one percent is no cluster.

    The whole is the sum of the counts, but for a multiple choice the number of clusters that answered.
    """
    whole = sum(figures.counts.values())
    if measure.several:
        whole = max(figures.size or 0, *figures.counts.values())
    if not whole:
        return {}
    if whole < MIN_FOR_PERCENT:
        return {key: Decimal(10 * tenths(count, whole)) for key, count in figures.counts.items()}
    return {key: Decimal(100 * count) / whole for key, count in figures.counts.items()}
