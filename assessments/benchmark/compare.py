"""One measure of a cluster beside its published spread in groups of clusters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.benchmark.disclosure import Band, Position, position_band, position_of
from assessments.models import Withheld
from criteria.definitions import Measure
from criteria.rounding import half_up


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of one measure in one cohort. `cohort` is the cohort's key, `count` the number of clusters.

    All other fields are None if the group must not be shown; `count` is None too if it would reveal the size of a small
    group. Quartiles require a larger group than the median, and the 10th and 90th percentile a larger one still.
    `at_or_below` is the band between shown percentiles that contains the cluster's value. `shares` are whole
    percentages of the cohort by ladder step or choice; a withheld option of a multiple choice is missing. `share_step`
    is 10 for a small group, whose shares are whole tenths. `is_rough` is true if the group is too small for saying
    where the cluster stands by deviating counts; they are drawn all the same. `margin` is how far the exact
    percentiles of a number may be from the shown ones. `years` are the first and last reporting year of the cohort's
    assessments. The `exact` figures are the unrounded ones of what is published, from which positions and sums are
    computed; they must never be shown.
    """

    cohort: str
    count: int | None
    median: Decimal | None = None
    first_quartile: Decimal | None = None
    third_quartile: Decimal | None = None
    at_or_below: Band | None = None
    shares: Mapping[str, int] | None = None
    share_step: int = 1
    is_rough: bool = False
    margin: Decimal = Decimal(0)
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

    def position(self, own: Decimal | None) -> Position:
        """The position of `own` among the shown percentiles."""
        return position_of(own, self.exact_percentiles, self.margin)

    def share_below(self, step: int) -> Decimal | None:
        """The percentage of the cohort on lower steps of a ladder than `step`; None if it is not said.

        In a small group it is rounded to tenths after adding, so that it is no sum of rounded shares.
        """
        if self.shares is None or self.is_rough:
            return None
        return self._told(sum((share for key, share in self.exact_shares.items() if int(key) < step), Decimal(0)))

    def share_of(self, choice: str) -> Decimal | None:
        """The percentage of the cohort that made a choice; None if it is not said."""
        if self.shares is None or self.is_rough or choice not in self.exact_shares:
            return None
        return self._told(self.exact_shares[choice])

    @property
    def quartiles(self) -> tuple[Decimal, Decimal] | None:
        """The first and the third quartile, which are shown together or not at all."""
        if self.first_quartile is None or self.third_quartile is None:
            return None
        return self.first_quartile, self.third_quartile

    @property
    def most_common(self) -> str:
        """The option that most clusters chose; "" if it is not said."""
        return (
            ""
            if self.is_rough or not self.exact_shares
            else max(self.exact_shares, key=lambda key: self.exact_shares[key])
        )

    def _told(self, share: Decimal) -> Decimal:
        """A percentage as precisely as it may be told: unrounded, or in whole tenths."""
        if self.share_step == 1:
            return share
        return half_up(share / self.share_step) * self.share_step

    @property
    def is_shown(self) -> bool:
        return self.median is not None or self.shares is not None

    @property
    def is_full(self) -> bool:
        """Whether the group is large enough for saying where the cluster stands in it."""
        return self.first_quartile is not None or (self.shares is not None and not self.is_rough)


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
        """The narrowest cohort that is full, otherwise the widest that is shown; None if none is."""
        shown = [spread for spread in self.spreads if spread.is_shown]
        full = [spread for spread in shown if spread.is_full]
        return full[-1] if full else next(iter(shown), None)


type Comparisons = Mapping[str, Comparison]
