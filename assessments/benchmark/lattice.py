"""What somebody who attacks published figures distinguishes: parts of all clusters, answers, and limits of counts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assessments.benchmark.disclosure import Atom
from assessments.benchmark.grid import Limit

# A positive count of fewer clusters than this must not be certain: somebody may recognise who they are.
MIN_IN_CELL: Final = 3

# A part of the clusters that no group divides, and an answer: both by position.
type Cell = tuple[int, int]
type Counts = dict[Cell, int]


@dataclass(frozen=True, slots=True)
class Lattice:
    """The true data of one measure: how many clusters gave which of `answers` answers, by the groups that they are in.

    `atoms`: the parts into which the groups divide all clusters; `counts`: their answers, only where positive.
    `clusters`: for each group, the number of different clusters in it, which is lower than that of its rows if one
    cluster has several.
    """

    answers: int
    atoms: tuple[Atom, ...]
    counts: Mapping[Cell, int]
    clusters: tuple[int, ...]

    def parts(self, group: int) -> list[int]:
        """The positions of the atoms in a group."""
        return [position for position, atom in enumerate(self.atoms) if atom[group]]

    def size(self, part: int) -> int:
        """The number of rows in an atom."""
        return sum(self.counts.get((part, answer), 0) for answer in range(self.answers))

    def count(self, group: int, answers: Iterable[int]) -> int:
        """The true number of rows of a group with one of `answers`."""
        return sum(self.counts.get((part, answer), 0) for part in self.parts(group) for answer in set(answers))


@dataclass(frozen=True, slots=True)
class AuditedFigure:
    """What is published of a group: at least `low` and at most `high` of its members gave one of `answers`.

    `published` is the number itself, if it is a count.
    """

    group: int
    answers: frozenset[int]
    low: int
    high: int
    published: int | None = None


def edges_of(limits: Iterable[Limit]) -> list[Decimal]:
    """All ends of `limits`, ascending: they divide the values of a measure into answers (see `answer_position`)."""
    return sorted({end for limit in limits for end in (limit.low, limit.high) if end is not None})


def answer_position(value: Decimal, edges: Sequence[Decimal]) -> int:
    """The position of `value` among the 2 * len(edges) + 1 answers: below, at and between the edges, and above them."""
    return bisect_left(edges, value) + bisect_right(edges, value)


def narrow_answers(edges: Sequence[Decimal], grid: Decimal) -> tuple[frozenset[int], ...]:
    """The sets of answers of `answer_position` that tell a value to within one grid step."""
    found = []
    for first, edge in enumerate(edges):
        after = bisect_right(edges, edge + grid)
        found.append(frozenset(range(2 * first + 1, 2 * after)))
    return tuple(found)
