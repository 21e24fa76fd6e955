"""The exact attack on published figures: integer programs instead of other worlds near the truth.

It is too slow to be part of a release. It tells whether a doubt of the quick attack is founded, and how closely the
figures bound each cluster's answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from assessments.benchmark.auditor import Attacker, Disclosure, audit, fewest_answers
from assessments.benchmark.lattice import AuditedFigure, Lattice
from assessments.benchmark.near_worlds import Data
from assessments.benchmark.publishing import Asked, Column
from assessments.benchmark.release_audit import INSIDERS, Attack, Published, attacks_on


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is certain of a ladder or a choice, and how many of its `answers` are possible for each cluster at least.

    Those of a multiple choice are for each option whether it was chosen.
    """

    certain: tuple[Disclosure, ...]
    possible: int
    answers: int


def bounds_of(asked: Asked, column: Column, published: Sequence[Published]) -> Bounds:
    """The exact bounds of all clusters' answers, with the answers of insiders for what is certain, and without them."""
    certain: list[Disclosure] = []
    possible, answers = [], 0
    for attack, data in attacks_on(asked, column, published):
        lattice, figures = _lattice(data), _figures(attack)
        sensitive = tuple(frozenset(numpy.flatnonzero(row).tolist()) for row in attack.sensitive)
        certain += audit(lattice, figures, Attacker(INSIDERS, sensitive=sensitive))
        possible.append(fewest_answers(lattice, figures))
        answers = max(answers, attack.number)
    return Bounds(tuple(certain), min(possible, default=0), answers)


def _lattice(data: Data) -> Lattice:
    atoms = tuple(tuple(map(bool, atom)) for atom in data.inside)
    counts = {(int(part), int(answer)): int(data.counts[part, answer]) for part, answer in numpy.argwhere(data.counts)}
    clusters = data.inside.T.astype(numpy.int64) @ data.counts.sum(axis=1)
    return Lattice(data.counts.shape[1], atoms, counts, tuple(clusters.tolist()))


def _figures(attack: Attack) -> list[AuditedFigure]:
    return [
        AuditedFigure(one.group, frozenset(numpy.flatnonzero(one.answers).tolist()), one.low, one.high)
        for one in attack.conditions
    ]
