"""How often an attacker who weighs likelihoods is sure of an answer, and how often a published distribution makes one.

The attacker is sure of an answer that is at least as probable as a limit (`assessments/benchmark/likelihood.py`). A
guess is as sure if a published distribution of one of the cluster's groups gives the answer a share of as much.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Final

import numpy

from assessments.benchmark.cell_key import Noise
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING
from assessments.benchmark.likelihood import Bools, Floats, Worlds
from assessments.benchmark.publishing import MISSING, Asked, Column
from assessments.benchmark.release_audit import Published
from assessments.benchmark.separating import inseparable_groups

LIMITS: Final = (0.8, 0.9, 0.95)
# How often each step of a ladder is given: as usual, and if most clusters are on the same one.
WEIGHTS: Final = (5, 15, 35, 30, 15)
UNEVEN: Final = (2, 3, 5, 10, 80)
# The probability that chance alone makes any of all pairs of cluster and answer remarkable.
ERROR: Final = 0.05

type Members = list[int]


@dataclass(frozen=True, slots=True)
class Sure:
    """Who is sure of an answer, by world and cluster, and whether it is the right one; `asked`: what is counted."""

    right: Bools
    wrong: Bools
    asked: Bools

    @classmethod
    def of(cls, probabilities: Floats, worlds: Worlds, limit: float, asked: Bools) -> Sure:
        """`probabilities` (or shares) by world, cluster and answer."""
        is_true = worlds.answers[..., None] == numpy.arange(probabilities.shape[2])
        sure = (probabilities >= limit) & asked[..., None]
        return cls((sure & is_true).any(axis=2), (sure & ~is_true).any(axis=2), asked)


@dataclass(frozen=True, slots=True)
class Compared:
    """The attacker and the guess with the same limit, in the same worlds."""

    attacker: Sure
    guess: Sure

    @property
    def worlds(self) -> int:
        """The number of trials."""
        return len(self.attacker.asked)

    def share(self, sure: Bools) -> float:
        """The mean of `sure` over all that is asked."""
        return float(sure.sum() / self.attacker.asked.sum())

    def difference(self) -> tuple[float, float]:
        """By how much more often the attacker is sure and right, and half of the 95 % confidence interval."""
        asked = self.attacker.asked.sum(axis=1)
        apart = (self.attacker.right.sum(axis=1) - self.guess.right.sum(axis=1)) / asked
        return float(apart.mean()), 1.96 * float(apart.std()) / len(apart) ** 0.5

    def singled_out(self) -> tuple[int, float]:
        """The pairs of cluster and answer that the attacker singles out more often than the guess, beyond chance.

        Their number, and the largest difference of all pairs. Chance: the sign test of the worlds in which only one of
        the two is sure and right, with a probability of an error for all pairs together.
        """
        only = (self.attacker.right & ~self.guess.right).sum(axis=0)
        other = (self.guess.right & ~self.attacker.right).sum(axis=0)
        limit = NormalDist().inv_cdf(1 - ERROR / len(only))
        scores = (only - other) / numpy.sqrt(numpy.maximum(only + other, 1))
        return int((scores > limit).sum()), float(((only - other) / self.attacker.asked.sum(axis=0)).max())


def compare(worlds: Worlds, known: Bools, targets: Collection[int] | None = None) -> dict[float, Compared]:
    """By limit, with the answers `known` (by world and cluster), for the clusters `targets` or all others."""
    asked = ~known if targets is None else worlds.known(targets)
    chances, shares = worlds.probabilities(known), worlds.highest_shares()
    return {limit: Compared(*(Sure.of(one, worlds, limit, asked) for one in (chances, shares))) for limit in LIMITS}


def together(found: Sequence[Mapping[float, Compared]]) -> dict[float, Compared]:
    """Several measures with the same worlds as if they were one with all their clusters."""

    def joined(parts: Sequence[Sure]) -> Sure:
        names = ("right", "wrong", "asked")
        return Sure(*(numpy.concatenate([getattr(part, name) for part in parts], axis=1) for name in names))

    return {
        limit: Compared(joined([one[limit].attacker for one in found]), joined([one[limit].guess for one in found]))
        for limit in LIMITS
    }


def separate(groups: Sequence[Members], kinds: Sequence[str], published: int = 0) -> list[Members]:
    """The groups that are published; the first `published` ones are already."""
    clusters = 1 + max(map(max, groups))
    hidden = inseparable_groups(groups, kinds, clusters, range(published))
    return [group for place, group in enumerate(groups) if place not in hidden]


def field_and_countries(*, is_protected: bool) -> list[Members]:
    """A field of 40 clusters and three countries in it, which leave one cluster over: the last one."""
    groups = [list(range(40)), *(list(range(*ends)) for ends in pairwise((0, 15, 29, 39)))]
    return separate(groups, ["field", "country", "country", "country"]) if is_protected else groups


# All clusters, and three fields; then what is published after some of the first field left and others joined it.
FIELDS: Final = [list(range(12)), list(range(12, 25)), list(range(25, 39))]


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


def of_few_clusters(
    noise: Noise, trials: int, *, is_protected: bool = True
) -> Iterator[tuple[str, dict[float, Compared]]]:
    """The attacks on one or two clusters, each with one insider, by a name; first those on usual answers."""
    for name, weights in (("", WEIGHTS), (", 80 % on one step", UNEVEN)):
        worlds = Worlds.drawn(field_and_countries(is_protected=is_protected), weights, noise, trials)
        yield f"field less countries{name}", compare(worlds, worlds.known([2]), [39])
        for gone, joined in ((1, 0), (1, 1), (2, 3)):
            worlds = Worlds.drawn(over_time(gone, joined, is_protected=is_protected), weights, noise, trials)
            yield f"{gone} objected, {joined} joined{name}", compare(worlds, worlds.known([3]), range(gone))


def of_measure(
    asked: Asked, column: Column, published: Sequence[Published], trials: int
) -> Iterator[dict[float, Compared]]:
    """Attacks on a ladder or a choice as published with `trials` secrets; on each option of a multiple choice.

    In each world, another random cluster is the insider. Numbers are not attacked.
    """
    shown = [one for one in published if one.figures.get("counts")]
    if not asked.options or not shown:
        return
    counted = numpy.flatnonzero(column.values != MISSING)
    counted = counted[[any(place in one.members for one in shown) for place in counted]]
    inside = numpy.column_stack([numpy.isin(counted, one.members) for one in shown])
    given = column.chosen[:, counted].astype(numpy.int64) if asked.measure.several else column.values[None, counted]
    is_told = numpy.array([False, True] if asked.measure.several else [True] * len(asked.options))
    for answers in given:
        worlds = Worlds.published(inside, numpy.tile(answers, (trials, 1)), is_told, shown[0].noise)
        insiders = numpy.random.default_rng(trials).integers(len(counted), size=trials)
        yield compare(worlds, numpy.arange(len(counted)) == insiders[:, None])
