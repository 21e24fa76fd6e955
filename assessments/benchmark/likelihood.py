"""An attacker who weighs likelihoods: how probable each answer of each cluster is, given all published counts.

The attacker knows the members of each group, the table of deviations, and the published counts of all groups together,
also of several releases. What is published of all clusters is taken as the distribution that answers are drawn from.
Worlds are drawn in proportion to how probable they are given the counts (Gibbs sampling: in turn, each cluster gets a
new answer, given those of all others), and for each cluster the attacker names the answer that it has most often.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from assessments.benchmark.cell_key import Noise, record_key, row_of
from assessments.benchmark.publishing import Publisher

# The logarithm of the probability of a number that cannot be published, for each cluster that it is too far away.
# Not minus infinity, so that worlds can become possible one change at a time.
IMPOSSIBLE = -8.0
WARM_UP, SWEEPS = 40, 60
# A guess mixes the published distribution of each group with that of all, as if so many more clusters were in it: the
# number with which guesses are best.
MIXED_WITH = 20

type Bools = NDArray[numpy.bool_]
type Floats = NDArray[numpy.float64]
type Numbers = NDArray[numpy.int64]


@dataclass(frozen=True)
class Worlds:
    """Many worlds with the same groups, each with its own answers and published counts.

    `inside`: for each cluster and group, whether it is a member. `answers` by world and cluster, `shown` by world,
    group and answer; `is_told`: the answers whose counts are published, the others being what is left of the group.
    """

    inside: Bools
    answers: Numbers
    shown: Numbers
    is_told: Bools
    noise: Noise

    @classmethod
    def drawn(cls, groups: Sequence[Collection[int]], weights: Sequence[int], noise: Noise, number: int) -> Worlds:
        """`number` worlds with these members of groups: answers are frequent by `weights`."""
        inside = numpy.zeros((1 + max(map(max, groups)), len(groups)), numpy.bool_)
        for place, members in enumerate(groups):
            inside[list(members), place] = True
        shares = numpy.array(weights) / sum(weights)
        answers = numpy.random.default_rng(number).choice(len(weights), (number, len(inside)), p=shares)
        return cls.published(inside, answers, numpy.ones(len(weights), numpy.bool_), noise)

    @classmethod
    def published(cls, inside: Bools, answers: Numbers, is_told: Bools, noise: Noise) -> Worlds:
        """The worlds with these answers, each of which has a secret of its own."""
        shown = numpy.zeros((len(answers), inside.shape[1], len(is_told)), numpy.int64)
        groups = [numpy.flatnonzero(inside[:, place]) for place in range(inside.shape[1])]
        for world, given in enumerate(answers):
            secret = f"secret {world}".encode()
            keys = [record_key(secret, str(cluster), noise.size) for cluster in range(len(inside))]
            publisher = Publisher(noise, numpy.array(keys))
            for place, members in enumerate(groups):
                crowd = publisher.crowd(members)
                for answer in numpy.flatnonzero(is_told):
                    shown[world, place, answer] = publisher.count(members[given[members] == answer], crowd)
        left = numpy.maximum(inside.sum(axis=0) - shown.sum(axis=2), 0)
        shown[:, :, ~is_told] = left[:, :, None]
        return cls(inside, answers, shown, is_told, noise)

    @property
    def distribution(self) -> Floats:
        """By world: the share of each answer as it is published of the largest group."""
        counts = numpy.maximum(self.shown[:, self.inside.sum(axis=0).argmax()], 0.5)
        shares: Floats = counts / counts.sum(axis=1, keepdims=True)
        return shares

    def guessed(self) -> Numbers:
        """By world and cluster: the answer that the published distributions of its groups suggest, without computing.

        A guess for any cluster with such groups, whether it was counted or not.
        """
        general = self.distribution[:, None]
        shares = (self.shown + MIXED_WITH * general) / (self.shown.sum(axis=2, keepdims=True) + MIXED_WITH)
        evidence = numpy.einsum("wga,cg->wca", numpy.log(shares / general), self.inside.astype(float))
        answers: Numbers = (evidence + numpy.log(general)).argmax(axis=2)
        return answers

    def highest_shares(self) -> Floats:
        """By world, cluster and answer: its highest share among the published distributions of the cluster's groups."""
        shares = self.shown / numpy.maximum(self.shown.sum(axis=2, keepdims=True), 1)
        highest: Floats = numpy.stack([shares[:, inside].max(axis=1) for inside in self.inside], axis=1)
        return highest

    def known(self, clusters: Collection[int] = ()) -> Bools:
        """By world and cluster: whether it is one of `clusters`, the insiders in each world."""
        return numpy.broadcast_to(numpy.isin(numpy.arange(len(self.inside)), list(clusters)), self.answers.shape)

    def probabilities(self, known: Bools) -> Floats:
        """By world, cluster and answer: how probable it is for an attacker who knows the answers of some clusters.

        `known` by world and cluster.
        """
        random = numpy.random.default_rng(1)
        worlds, clusters, options = *self.answers.shape, self.shown.shape[2]
        prior, identity = numpy.log(self.distribution), numpy.eye(options, dtype=numpy.int64)
        drawn = (prior[:, None] + random.gumbel(size=(worlds, clusters, options))).argmax(axis=2)
        drawn = numpy.where(known, self.answers, drawn)
        counts = numpy.einsum("wca,cg->wga", identity[drawn], self.inside.astype(int))
        gains = numpy.diff(_log_probabilities(self.noise, clusters, int(self.shown.max())), axis=0)
        every, found = numpy.arange(worlds), numpy.zeros((worlds, clusters, options))
        for sweep in range(WARM_UP + SWEEPS):
            # At first the figures count for little, so that no world gets stuck.
            weight = min(1.0, (sweep + 1) / WARM_UP) * self.is_told
            for cluster in range(clusters):
                groups = numpy.flatnonzero(self.inside[cluster])
                counts[every[:, None], groups, drawn[:, [cluster]]] -= 1
                scores = prior + weight * gains[counts[:, groups], self.shown[:, groups]].sum(axis=1)
                answers = (scores + random.gumbel(size=scores.shape)).argmax(axis=1)
                drawn[:, cluster] = numpy.where(known[:, cluster], self.answers[:, cluster], answers)
                counts[every[:, None], groups, drawn[:, [cluster]]] += 1
                if sweep >= WARM_UP:
                    weights = numpy.exp(scores - scores.max(axis=1, keepdims=True))
                    found[:, cluster] += weights / weights.sum(axis=1, keepdims=True)
        return numpy.where(known[..., None], identity[self.answers], found / SWEEPS)


def _log_probabilities(noise: Noise, most: int, largest: int) -> Floats:
    """By true count up to `most` and published number up to `largest`: the logarithm of the probability."""
    found = numpy.empty((most + 1, largest + 1))
    for count in range(most + 1):
        row = row_of(noise, count)
        chances = {v: p for v, p in zip(row.deviations, row.probabilities, strict=True) if p > 0}
        for number in range(largest + 1):
            beyond = max(abs(number - count) - max(chances), 0)
            chance = chances.get(number - count)
            found[count, number] = numpy.log(chance) if chance else IMPOSSIBLE * (1 + beyond)
    return found
