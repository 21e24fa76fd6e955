"""Chooses groups that can be published together: no few clusters are left over when they are subtracted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy
from numpy.typing import NDArray

from assessments.benchmark.disclosure import MIN_FOR_ANYTHING

# Smaller numbers are zero, but for rounding.
TOLERANCE: Final = 1e-9

type Bools = NDArray[numpy.bool_]
type Positions = Sequence[int] | NDArray[numpy.int64]


@dataclass(frozen=True, slots=True)
class Memberships:
    """Which clusters are in which of `groups` groups: one row of bits per cluster, since there are many of both."""

    bits: NDArray[numpy.uint8]
    groups: int

    @classmethod
    def of(cls, members: Sequence[Positions], clusters: int) -> Memberships:
        """Those of `clusters` clusters; `members` are the positions of those in each group."""
        bits = numpy.zeros((clusters, -(-len(members) // 8)), numpy.uint8)
        for group, positions in enumerate(members):
            bits[numpy.asarray(positions, numpy.int64), group // 8] |= 128 >> group % 8
        return cls(bits, len(members))

    def atoms(self, among: Bools | None = None) -> tuple[Bools, NDArray[numpy.int64]]:
        """The parts into which the groups divide all clusters, or those in `among`, and the part of each cluster.

        For each part and group: whether the part is inside the group.
        """
        bits = self.bits if among is None else self.bits[among]
        if not bits.size:
            return numpy.zeros((min(len(bits), 1), self.groups), numpy.bool_), numpy.zeros(len(bits), numpy.int64)
        rows = bits.view(numpy.dtype((numpy.void, bits.shape[1]))).ravel()
        _, first, part = numpy.unique(rows, return_index=True, return_inverse=True)
        return numpy.unpackbits(bits[first], axis=1, count=self.groups).astype(numpy.bool_), part


class Separated:
    """Groups that are published; another one is added only if no small rest can then be computed by subtraction.

    Small rests have one to four clusters. Found are single parts, by any combination of groups, what is left of a group
    without one inside it, and what is left of it without all groups of one kind inside it. They matter even if counts
    deviate: the sum of some deviations hides one cluster badly.
    """

    def __init__(self, inside: Bools, sizes: NDArray[numpy.int64], kinds: Sequence[str]) -> None:
        """`inside`: for each part and group, whether it is inside; `sizes` of the parts; `kinds` of the groups."""
        self.inside = inside.astype(float)
        self.sizes = sizes.astype(float)
        self.kinds = kinds
        self.shown: list[int] = []
        self.small = (sizes > 0) & (sizes < MIN_FOR_ANYTHING)
        # Orthonormal: a part can be computed if the projection of its unit vector has the full length.
        self.basis = numpy.empty((0, len(sizes)))
        self.lengths = numpy.zeros(len(sizes))

    def add(self, group: int, *, is_published: bool = False) -> bool:
        """Publishes a group if it reveals no small rest, or if it is published already. Returns whether it is."""
        vector = self.inside[:, group]
        rest = vector.copy()
        for _ in range(2):
            rest -= self.basis.T @ (self.basis @ rest)
        length = float(rest @ rest)
        direction = rest / numpy.sqrt(length) if length > TOLERANCE * max(1.0, float(vector.sum())) else None
        lengths = self.lengths if direction is None else self.lengths + direction**2
        is_revealing = direction is not None and bool((self.small & (lengths > 1 - TOLERANCE)).any())
        if not is_published and (is_revealing or self._leaves_few(group)):
            return False
        if direction is not None:
            self.basis, self.lengths = numpy.vstack([self.basis, direction]), lengths
        self.shown.append(group)
        return True

    def _leaves_few(self, group: int) -> bool:
        if not self.shown:
            return False
        vector, others = self.inside[:, group], self.inside[:, self.shown]
        common = (self.sizes * vector) @ others
        own, sizes = float(self.sizes @ vector), self.sizes @ others
        is_nested = (common == own) | (common == sizes)
        apart = numpy.abs(sizes - own)
        if bool((is_nested & (apart > 0) & (apart < MIN_FOR_ANYTHING)).any()):
            return True
        siblings = [place for place, other in enumerate(self.shown) if self.kinds[other] == self.kinds[group]]
        for wide in numpy.flatnonzero((common == own) & (sizes > own)):
            within = [place for place in siblings if place != wide and others[:, place] @ (1 - others[:, wide]) == 0]
            left = others[:, wide] * ~numpy.column_stack([others[:, within], vector]).any(axis=1)
            if 0 < float(self.sizes @ left) < MIN_FOR_ANYTHING:
                return True
        return False


def inseparable_groups(
    members: Sequence[Positions], kinds: Sequence[str], clusters: int, published: Collection[int] = ()
) -> frozenset[int]:
    """The groups, by position, that must not be published beside those before them, of a number of `clusters`.

    `members` are positions of clusters. Groups in `published` are public already, and are not among those returned.
    """
    atoms, parts = Memberships.of(members, clusters).atoms()
    separated = Separated(atoms, numpy.bincount(parts, minlength=len(atoms)), kinds)
    return frozenset(
        group for group in range(len(members)) if not separated.add(group, is_published=group in published)
    )
