"""Quartiles, the sizes from which statistics are published, and the position of a value among percentiles."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.benchmark.disclosure import (
    MIN_FOR_ANYTHING,
    MIN_FOR_QUARTILES,
    MIN_FOR_TAILS,
    Band,
    is_dominated,
    position_band,
)
from assessments.benchmark.quartiles import quantile


def quantiles(numbers: list[Decimal], percents: Iterable[int] = (25, 50, 75)) -> list[Decimal]:
    return [quantile(numbers.__getitem__, len(numbers), percent) for percent in percents]


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
    assert quantiles(decimals(numbers)) == decimals(quartiles)


def test_quantiles_of_other_shares():
    assert quantiles(decimals("12345"), [0, 10, 100]) == decimals(["1", "1.4", "5"])


@given(st.lists(st.integers(-1000, 100_000), min_size=2, max_size=40))
def test_quartiles_are_those_of_the_standard_library(numbers):
    ordered = sorted(decimals(numbers))
    assert quantiles(ordered) == statistics.quantiles(ordered, n=4, method="inclusive")


def test_an_empty_sequence_has_no_quantile():
    with pytest.raises(ValueError, match="at least one number"):
        quantiles([])


def test_the_thresholds():
    assert (MIN_FOR_ANYTHING, MIN_FOR_QUARTILES, MIN_FOR_TAILS) == (5, 10, 20)


@pytest.mark.parametrize(
    ("own", "band"),
    [
        ("0", Band(0, 25)),
        ("3.24", Band(0, 25)),
        ("3.25", Band(25, 50)),
        ("5.5", Band(50, 75)),
        ("99", Band(75, 100)),
    ],
)
def test_the_position_is_a_band_between_percentiles(own, band):
    percentiles = {25: Decimal("3.25"), 50: Decimal("5.5"), 75: Decimal("7.75")}
    assert position_band(Decimal(own), percentiles) == band


def test_a_total_is_dominated_by_half_of_it_and_by_zero():
    assert (is_dominated(10, 20), is_dominated(9, 19), is_dominated(0, 0)) == (True, False, True)
