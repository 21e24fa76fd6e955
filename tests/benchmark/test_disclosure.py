"""Attacks on the comparison by an observer who sees everything that one reader may see: no answer may be inferred."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal
from functools import cache
from itertools import pairwise, product
from math import comb, prod

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessments.benchmark.cohorts import EVERYBODY, Choices, Cohort, CohortKind, CohortPart
from assessments.benchmark.compare import Spread, distribution_of, spread_of
from assessments.benchmark.disclosure import (
    FEWEST_UNLIKE,
    MIN_FOR_ANYTHING,
    Band,
    Outside,
    is_alike,
    position_band,
    rest_of,
    withheld,
)
from assessments.benchmark.reading import order_of
from criteria.definitions import Measure, Text

WORD = Text({"en": "word", "fi": "sana"})
NUMBER, LADDER = Measure("number", WORD, decimals=1), Measure("level", WORD, ladder=True)
SHARE = Measure("share", WORD, percent=True)
MOST_WORLDS = 5000

# A cluster is in neither group, only in the technology field, only in the country, or in both.
FIELD = Cohort(CohortKind.PORTFOLIO, portfolio="food")
BOTH = Cohort(CohortKind.PORTFOLIO_AND_COUNTRY, portfolio="food", country="FI")
COUNTRY = Cohort(CohortKind.COUNTRY, country="FI")
CHOICES = Choices((EVERYBODY, FIELD, BOTH), (COUNTRY,))
INSIDE = {EVERYBODY: {0, 1, 2, 3}, FIELD: {1, 3}, BOTH: {3}, COUNTRY: {2, 3}}

# How many clusters of each part gave each answer. The observer knows the members of each part but no answers, so
# clusters of one part that answered differently cannot be told apart.
type Counts = tuple[int, ...]
type World = tuple[Counts, ...]


def together(world: World, parts: Iterable[int]) -> Counts:
    return tuple(map(sum, zip((0,) * len(world[0]), *(world[part] for part in parts), strict=True)))


def inside(part: CohortPart) -> set[int]:
    found = {0, 1, 2, 3}.intersection(*(INSIDE[cohort] for cohort in part.within))
    return found.difference(*(INSIDE[cohort] for cohort in part.without))


def look_at(world: World, part: CohortPart) -> Outside:
    counts = together(world, inside(part))
    return Outside(any(counts), sum(counts) >= MIN_FOR_ANYTHING, is_alike(counts))


def told(world: World, answers: Counts, measure: Measure | None, hidden: frozenset[Cohort]) -> tuple[str, ...]:
    """Everything that one reader can learn, in every cohort. `measure` is None for a distribution of choices."""
    found = []
    for cohort, parts in INSIDE.items():
        if cohort not in hidden:
            rests = [look_at(world, part) for part in CHOICES.rests(cohort, hidden)]
            cuts = [look_at(world, part) for part in CHOICES.cuts(cohort, hidden)]
            counts = together(world, parts)
            spread = spread_among(counts, answers, measure, rest_of(rests, cuts), cohort in CHOICES.beside)
            found.append(repr(spread))
    return tuple(found)


@cache
def spread_among(counts: Counts, answers: Counts, measure: Measure | None, rest: Outside, is_beside: bool) -> Spread:
    by_answer = {str(answer): count for answer, count in zip(answers, counts, strict=True) if count}
    if measure is None:
        return distribution_of("one", by_answer, rest, is_beside=is_beside)
    ordered = sorted(Decimal(answer) for answer, n in zip(answers, counts, strict=True) for _ in range(n))
    order = order_of(dict(enumerate(ordered)), len(ordered), sum(ordered, Decimal(0)))
    # With any own value: another test shows that trying out values reveals nothing more.
    return spread_of(measure, "one", order, by_answer if measure.ladder else {}, None, rest, is_beside=is_beside)


def all_counts(size: int, kinds: int) -> list[Counts]:
    """All ways in which `size` clusters can give `kinds` different answers."""
    if kinds == 1:
        return [(size,)]
    return [(first, *more) for first in range(size + 1) for more in all_counts(size - first, kinds - 1)]


def atoms_of(sizes: Sequence[int]) -> dict[tuple[bool, ...], int]:
    return {tuple(part in INSIDE[c] for c in INSIDE): size for part, size in enumerate(sizes) if size}


def hidden_of(sizes: Sequence[int]) -> frozenset[Cohort]:
    positions = withheld(atoms_of(sizes), len(INSIDE))
    return frozenset(cohort for position, cohort in enumerate(INSIDE) if position in positions)


def only_answer(counts: Counts) -> int | None:
    """The answer of all clusters of a part if they gave the same one."""
    return next((answer for answer, count in enumerate(counts) if count == sum(counts)), None)


def given_away(sizes: Sequence[int], answers: Counts, measure: Measure | None) -> list[World]:
    """The possible worlds of these sizes and answers in which somebody's answer can be inferred from what is shown."""
    hidden = hidden_of(sizes)
    alike_to_the_observer: dict[tuple[object, ...], list[World]] = defaultdict(list)
    for world in product(*(all_counts(size, len(answers)) for size in sizes)):
        alike_to_the_observer[told(world, answers, measure, hidden)].append(world)
    return [
        worlds[0]
        for worlds in alike_to_the_observer.values()
        for part, size in enumerate(sizes)
        if size
        and only_answer(worlds[0][part]) is not None
        and len({only_answer(world[part]) for world in worlds}) == 1
    ]


def number_of_worlds(sizes: Sequence[int], kinds: int) -> int:
    return prod(comb(size + kinds - 1, kinds - 1) for size in sizes)


SIZES = st.tuples(*[st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 15, 20, 21])] * 4)
# Excluding all other answers makes the observer stronger than any real one. None: a choice.
ATTACKS: list[tuple[Measure | None, Counts]] = [
    (LADDER, (0, 4)),
    (LADDER, (0, 1, 4)),
    (SHARE, (0, 100)),
    (SHARE, (0, 50, 60)),
    (NUMBER, (0, 1, 20)),
    (None, (0, 1)),
]
NAMES = ["two steps", "three steps", "all or nothing", "shares", "amounts", "choices"]


@pytest.mark.parametrize(("measure", "answers"), ATTACKS, ids=NAMES)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(sizes=SIZES)
def test_no_answer_can_be_inferred_from_all_that_one_reader_may_see(
    sizes: tuple[int, ...], measure: Measure | None, answers: Counts
) -> None:
    assume(sum(sizes) > 0 and number_of_worlds(sizes, len(answers)) <= MOST_WORLDS)
    assert given_away(sizes, answers, measure) == []


@pytest.mark.parametrize(("measure", "answers"), [ATTACKS[0], ATTACKS[2], ATTACKS[5]], ids=["step", "share", "choice"])
@pytest.mark.parametrize(
    "sizes",
    [
        (0, 0, 0, 10),
        (5, 10, 0, 0),
        (7, 10, 0, 0),
        (0, 4, 5, 4),
        (1, 4, 4, 6),
        (2, 5, 4, 6),
        (5, 5, 5, 5),
        (10, 10, 5, 5),
    ],
)
def test_no_answer_can_be_inferred_in_groups_of_critical_sizes(
    sizes: tuple[int, ...], measure: Measure | None, answers: Counts
) -> None:
    assert given_away(sizes, answers, measure) == []


# The clusters in neither group, only in the field, only in the country, and in both; the cohorts not shown.
SYSTEMS = [
    ((10, 10, 10, 10), set()),
    ((4, 0, 0, 0), {EVERYBODY, FIELD, COUNTRY, BOTH}),
    ((10, 5, 0, 0), {COUNTRY, BOTH}),
    # All minus the field is four.
    ((4, 10, 0, 0), {FIELD, COUNTRY, BOTH}),
    ((0, 10, 0, 0), {COUNTRY, BOTH}),
    # The field minus both is four.
    ((10, 4, 10, 10), {BOTH}),
    # The country minus both is four, and the country is withheld.
    ((10, 10, 4, 10), {COUNTRY}),
    # All minus the field minus the country plus both, which were subtracted twice, is three.
    ((3, 10, 10, 10), {COUNTRY}),
    # The field and the country together are all clusters, so their sum minus all would reveal those in both.
    ((0, 10, 10, 4), {COUNTRY, BOTH}),
]


@pytest.mark.parametrize(("sizes", "hidden"), SYSTEMS)
def test_cohorts_that_subtraction_would_reveal_are_withheld(sizes: tuple[int, ...], hidden: set[Cohort]) -> None:
    assert hidden_of(sizes) == hidden


@given(st.tuples(*[st.integers(0, 14)] * 4))
def test_no_sum_or_difference_of_shown_groups_is_a_small_group(sizes: tuple[int, ...]) -> None:
    hidden = hidden_of(sizes)
    shown = [members for cohort, members in INSIDE.items() if cohort not in hidden]
    for signs in product((-1, 0, 1), repeat=len(shown)):
        times = [sum(s for s, members in zip(signs, shown, strict=True) if part in members) for part in range(4)]
        if all(n in (0, 1) or not size for n, size in zip(times, sizes, strict=True)):
            assert sum(n * size for n, size in zip(times, sizes, strict=True)) not in range(1, MIN_FOR_ANYTHING)


@pytest.mark.parametrize(
    ("counts", "alike"), [([], True), ([9], True), ([8, 1], True), ([8, 2], False), ([8, 1, 1], False)]
)
def test_is_alike(counts: list[int], alike: bool) -> None:
    assert (is_alike(counts), FEWEST_UNLIKE) == (alike, 2)


@pytest.mark.parametrize(
    ("own", "band"),
    [(0, Band(0, 25)), (10, Band(50, 75)), (19, Band(50, 75)), (20, Band(75, 100)), (99, Band(75, 100))],
)
def test_a_band_ends_at_shown_percentiles(own: int, band: Band) -> None:
    assert position_band(Decimal(own), {25: Decimal(10), 50: Decimal(10), 75: Decimal(20)}) == band


def spreads_beside_any_own_value(numbers: Sequence[int]) -> list[Spread]:
    ordered = sorted(map(Decimal, numbers))
    order = order_of(dict(enumerate(ordered)), len(ordered), sum(ordered, Decimal(0)))
    free = Outside(has_any=False, has_enough=False, is_alike=True)
    return [spread_of(NUMBER, "all", order, {}, Decimal(own) / 10, free) for own in range(-10, 400)]


@given(st.lists(st.integers(0, 30), min_size=5, max_size=25))
def test_trying_every_own_value_reveals_only_the_shown_percentiles(numbers: list[int]) -> None:
    spreads = spreads_beside_any_own_value(numbers)
    first = spreads[0]
    numbers_shown = (first.tenth, first.first_quartile, first.median, first.third_quartile, first.ninetieth)
    # With steps of a tenth, a value reaches a percentile at the first tenth that is not below it.
    reached = {n.quantize(Decimal("0.1"), ROUND_CEILING) for n in first.exact_percentiles.values()}
    assert len(first.exact_percentiles) == sum(number is not None for number in numbers_shown)
    steps = [
        Decimal(own) / 10
        for own, (before, after) in enumerate(pairwise(spreads), start=-9)
        if before.at_or_below != after.at_or_below
    ]
    assert set(steps) <= reached
