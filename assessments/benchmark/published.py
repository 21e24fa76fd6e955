"""Published figures in the form in which comparisons are shown: the spread of a measure in a group of a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from assessments.benchmark.compare import Comparison, Comparisons, Spread
from assessments.benchmark.disclosure import MIN_FOR_STANDING, MIN_FOR_STEP_TAILS
from assessments.benchmark.grid import MIN_FOR_PERCENT, tenths
from assessments.benchmark.publishing import measures_of
from assessments.benchmark.release_groups import ALL, EXCELLENCE, keys_of_profile, shown_by_default
from assessments.models import Assessment, Withheld
from assessments.queries.answers import portfolios_of
from assessments.queries.releases import (
    PublishedFigures,
    PublishedGroup,
    figures_in,
    groups_in,
    keys_of_cluster,
    release_of,
)
from criteria.answers import Answers
from criteria.definitions import Edition, Measure
from criteria.measures import MeasureSet, grid_of
from criteria.rounding import half_up


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
    shown, shares = _shown_percentiles(measure, figures), _shares(measure, figures)
    is_rough = bool(figures.counts or measure.ladder) and (figures.size or 0) < MIN_FOR_STANDING
    withheld = figures.withheld or ("" if shown or shares else Withheld.FEW)
    spread = Spread(
        cohort=group.key,
        count=figures.size,
        median=shown.get(50),
        first_quartile=shown.get(25),
        third_quartile=shown.get(75),
        tenth=shown.get(10),
        ninetieth=shown.get(90),
        withheld=Withheld(withheld) if withheld else None,
        is_rough=is_rough,
        years=group.years,
        exact_percentiles={} if is_rough else shown,
        margin=Decimal(0) if measure.ladder or measure.distribution else grid_of(measure) / 2,
        **shares,
    )
    return replace(spread, at_or_below=spread.standing(own))


class ReleasedComparison:
    """Compares one assessment with groups of the current release of its edition, in four queries for all measures.

    `groups` are those that the cluster is in, and the holders of higher levels, which everybody may be compared with.
    """

    def __init__(self, assessment: Assessment, edition: Edition, answers: Answers, measured: MeasureSet) -> None:
        self.edition, self.measured = edition, measured
        self.release = release_of(assessment)
        self.groups: list[PublishedGroup] = []
        if self.release is not None:
            # A cluster is in the groups in which it was published; one that was not yet, in those of its profile.
            keys = keys_of_cluster(self.release, assessment.organisation_id) or keys_of_profile(
                portfolios_of(edition, assessment.organisation, answers),
                assessment.organisation.country,
                edition.release,
            )
            self.groups = groups_in(self.release, {*keys, EXCELLENCE})
        self.by_key = {group.key: group for group in self.groups}

    def shown(self, chosen: Sequence[str] = ()) -> tuple[PublishedGroup, ...]:
        """The groups that are compared with: the first two published ones of the keys `chosen`, or those by default."""
        known = (self.by_key[key] for key in dict.fromkeys(chosen) if key in self.by_key)
        return tuple(group for group in known if group.size is not None)[:2] or shown_by_default(self.groups)

    def compare(self, chosen: Sequence[str] = ()) -> Comparisons:
        """Every measure with its spread in all clusters and in the shown groups, the first of these last."""
        shown = {group.key: group for group in reversed(self.shown(chosen))}
        if ALL in self.by_key and ALL not in shown:
            shown = {ALL: self.by_key[ALL], **shown}
        figures = figures_in(self.release, shown) if self.release else {}
        numbers, choices = self.measured.numbers, self.measured.choices
        return {
            asked.key: Comparison(
                asked.key,
                asked.measure,
                numbers.get(asked.key),
                choices.get(asked.key, ()),
                tuple(
                    published_spread(asked.measure, group, figures[key].get(asked.key), numbers.get(asked.key))
                    for key, group in shown.items()
                ),
            )
            for asked in measures_of(self.edition)
        }


def _whole(measure: Measure, figures: PublishedFigures) -> int:
    """What shares are parts of: the sum of the counts, but for a multiple choice the clusters that answered."""
    if measure.several:
        return max(figures.size or 0, *figures.counts.values())
    return sum(figures.counts.values())


def _shown_percentiles(measure: Measure, figures: PublishedFigures) -> Mapping[int, Decimal]:
    """The published percentiles; of a ladder only those that are near enough in a group of this size."""
    size = figures.size or 0
    if not measure.ladder or size >= MIN_FOR_STEP_TAILS:
        return figures.quantiles
    near = {25, 50, 75} if size >= MIN_FOR_STANDING else {50}
    return {percent: value for percent, value in figures.quantiles.items() if percent in near}


def _shares(measure: Measure, figures: PublishedFigures) -> dict[str, Any]:
    """The share of each step or option; of a small group in whole tenths, since one percent is no cluster.

    {} without counts, and if no step or option is counted.
    """
    whole = _whole(measure, figures) if figures.counts else 0
    if not whole:
        return {}
    is_small = whole < MIN_FOR_PERCENT
    exact = {key: Decimal(100 * count) / whole for key, count in figures.counts.items()}
    return {
        "shares": {
            key: 10 * tenths(count, whole) if is_small else int(half_up(exact[key]))
            for key, count in figures.counts.items()
        },
        "share_step": 10 if is_small else 1,
        "exact_shares": exact,
    }
