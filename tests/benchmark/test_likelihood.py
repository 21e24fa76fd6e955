"""Nobody's answer is more likely to be found from all published counts together than by guessing from each of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from math import prod
from random import Random

import numpy
import pytest
from numpy.typing import NDArray

from assessments.benchmark.cell_key import Noise, row_of
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING, MIN_FOR_QUARTILES
from assessments.benchmark.separating import inseparable_groups
from tests.benchmark.likelihood import Worlds

NOISE = Noise()
# Hardly any deviation: nearly exact counts, but no world is impossible.
WEAK = Noise(largest=1, variance=0.2, threshold=0)
# How often each step of a ladder is given.
WEIGHTS = (5, 15, 35, 30, 15)

type Members = list[int]


def separate(groups: Sequence[Members], kinds: Sequence[str], published: int = 0) -> list[Members]:
    """The groups that are published; the first `published` ones are already."""
    clusters = 1 + max(map(max, groups))
    hidden = inseparable_groups(groups, kinds, clusters, range(published))
    return [group for place, group in enumerate(groups) if place not in hidden]


def rates(worlds: Worlds, targets: Sequence[int], known: Sequence[int] = ()) -> tuple[float, float, float]:
    """How often the attacker and a guess are right about `targets`, and three standard errors of a difference."""
    true = worlds.answers[:, targets]
    named, guessed = (found[:, targets] == true for found in (worlds.named(known), worlds.guessed()))
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
    found = worlds.probabilities()
    for world in range(2):
        assert numpy.abs(found[world] - posterior(worlds, world)).max() < 0.05


@pytest.mark.parametrize(("noise", "is_separated"), [(NOISE, True), (WEAK, False)], ids=["protected", "exact"])
def test_the_cluster_of_a_field_that_is_in_none_of_three_countries(noise: Noise, is_separated: bool) -> None:
    ends = (0, 15, 29, 39)
    groups = [list(range(40)), *(list(range(*places)) for places in pairwise(ends))]
    if is_separated:
        groups = separate(groups, ["field", "country", "country", "country"])
        assert len(groups) == 3
    named, guessed, error = rates(Worlds.drawn(groups, WEIGHTS, noise, 300), [39])
    assert (named <= guessed + error) == is_separated


# All clusters, and three fields; then what is published after some of the first field left and others joined it.
FIELDS = [list(range(12)), list(range(12, 25)), list(range(25, 39))]


def over_time(gone: int, joined: int, *, is_protected: bool) -> list[Members]:
    """The groups of two releases. If protected, those of which fewer than five changed are not published again."""
    before = [list(range(39)), *FIELDS]
    first = [*range(gone, 12), *range(39, 39 + joined)]
    last = [*FIELDS[2], *range(39 + joined, 44 + joined)]
    after = [sorted([*first, *FIELDS[1], *last]), first, FIELDS[1], last]
    if not is_protected:
        return [*before, *after]
    changed = [len({*old} ^ {*new}) for old, new in zip(before, after, strict=True)]
    fresh = [place for place, number in enumerate(changed) if number >= MIN_FOR_ANYTHING]
    kinds = ["1 all", *["1 field"] * 3, *("all" if place == 0 else "field" for place in fresh)]
    return separate([*before, *(after[place] for place in fresh)], kinds, len(before))


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
