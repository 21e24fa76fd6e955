"""Nobody's answer is more likely to be found from all published counts together than by guessing from each of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from random import Random

import numpy
import pytest
from numpy.typing import NDArray

from assessments.benchmark.cell_key import Noise, row_of
from assessments.benchmark.disclosure import MIN_FOR_QUARTILES
from assessments.benchmark.likelihood import Worlds
from assessments.benchmark.singling_out import (
    UNEVEN,
    WEIGHTS,
    Compared,
    Members,
    Sure,
    compare,
    field_and_countries,
    over_time,
    separate,
)

NOISE = Noise()
# Hardly any deviation: nearly exact counts, but no world is impossible.
WEAK = Noise(largest=1, variance=0.2, threshold=0)


def rates(worlds: Worlds, targets: Sequence[int], known: Sequence[int] = ()) -> tuple[float, float, float]:
    """How often the attacker and a guess are right about `targets`, and three standard errors of a difference."""
    true = worlds.answers[:, targets]
    found = worlds.probabilities(worlds.known(known)).argmax(axis=2), worlds.guessed()
    named, guessed = (answers[:, targets] == true for answers in found)
    apart = (named.astype(float) - guessed).mean(axis=1)
    return named.mean(), guessed.mean(), 3 * float(apart.std()) / len(apart) ** 0.5


def posterior(worlds: Worlds, world: int) -> NDArray[numpy.float64]:
    """By cluster and answer: its probability, found by trying all worlds."""
    clusters, options = len(worlds.inside), worlds.shown.shape[2]
    found = numpy.zeros((clusters, options))
    for answers in product(range(options), repeat=clusters):
        chance = prod(worlds.distribution[world, list(answers)])
        for group, option in product(range(worlds.inside.shape[1]), range(options)):
            count = int((worlds.inside[:, group] & (numpy.array(answers) == option)).sum())
            row = row_of(worlds.noise, count)
            chances = dict(zip(row.deviations, row.probabilities, strict=True))
            chance *= chances.get(int(worlds.shown[world, group, option]) - count, 0)
        found[numpy.arange(clusters), answers] += chance
    return found / found.sum(axis=1, keepdims=True)


def test_the_attacker_weighs_as_trying_all_worlds_does() -> None:
    worlds = Worlds.drawn([range(8), range(3, 8)], (1, 2), NOISE, 2)
    found = worlds.probabilities(worlds.known())
    for world in range(2):
        assert numpy.abs(found[world] - posterior(worlds, world)).max() < 0.05


@pytest.mark.parametrize(("noise", "is_separated"), [(NOISE, True), (WEAK, False)], ids=["protected", "exact"])
def test_the_cluster_of_a_field_that_is_in_none_of_three_countries(noise: Noise, is_separated: bool) -> None:
    groups = field_and_countries(is_protected=is_separated)
    assert len(groups) == (3 if is_separated else 4)
    named, guessed, error = rates(Worlds.drawn(groups, WEIGHTS, noise, 300), [39])
    assert (named <= guessed + error) == is_separated


@pytest.mark.parametrize(("gone", "joined"), [(1, 0), (2, 0), (1, 1), (2, 3)])
def test_clusters_that_object_are_not_found_by_reading_before_and_after(gone: int, joined: int) -> None:
    """They are in the first of two releases only; others join their field and another one. Two members are insiders."""
    groups = over_time(gone, joined, is_protected=True)
    named, guessed, error = rates(Worlds.drawn(groups, WEIGHTS, NOISE, 100), range(gone), known=(2, 3))
    assert named <= guessed + error


@pytest.mark.parametrize(("gone", "joined"), [(1, 0), (1, 1)])
def test_they_are_found_if_every_group_is_published_again_nearly_exactly(gone: int, joined: int) -> None:
    groups = over_time(gone, joined, is_protected=False)
    named, guessed, error = rates(Worlds.drawn(groups, WEIGHTS, WEAK, 100), range(gone), known=(2, 3))
    assert named > guessed + error


def whole_release(clusters: int) -> list[Members]:
    """The groups of a release in which clusters are in one or two fields, in one country and in one family."""
    rng = Random(1)
    fields = [{rng.randrange(5) for _ in range(rng.choice((1, 1, 2)))} for _ in range(clusters)]
    countries = rng.choices(range(7), (9, 6, 4, 3, 2, 1, 1), k=clusters)
    families = [rng.randrange(clusters // 25) for _ in range(clusters)]
    everybody = range(clusters)
    found = [("field", [one for one in everybody if field in fields[one]]) for field in range(5)]
    found += [("family", [one for one in everybody if families[one] == family]) for family in range(clusters // 25)]
    found += [("country", [one for one in everybody if countries[one] == country]) for country in range(7)]
    nordic = [one for one in everybody if countries[one] < 2]
    found += [(f"field:{field}", [one for one in nordic if field in fields[one]]) for field in range(5)]
    shown = [("all", list(everybody)), *((kind, one) for kind, one in found if len(one) >= MIN_FOR_QUARTILES)]
    return separate([group for _, group in shown], [kind for kind, _ in shown])


def test_all_figures_of_a_release_together_tell_little_more_than_each_of_them() -> None:
    """Less than 3 in 100 clusters more (see docs/comparison.md)."""
    groups = whole_release(84)
    assert len(groups) == 16
    named, guessed, error = rates(Worlds.drawn(groups, WEIGHTS, NOISE, 40), range(84))
    assert guessed > 0.38, "a guess knows more than the published distribution of all clusters"
    assert named <= guessed + 0.03 + error


@pytest.mark.parametrize("is_protected", [True, False])
def test_nobody_is_singled_out_more_often_than_by_a_published_distribution(is_protected: bool) -> None:
    """A cluster that objected, the one before another took its place; the usual step is that of four in five."""
    groups = over_time(1, 1, is_protected=is_protected)
    worlds = Worlds.drawn(groups, UNEVEN, NOISE if is_protected else WEAK, 60)
    for limit, found in compare(worlds, worlds.known([3]), [0]).items():
        apart, error = found.difference()
        assert (apart <= error) == is_protected, limit


def test_pairs_are_singled_out_if_only_the_attacker_is_sure_of_them_in_many_worlds() -> None:
    asked = numpy.ones((30, 3), numpy.bool_)
    some, none = numpy.tile([True, True, False], (30, 1)), numpy.zeros((30, 3), numpy.bool_)
    often = numpy.where(numpy.arange(30)[:, None] < 3, True, [True, False, False])
    assert Compared(Sure(some, none, asked), Sure(none, none, asked)).singled_out() == (2, 1.0)
    assert Compared(Sure(some, none, asked), Sure(often & some, none, asked)).singled_out() == (1, 0.9)
    assert Compared(Sure(often, none, asked), Sure(often, none, asked)).singled_out() == (0, 0.0)
