"""Lattices and figures of small invented groups, for tests of attacks on them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.benchmark.disclosure import Atom
from assessments.benchmark.grid import Limit
from assessments.benchmark.lattice import AuditedFigure, Lattice, answer_position


@dataclass(frozen=True, slots=True)
class AuditedCluster:
    """One row of the data: whose it is, the groups it is in, and its answer, by their positions."""

    identity: str
    groups: frozenset[int]
    answer: int


def lattice_of(members: Iterable[AuditedCluster], groups: int, answers: int) -> Lattice:
    """The lattice of `members`, who are in `groups` groups and gave one of `answers` answers."""
    counted: Counter[tuple[Atom, int]] = Counter()
    owners: dict[int, set[str]] = defaultdict(set)
    for member in members:
        counted[tuple(group in member.groups for group in range(groups)), member.answer] += 1
        for group in member.groups:
            owners[group].add(member.identity)
    atoms = tuple(sorted({atom for atom, _ in counted}))
    places = {atom: place for place, atom in enumerate(atoms)}
    counts = {(places[atom], answer): count for (atom, answer), count in sorted(counted.items())}
    return Lattice(answers, atoms, counts, tuple(len(owners[group]) for group in range(groups)))


def count_figures(
    lattice: Lattice, groups: Iterable[int], publish: Callable[[int, int, int], tuple[int, range]]
) -> list[AuditedFigure]:
    """The counts of each answer in each of `groups`, as published.

    `publish` is called with group, answer and true count, and returns the number to publish and the counts that can
    lead to it.
    """
    figures = []
    for group in groups:
        for answer in range(lattice.answers):
            shown, possible = publish(group, answer, lattice.count(group, [answer]))
            figures.append(AuditedFigure(group, frozenset({answer}), possible[0], possible[-1], shown))
    return figures


def limit_figures(group: int, limits: Iterable[Limit], size: int, edges: Sequence[Decimal]) -> list[AuditedFigure]:
    """What the published percentiles of a group of `size` members say about the answers of `answer_position`."""
    figures = []
    for limit in limits:
        first = 0 if limit.low is None else answer_position(limit.low, edges)
        last = 2 * len(edges) if limit.high is None else answer_position(limit.high, edges)
        figures.append(AuditedFigure(group, frozenset(range(first, last + 1)), limit.members, size))
    return figures
