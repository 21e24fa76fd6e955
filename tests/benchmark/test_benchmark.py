"""Comparison: quartiles, and what may be shown of a small group."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.benchmark.compare import NO_ORDER, Spread, Withheld, distribution_of, spread_of
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING, MIN_FOR_QUARTILES, MIN_FOR_TAILS, Band, Outside
from assessments.benchmark.quartiles import quantile
from assessments.benchmark.reading import order_of
from criteria.definitions import Measure, Text
from criteria.loader import load_edition

EDITION = load_edition("2019")
WORD = Text({"en": "word", "fi": "sana"})
PLAIN = Measure("plain", WORD, decimals=1)
LADDER = Measure("level", WORD, ladder=True)
QUARTERS = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"))


def decimals(numbers: Iterable[int | str]) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "quartiles"),
    [
        (["7"], ["7", "7", "7"]),
        (["1", "2"], ["1.25", "1.5", "1.75"]),
        (["1", "2", "3"], ["1.5", "2", "2.5"]),
        (["1", "2", "3", "4"], ["1.75", "2.5", "3.25"]),
        (["1", "2", "3", "4", "5"], ["2", "3", "4"]),
        (["0", "0", "10", "10"], ["0", "5", "10"]),
        (["0.5", "0.5", "1.2", "3.0", "4.0", "8.5"], ["0.675", "2.1", "3.75"]),
    ],
)
def test_quartiles_lie_between_neighbours(numbers, quartiles):
    assert [quantile(decimals(numbers), share) for share in QUARTERS] == decimals(quartiles)


@pytest.mark.parametrize(("share", "number"), [("0", "1"), ("0.1", "1.4"), ("1", "5")])
def test_a_quantile_of_any_share(share, number):
    assert quantile(decimals("12345"), Decimal(share)) == Decimal(number)


@given(st.lists(st.integers(-1000, 100_000), min_size=2, max_size=40))
def test_quartiles_are_those_of_the_standard_library(numbers):
    ordered = sorted(decimals(numbers))
    assert [quantile(ordered, share) for share in QUARTERS] == statistics.quantiles(ordered, n=4, method="inclusive")


def test_an_empty_sequence_has_no_quantile():
    with pytest.raises(ValueError, match="at least one number"):
        quantile([], Decimal("0.5"))


FREE = Outside(has_any=False, has_enough=False, is_alike=True)


def spread(numbers: Iterable[int | str], own: int | str | None, measure: Measure = PLAIN) -> Spread:
    """The spread shown for a cohort with these numbers and no wider group around it."""
    ordered = sorted(decimals(numbers))
    order = order_of(dict(enumerate(ordered)), len(ordered), sum(ordered, Decimal(0))) if ordered else NO_ORDER
    counts = {str(step): ordered.count(Decimal(step)) for step in range(5)} if measure.ladder else {}
    return spread_of(measure, "all", order, counts, None if own is None else Decimal(own), FREE)


# The size of the group, and what is shown for the numbers 1, 2, 3 and so on with the cluster's own number 3.
SHOWN = [
    (0, Spread("all", 0, withheld=Withheld.FEW)),
    (4, Spread("all", 4, withheld=Withheld.FEW)),
    (5, Spread("all", 5, median=Decimal("3.0"))),
    (9, Spread("all", 9, median=Decimal("5.0"))),
    (10, Spread("all", 10, Decimal("5.5"), Decimal("3.2"), Decimal("7.8"), at_or_below=Band(0, 25))),
    (19, Spread("all", 19, Decimal(10), Decimal("5.5"), Decimal("14.5"), at_or_below=Band(0, 25))),
    (
        20,
        Spread(
            "all",
            20,
            Decimal("10.5"),
            Decimal("5.8"),
            Decimal("15.2"),
            tenth=Decimal("2.9"),
            ninetieth=Decimal("18.1"),
            at_or_below=Band(10, 25),
        ),
    ),
]


@pytest.mark.parametrize(("count", "expected"), SHOWN)
def test_a_small_group_reveals_nobody(count, expected):
    assert spread(range(count, 0, -1), 3) == expected
    assert expected.is_shown == (count >= MIN_FOR_ANYTHING)


def test_the_thresholds():
    assert (MIN_FOR_ANYTHING, MIN_FOR_QUARTILES, MIN_FOR_TAILS) == (5, 10, 20)


@pytest.mark.parametrize(
    ("own", "band"),
    [
        ("0", Band(0, 25)),
        ("3.1", Band(0, 25)),
        # The quartile is 3.25, shown as 3.2.
        ("3.2", Band(0, 25)),
        ("3.25", Band(25, 50)),
        ("5.5", Band(50, 75)),
        ("99", Band(75, 100)),
        (None, None),
    ],
)
def test_the_position_is_a_band_between_shown_percentiles(own, band):
    assert spread(range(1, 11), own).at_or_below == band


def test_the_median_of_counts_may_lie_between_two_of_them():
    counts = replace(PLAIN, decimals=0)
    assert spread([1, 1, 1, 2, 2, 2], None, counts).median == Decimal("1.5")
    assert spread([0, 1, 1, 1, 1, 2, 2, 2, 2, 4], None, LADDER).median == Decimal("1.5")
    # A whole number is written as one.
    assert str(spread([1, 2, 2, 2, 3], None, counts).median) == "2"


def test_positions_are_computed_before_rounding():
    # The median is 33.36; both values look like 33.4 and like the median.
    share = replace(PLAIN, decimals=1, percent=True)
    numbers = ["10", "20", "30", "33", "33.35", "33.37", "50", "60", "70", "80"]
    assert spread(numbers, "33.359", share).at_or_below == Band(25, 50)
    assert spread(numbers, "33.36", share).at_or_below == Band(50, 75)
    assert spread(numbers, "33.359", share).median == Decimal("33.4")


def test_the_share_below_a_step_is_no_sum_of_rounded_shares():
    # 41.67 + 8.33 + 8.33 % = 58.33 %; the rounded shares add up to 58.
    found = spread([0] * 5 + [1, 2] + [3] * 3 + [4] * 2, None, LADDER)
    assert found.shares == {"0": 42, "1": 8, "2": 8, "3": 25, "4": 17}
    assert (round(found.share_below(3), 2), found.share_below(0)) == (Decimal("58.33"), 0)
    rare = spread([0] + [4] * 299, None, LADDER)
    assert rare.share_below(4) is None
    assert round(spread([0, 0, 3] + [4] * 297, None, LADDER).share_below(4), 2) == 1


def test_a_ladder_shows_the_share_on_each_step_in_a_large_enough_group():
    steps = [0, 0, 1, 2, 2, 2, 3, 3, 4, 4]
    assert spread(steps, None, LADDER).shares == {"0": 20, "1": 10, "2": 30, "3": 20, "4": 20}
    assert spread(steps[:9], None, LADDER).shares is None
    assert spread(steps, None).shares is None


@pytest.mark.parametrize(
    ("steps", "withheld"), [([4] * 12, Withheld.ALIKE), ([4] * 11 + [3], Withheld.ALIKE), ([4] * 10 + [3, 2], None)]
)
def test_shares_of_a_group_that_answers_alike_are_held_back(steps, withheld):
    found = spread(steps, None, LADDER)
    assert (found.median, found.withheld, found.shares is None) == (4, withheld, withheld is not None)


@pytest.mark.parametrize(
    ("numbers", "measure", "withheld"),
    [
        ([1] * 10 + [10], PLAIN, Withheld.DOMINATED),
        ([1] * 10 + [9], PLAIN, None),
        # Showing a zero total would reveal that all have zero.
        ([0] * 10, PLAIN, Withheld.DOMINATED),
        ([0] * 10 + [90], Measure("share", WORD, percent=True), None),
    ],
)
def test_only_the_median_is_shown_if_one_cluster_dominates_the_total(numbers, measure, withheld):
    found = spread(numbers, 1, measure)
    assert (found.withheld, found.first_quartile is None) == (withheld, withheld is not None)


@pytest.mark.parametrize(
    ("counts", "shares", "withheld"),
    [
        ({}, None, Withheld.FEW),
        ({"a": 7, "b": 2}, None, Withheld.FEW),
        ({"a": 7, "b": 2, "c": 2}, {"a": 64, "b": 18, "c": 18}, None),
        ({"a": 9, "b": 1}, None, Withheld.ALIKE),
    ],
)
def test_the_distribution_of_choices(counts, shares, withheld):
    found = distribution_of("all", counts, FREE)
    assert (found.count, found.shares, found.median) == (sum(counts.values()), shares, None)
    assert found.withheld == withheld
