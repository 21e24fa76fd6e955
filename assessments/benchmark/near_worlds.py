"""A quick attack on published figures of any size: it looks for other worlds near the truth and solves no program.

A world in which one cluster answers differently, alone or by exchanging answers with another one, and that fits
everything published, proves that the attacker cannot be certain. What is not proved is doubtful. So nothing is missed
that `assessments/benchmark/auditor.py` would find, but some doubts are unfounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy
from numpy.typing import NDArray

from assessments.benchmark.lattice import MIN_IN_CELL

type Bools = NDArray[numpy.bool_]
type Numbers = NDArray[numpy.int32 | numpy.int64]

# The clusters that are looked at together, to limit memory.
AT_ONCE: Final = 4096
# Of several clusters that could change their answer first, as many are tried per answer.
MOST_TRIES: Final = 5
# Of the clusters with which one may have exchanged answers, twice as many are looked at: first a few, which is mostly
# enough, then more.
PARTNERS: Final = (25, 1000)


@dataclass(frozen=True, slots=True)
class Condition:
    """What is published of a group: at least `low` and at most `high` of its members gave one of `answers`."""

    group: int
    answers: Bools
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something that may be certain: the answer of the clusters in `part`, or if that is None, a count that is small.

    `groups` are those whose figures contribute to it.
    """

    part: int | None
    groups: frozenset[int]


@dataclass(frozen=True, slots=True)
class Data:
    """The true answers: `inside` says which parts of all clusters are in which group, `counts` what they answered."""

    inside: Bools
    counts: Numbers


@dataclass(frozen=True, slots=True)
class Room:
    """By how much the number of each condition can fall (`below`) and rise (`above`) before it is contradicted.

    `groups` (ascending) and `answers` are those of the conditions, `true` their numbers. `number`: that of all groups.
    """

    groups: Numbers
    answers: Bools
    true: Numbers
    below: Numbers
    above: Numbers
    number: int

    @classmethod
    def of(cls, data: Data, conditions: Sequence[Condition]) -> Room:
        """Raises ValueError if the data contradict a condition: then something wrong was published."""
        conditions = sorted(conditions, key=lambda condition: condition.group)
        groups = numpy.array([condition.group for condition in conditions], numpy.int64)
        answers = numpy.array([condition.answers for condition in conditions], numpy.bool_)
        counted = numpy.zeros((data.inside.shape[1], data.counts.shape[1]))
        for start in range(0, len(data.counts), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            # As floats, which are multiplied much faster and are exact for these numbers.
            counted += data.inside[some].T.astype(float) @ data.counts[some].astype(float)
        true = (counted[groups] * answers).sum(axis=1).astype(numpy.int64)
        below = true - numpy.array([condition.low for condition in conditions])
        above = numpy.array([condition.high for condition in conditions]) - true
        if (below < 0).any() or (above < 0).any():
            raise ValueError("a published figure contradicts the data")
        return cls(groups, answers, true, below, above, data.inside.shape[1])

    def blocked(self, source: int) -> Bools:
        """By group and answer: whether a member cannot give that answer instead of `source`."""
        has_source = self.answers[:, source]
        # Only conditions without room keep anybody from an answer: that of having given theirs, or of giving theirs.
        full = numpy.flatnonzero(numpy.where(has_source, self.below, self.above) == 0)
        found = numpy.zeros((self.number, self.answers.shape[1]), numpy.bool_)
        if len(full):
            groups, starts = numpy.unique(self.groups[full], return_index=True)
            contradicted = self.answers[full] ^ has_source[full, None]
            found[groups] = numpy.logical_or.reduceat(contradicted, starts, axis=0)
        return found

    def after(self, inside: Bools, source: int, goal: int) -> Room:
        """The room that is left once a cluster in the groups of `inside` gives `goal` instead of `source`."""
        change = (self.answers[:, goal].astype(int) - self.answers[:, source]) * inside[self.groups]
        return replace(self, below=self.below + change, above=self.above - change)


def suspicions(data: Data, conditions: Sequence[Condition], sensitive: Bools, insiders: int) -> list[Suspicion]:
    """Everything that an attacker who knows the answers of up to `insiders` members may be certain of.

    `sensitive` are sets of answers: it must not be certain that a cluster gave one of them. Small counts that are
    certain are looked for in conditions on a single answer.
    """
    if not conditions:
        return []
    room = Room.of(data, conditions)
    partners = Partners(data, room)
    found: list[Suspicion] = []
    for answer in partners.given:
        blocked = partners.blocked(answer)
        parts, telling = numpy.flatnonzero(data.counts[:, answer]), sensitive[sensitive[:, answer]]
        outside = (~telling).astype(numpy.float32).T
        # Elsewhere everything is allowed.
        parts = parts[data.inside[parts][:, blocked.any(axis=1)].any(axis=1)]
        for start in range(0, len(parts), AT_ONCE):
            some = parts[start : start + AT_ONCE]
            certain = _allowed(data.inside[some], blocked, answer).astype(numpy.float32) @ outside == 0
            for place in numpy.flatnonzero(certain.any(axis=1)):
                part = int(some[place])
                if groups := partners.in_the_way(part, answer, telling[certain[place]], insiders):
                    found.append(Suspicion(part, groups))
    return found + _small_counts(data, room)


def _allowed(inside: Bools, blocked: Bools, answer: int) -> Bools:
    """For the parts of `inside`: the other answers that one cluster could give instead of `answer`."""
    groups = blocked.any(axis=1)
    found = numpy.asarray(inside[:, groups].astype(numpy.float32) @ blocked[groups].astype(numpy.float32) == 0)
    found[:, answer] = False
    return found


class Partners:
    """The clusters with which another one may have exchanged answers: those of the same part and answer together."""

    def __init__(self, data: Data, room: Room) -> None:
        self.parts, self.answers = numpy.nonzero(data.counts)
        self.counts = data.counts[self.parts, self.answers]
        self.given = numpy.unique(self.answers).tolist()
        # One row for each group, so that the parts in a few groups are found without looking at the others.
        self.parts_of_groups = numpy.ascontiguousarray(data.inside.T)
        self.data = data
        self.number = data.counts.shape[1]
        # By answer, group and other answer, of which eight are one byte: there are hundreds of answers to a number.
        self.blocked_bits = numpy.zeros((self.number, data.inside.shape[1], -(-self.number // 8)), numpy.uint8)
        for answer in self.given:
            self.blocked_bits[answer] = numpy.packbits(room.blocked(answer), axis=1)

    def blocked(self, answer: int) -> Bools:
        """By group and answer: whether a member cannot give that answer instead of `answer`."""
        return numpy.unpackbits(self.blocked_bits[answer], axis=1, count=self.number).astype(numpy.bool_)

    def in_the_way(self, part: int, answer: int, sensitive: Bools, insiders: int) -> frozenset[int]:
        """The groups that keep a cluster from exchanging answers with others; none if it can do so with enough of them.

        Those are more than there are insiders, for each set of sensitive answers. Among many clusters, only those are
        looked at that are in a group which the cluster cannot change alone, and the first of the others.
        """
        own, bit = self.data.inside[part], 128 >> answer % 8
        tied = own & self.blocked_bits[answer].any(axis=1)
        blocked = numpy.unpackbits(self.blocked_bits[answer][tied], axis=1).astype(numpy.bool_)
        is_close = self.parts_of_groups[tied].any(axis=0)[self.parts]
        close, apart = numpy.flatnonzero(is_close), numpy.flatnonzero(~is_close)
        others = numpy.zeros(numpy.count_nonzero(~own), numpy.bool_)
        for most in PARTNERS:
            chosen = numpy.concatenate([close[:most], apart[:most]])
            inside, answers = self.data.inside[self.parts[chosen]], self.answers[chosen]
            by_own = (blocked[:, answers].T & ~inside[:, tied]).any(axis=1)
            back = (self.blocked_bits[answers, :, answer // 8][:, ~own] & bit > 0) & inside[:, ~own]
            free = ~by_own & ~back.any(axis=1)
            if ((~sensitive[:, answers[free]]) @ self.counts[chosen][free] > insiders).all():
                return frozenset()
            # Of the other groups, those that alone keep partners from exchanging.
            others = back[~by_own].any(axis=0)
        return frozenset(map(int, [*numpy.flatnonzero(own), *numpy.flatnonzero(~own)[others]]))


def _small_counts(data: Data, room: Room) -> list[Suspicion]:
    """The counts that may be certain to be positive and below MIN_IN_CELL."""
    is_small = (room.answers.sum(axis=1) == 1) & (room.true > 0) & (room.true < MIN_IN_CELL)
    found = []
    for place in numpy.flatnonzero(is_small):
        group, answer, true = int(room.groups[place]), int(numpy.argmax(room.answers[place])), int(room.true[place])
        others = [other for other in range(data.counts.shape[1]) if other != answer]
        # All may have left the answer, or enough others may have given it.
        leaving, joining = [(answer, other) for other in others], [(other, answer) for other in others]
        if not (
            _can_change(data.counts, data.inside, room, group, leaving, true)
            or _can_change(data.counts, data.inside, room, group, joining, MIN_IN_CELL - true)
        ):
            common = data.inside[data.inside[:, group]].any(axis=0)
            found.append(Suspicion(None, frozenset(map(int, numpy.flatnonzero(common)))))
    return found


def _can_change(
    counts: Numbers, inside: Bools, room: Room, group: int, changes: Sequence[tuple[int, int]], number: int
) -> bool:
    """Whether `number` members of a group may have changed their answers as in `changes`, one after another."""
    for source, goal in changes:
        parts = numpy.flatnonzero(inside[:, group] & (counts[:, source] > 0))
        can = _allowed(inside[parts], room.blocked(source), source)[:, goal]
        for part in parts[can][:MOST_TRIES]:
            if number == 1:
                return True
            left = counts.copy()
            left[part, source] -= 1
            if _can_change(left, inside, room.after(inside[part], source, goal), group, changes, number - 1):
                return True
    return False
