"""An attacker who reads all published figures of a measure together and computes what single clusters answered.

An integer program (solved by HiGHS) contains everything that the attacker knows: who is in which group, what is
published of each group, within the bounds of the method, and the answers of some insiders. If all its solutions agree
on the answer of a cluster, that answer is revealed. Only this module imports the solver.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations, product

import highspy
from highspy._core import _Highs

from assessments.benchmark.disclosure import MIN_FOR_ANYTHING
from assessments.benchmark.lattice import MIN_IN_CELL, AuditedFigure, Cell, Counts, Lattice


class Risk(StrEnum):
    """What the attacker finds: an answer of a cluster, a count that is small and certain, or a group of too few."""

    ANSWER = "answer"
    SMALL_COUNT = "small_count"
    FEW_CLUSTERS = "few_clusters"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Something that the attacker is certain of, once the answers of `insiders` are known.

    An answer is that of the clusters in `part` (an atom of the lattice): one of `answers`. A small count and too few
    clusters concern a `group`.
    """

    risk: Risk
    group: int | None = None
    part: int | None = None
    answers: frozenset[int] = frozenset()
    insiders: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Attacker:
    """What the attacker is assumed to know, and from when on it is too much.

    `insiders`: the most members whose answers are known. `knows_keys`: cells with the same members are known to have
    the same deviation, so a published count that differs between two groups has different members. `sensitive`: sets
    of answers; that a cluster has one of a set must not be certain. None means each single answer. `min_in_cell`: a
    positive count below this must not be certain, 1 if any may be.
    """

    insiders: int = 0
    knows_keys: bool = False
    sensitive: tuple[frozenset[int], ...] | None = None
    min_in_cell: int = MIN_IN_CELL


@dataclass(frozen=True, slots=True)
class LinearCondition:
    """A linear condition: at least `low` and at most `high` clusters are in `cells` together."""

    cells: frozenset[Cell]
    low: int
    high: int


def statements_of(lattice: Lattice, figures: Sequence[AuditedFigure], attacker: Attacker) -> list[LinearCondition]:
    """All conditions that the published figures state about the cells of the lattice."""
    cells = {
        figure: frozenset((part, answer) for part in lattice.parts(figure.group) for answer in figure.answers)
        for figure in figures
    }
    found = [LinearCondition(cells[figure], figure.low, figure.high) for figure in figures]
    if attacker.knows_keys:
        for one, other in combinations([figure for figure in figures if figure.published is not None], 2):
            if one.answers == other.answers and one.published != other.published:
                apart = cells[one] ^ cells[other]
                found.append(LinearCondition(apart, 1, sum(lattice.size(part) for part in {part for part, _ in apart})))
    return found


class Program:
    """The integer program: one variable for each cell, the number of clusters in it.

    Its solutions are the worlds that the attacker must consider possible.
    """

    def __init__(self, lattice: Lattice, statements: Sequence[LinearCondition]) -> None:
        """Raises ValueError if the true data contradicts the statements: then something wrong was published."""
        self.lattice = lattice
        self.statements = statements
        self.sizes = [lattice.size(part) for part in range(len(lattice.atoms))]
        # By how much each statement's number can change, down and up.
        self._slack: list[tuple[int, int]] = []
        self._of_cell: dict[Cell, list[int]] = defaultdict(list)
        for number, statement in enumerate(statements):
            true = self.true(statement.cells)
            if not statement.low <= true <= statement.high:
                raise ValueError("a published figure contradicts the data")
            self._slack.append((statement.low - true, statement.high - true))
            for cell in statement.cells:
                self._of_cell[cell].append(number)

    def true(self, cells: Iterable[Cell]) -> int:
        """The true number of clusters in `cells`."""
        return sum(self.lattice.counts.get(cell, 0) for cell in cells)

    def allows(self, *moves: tuple[Cell, Cell, int]) -> bool:
        """Whether the data still fits all statements after moving a number of clusters from one cell to another."""
        changes: dict[int, int] = {}
        for source, goal, number in moves:
            if self.lattice.counts.get(source, 0) < number:
                return False
            for cell, change in ((source, -number), (goal, number)):
                for statement in self._of_cell[cell]:
                    changes[statement] = changes.get(statement, 0) + change
        return all(
            low <= change <= high for (low, high), change in ((self._slack[n], change) for n, change in changes.items())
        )

    def world(self, wanted: LinearCondition, known: Mapping[Cell, int]) -> Counts | None:
        """A world that fits all statements and `wanted`, with at least the `known` clusters in cells; None if none is.

        Of several, one that is near the truth.
        """
        solver, columns = self._solver, sorted(map(self._column, wanted.cells))
        solver.addRow(wanted.low, wanted.high, len(columns), columns, [1.0] * len(columns))
        for cell, least in known.items():
            solver.changeColBounds(self._column(cell), least, self.sizes[cell[0]])
        solver.run()
        status = solver.getModelStatus()
        values = solver.getSolution().col_value
        solver.deleteRows(1, [solver.getNumRow() - 1])
        for cell in known:
            solver.changeColBounds(self._column(cell), 0, self.sizes[cell[0]])
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS ended with {status}")
        cells = product(range(len(self.sizes)), range(self.lattice.answers))
        return {cell: round(value) for cell, value in zip(cells, values, strict=False)}

    def _column(self, cell: Cell) -> int:
        return cell[0] * self.lattice.answers + cell[1]

    @cached_property
    def _solver(self) -> _Highs:
        # Its subclass `Highs` prints a banner before it can be silenced, and adds only callbacks and expressions.
        solver = _Highs()
        solver.setOptionValue("output_flag", False)
        # One thread, so that the same data takes the same path everywhere.
        solver.setOptionValue("threads", 1)
        for part, size in enumerate(self.sizes):
            columns = [self._column((part, answer)) for answer in range(self.lattice.answers)]
            for column in columns:
                solver.addVar(0, size)
                solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
            solver.addRow(size, size, len(columns), columns, [1.0] * len(columns))
        for statement in self.statements:
            columns = sorted(map(self._column, statement.cells))
            solver.addRow(statement.low, statement.high, len(columns), columns, [1.0] * len(columns))
        # The solver keeps as many clusters as possible in their true cells, so that few insiders can refute its worlds.
        for cell, count in self.lattice.counts.items():
            missing = solver.getNumCol()
            solver.addVar(0, count)
            solver.changeColCost(missing, 1)
            solver.addRow(count, highspy.kHighsInf, 2, [self._column(cell), missing], [1.0, 1.0])
        return solver


def audit(lattice: Lattice, figures: Sequence[AuditedFigure], attacker: Attacker) -> list[Disclosure]:
    """Everything that the attacker is certain of. No figures, no findings.

    Most answers are proved uncertain without the solver, by a world that differs from the truth in one or two clusters.
    """
    program = Program(lattice, statements_of(lattice, figures, attacker))
    published = sorted({figure.group for figure in figures})
    few = [Disclosure(Risk.FEW_CLUSTERS, group=g) for g in published if lattice.clusters[g] < MIN_FOR_ANYTHING]
    small = [
        Disclosure(Risk.SMALL_COUNT, group=figure.group, answers=figure.answers)
        for figure in figures
        if len(figure.answers) == 1 and _is_certainly_small(program, figure, attacker.min_in_cell)
    ]
    return [*few, *small, *_certain_answers(program, attacker)]


def fewest_answers(lattice: Lattice, figures: Sequence[AuditedFigure]) -> int:
    """How many answers each cluster may have given at least, for somebody who knows no answers."""
    program = Program(lattice, statements_of(lattice, figures, Attacker()))
    answers = range(lattice.answers)
    possible = (sum(_may_be(program, (part, answer)) for answer in answers) for part in range(len(lattice.atoms)))
    return min(possible, default=0)


def _may_be(program: Program, cell: Cell) -> bool:
    """Whether some cluster of a part may have given an answer."""
    others = [other for answer in range(program.lattice.answers) if program.true([other := (cell[0], answer)])]
    if cell in others or any(program.allows((other, cell, 1)) for other in others):
        return True
    return program.world(LinearCondition(frozenset({cell}), 1, program.sizes[cell[0]]), {}) is not None


def _is_certainly_small(program: Program, figure: AuditedFigure, least: int) -> bool:
    """Whether a count is certain to be positive and below `least`."""
    lattice, (answer,) = program.lattice, figure.answers
    cells = frozenset((part, answer) for part in lattice.parts(figure.group))
    true = program.true(cells)
    if not 0 < true < least:
        return False
    pairs = [(cell, (cell[0], other)) for cell in sorted(cells) for other in range(lattice.answers) if other != answer]
    if _can_move(program, [(other, cell) for cell, other in pairs], least - true) or _can_move(program, pairs, true):
        return False
    worlds = (LinearCondition(cells, 0, 0), LinearCondition(cells, least, sum(program.sizes)))
    return not any(program.world(wanted, {}) for wanted in worlds)


def _can_move(program: Program, pairs: Iterable[tuple[Cell, Cell]], wanted: int) -> bool:
    """Whether `wanted` clusters can be moved from the first to the second cell of `pairs`, one after another."""
    moved: Counter[Cell] = Counter()
    moves: list[tuple[Cell, Cell, int]] = []
    for source, goal in pairs:
        while len(moves) < wanted and moved[source] < program.true([source]):
            if not program.allows(*moves, (source, goal, 1)):
                break
            moves.append((source, goal, 1))
            moved[source] += 1
    return len(moves) == wanted


def _certain_answers(program: Program, attacker: Attacker) -> Iterator[Disclosure]:
    every = range(program.lattice.answers)
    single = tuple(frozenset({answer}) for answer in every)
    sensitive = single if attacker.sensitive is None else attacker.sensitive
    for part, answers in product(range(len(program.sizes)), sensitive):
        target = frozenset((part, answer) for answer in answers)
        unlike = {cell: program.true([cell]) for answer in every if (cell := (part, answer)) not in target}
        # The attacker cannot tell members of an atom apart: those with other answers must all be insiders.
        spare = attacker.insiders - sum(unlike.values())
        if spare < 0 or not program.true(target) or _is_near_another_world(program, target, unlike, spare):
            continue
        insiders = _insiders_for(program, target, Counter(unlike), spare)
        if insiders is not None:
            yield Disclosure(Risk.ANSWER, part=part, answers=answers, insiders=tuple(sorted(insiders.elements())))


def _is_near_another_world(program: Program, target: Iterable[Cell], others: Iterable[Cell], spare: int) -> bool:
    """Whether a cluster of `target` may as well be in `others`, by itself or with one more cluster that moves as well.

    In the latter case, more clusters than `spare` insiders must be able to be that one.
    """
    moves = [(one, other) for one, other in product(target, others) if program.true([one])]
    if any(program.allows((one, other, 1)) for one, other in moves):
        return True
    alternatives: set[Cell] = set()
    for (one, other), part in product(moves, range(len(program.sizes))):
        back = (part, other[1])
        if part != one[0] and program.allows((one, other, 1), (back, (part, one[1]), 1)):
            alternatives.add(back)
            if program.true(alternatives) > spare:
                return True
    return False


def _insiders_for(program: Program, target: frozenset[Cell], known: Counter[Cell], spare: int) -> Counter[Cell] | None:
    """The insiders that make it certain that a cluster is in `target`: those `known` and up to `spare` more.

    None if there are none. Each world in which the cluster has another answer must be refuted by an insider.
    """
    true = program.true(target)
    world = program.world(LinearCondition(target, 0, true - 1), known)
    if world is None:
        return known
    for cell, count in program.lattice.counts.items():
        more = world[cell] + 1 - known[cell]
        added = known + Counter({cell: more})
        # One cluster of the target is not an insider.
        leaves_target = sum(added[other] for other in target) < true
        if world[cell] < count and more <= spare and leaves_target:
            found = _insiders_for(program, target, added, spare - more)
            if found is not None:
                return found
    return None
