"""Statistics on a grid: sizes of groups, rounding, what a reader may conclude, and shares in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.benchmark.disclosure import Position, position_of
from assessments.benchmark.grid import (
    ladder_quantiles,
    limits_of,
    on_grid,
    published_quantiles,
    shown_percents,
    tenths,
)
from assessments.benchmark.quartiles import PERCENTS, quantile
from criteria.definitions import Measure, Text
from criteria.measures import finest_grid, grid_of

FEW = settings(max_examples=40, deadline=None)
WORD = Text({"en": "word"})
VALUES = st.lists(st.decimals(-50, 1000, places=1), min_size=5, max_size=30).map(sorted)
GRIDS = st.sampled_from([Decimal(grid) for grid in ("0.5", "2", "5", "250")])


@pytest.mark.parametrize(
    ("measure", "grid"),
    [
        (Measure("share", WORD, percent=True), "5"),
        (Measure("count", WORD), "5"),
        (Measure("mean", WORD, decimals=1), "0.5"),
        (Measure("level", WORD, ladder=True), "1"),
        (Measure("mean_level", WORD, ladder=True, decimals=1), "1"),
        (Measure("channels", WORD, distribution=True, several=True), "2"),
        (Measure("budget", WORD, euro=True, grid=Decimal(250)), "250"),
    ],
)
def test_grid_follows_from_the_measure_unless_the_edition_says_otherwise(measure, grid):
    assert grid_of(measure) == Decimal(grid) >= finest_grid(measure)


@pytest.mark.parametrize(
    ("value", "shown"), [("12.4", "10"), ("12.5", "15"), ("0", "0"), ("-2.5", "0"), ("-2.6", "-5"), ("100", "100")]
)
def test_numbers_go_to_the_nearest_grid_point(value, shown):
    assert on_grid(Decimal(value), Decimal(5)) == Decimal(shown)


@pytest.mark.parametrize(
    ("count", "percents"), [(4, ()), (5, (50,)), (9, (50,)), (10, (25, 50, 75)), (19, (25, 50, 75)), (20, PERCENTS)]
)
def test_percentiles_need_a_group_of_their_size(count, percents):
    assert shown_percents(count) == percents


def test_no_percentile_is_rounded_beyond_the_greatest_number_there_can_be():
    exact = {25: Decimal(8), 50: Decimal(9), 75: Decimal(9)}
    assert published_quantiles(exact, 12, Decimal(2), Decimal(9)) == {25: 8, 50: 9, 75: 9}
    assert published_quantiles(exact, 12, Decimal(2)) == {25: 8, 50: 10, 75: 10}
    assert published_quantiles({**exact, 75: Decimal(13)}, 12, Decimal(2), Decimal(9))[75] == 14


@FEW
@given(VALUES, GRIDS)
def test_published_percentiles_are_near_in_order_and_reveal_nothing_false(values, grid):
    exact = {percent: quantile(values.__getitem__, len(values), percent) for percent in PERCENTS}
    shown = published_quantiles(exact, len(values), grid)
    assert all(abs(shown[percent] - exact[percent]) <= grid / 2 for percent in shown)
    assert list(shown.values()) == sorted(shown.values())
    for limit in limits_of(shown, len(values), grid):
        inside = [
            value
            for value in values
            if (limit.low is None or value >= limit.low) and (limit.high is None or value <= limit.high)
        ]
        assert len(inside) >= limit.members


def test_a_median_of_five_reveals_three_values_on_each_side():
    found = limits_of({50: Decimal(10)}, 5, Decimal(5))
    assert [(limit.low, limit.high, limit.members) for limit in found] == [
        (None, Decimal("12.5"), 3),
        (Decimal("7.5"), None, 3),
    ]


@FEW
@given(VALUES, GRIDS, st.decimals(-50, 1000, places=1))
def test_a_position_is_true_of_the_exact_data(values, grid, own):
    exact = {percent: quantile(values.__getitem__, len(values), percent) for percent in PERCENTS}
    published = published_quantiles(exact, len(values), grid)
    match position_of(own, published, grid / 2):
        case Position.TOP_QUARTER:
            assert own > exact[75]
        case Position.ABOVE:
            assert own > exact[50]
        case Position.BELOW:
            assert own < exact[50]
        case Position.LOWEST_QUARTER:
            assert own < exact[25]
        case position:
            assert position is Position.AT_MEDIAN
            assert abs(own - exact[50]) <= grid


@pytest.mark.parametrize(
    ("counts", "count", "quantiles"),
    [
        ([0, 3, 4, 3, 0], 10, {25: "1.5", 50: "2", 75: "3"}),
        ([3, 0, 3, 0, 0], 6, {50: "1"}),
        ([4, 4, 0, 0, 0], 8, {50: "0.5"}),
        ([0, 0, 0, 0, 0], 6, {}),
        ([3, 3, 0, 0, 0], 4, {}),
    ],
)
def test_percentiles_of_a_ladder_follow_from_its_published_counts(counts, count, quantiles):
    assert ladder_quantiles(counts, count=count) == {percent: Decimal(step) for percent, step in quantiles.items()}


@FEW
@given(st.lists(st.integers(0, 40), max_size=6), st.integers(0, 40))
def test_percentiles_of_a_ladder_are_those_of_one_step_for_each_counted_cluster(counts, count):
    steps = [Decimal(step) for step, number in enumerate(counts) for _ in range(number)]
    expected = {
        percent: on_grid(quantile(steps.__getitem__, len(steps), percent), Decimal("0.5"))
        for percent in shown_percents(count)
        if steps
    }
    assert ladder_quantiles(counts, count=count) == expected


@FEW
@given(st.integers(0, 60), st.integers(1, 60))
def test_tenths_are_the_nearest(part, whole):
    share = min(Fraction(part, whole), Fraction(1))
    assert abs(Fraction(tenths(part, whole), 10) - share) <= Fraction(1, 20)


def test_a_share_of_nothing_is_refused():
    with pytest.raises(ValueError, match="needs a whole"):
        tenths(0, 0)
