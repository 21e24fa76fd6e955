"""The quick attack: it doubts everything of which the exact one is certain, and little else."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.benchmark.auditor import Attacker, Risk, audit
from assessments.benchmark.cell_key import Noise
from assessments.benchmark.exact_audit import bounds_of
from assessments.benchmark.lattice import AuditedFigure
from assessments.benchmark.near_worlds import Condition, Data, suspicions
from assessments.benchmark.publishing import Column, Publisher, measures_of
from assessments.benchmark.release_audit import Published, withheld
from tests.benchmark.audited import AuditedCluster, count_figures, lattice_of
from tests.published import EDITION

STEPS = 3
ROWS = st.lists(st.tuples(st.sets(st.integers(0, 2)), st.integers(0, STEPS - 1)), min_size=1, max_size=12)


def attacked(members: list[AuditedCluster], figures: list[AuditedFigure], insiders: int) -> tuple[set[int], set[int]]:
    """The parts whose answers the exact attack is certain of, and those that the quick one doubts."""
    lattice = lattice_of(members, 3, STEPS)
    inside = numpy.array(lattice.atoms)
    counts = numpy.array([[lattice.counts.get((p, a), 0) for a in range(STEPS)] for p in range(len(inside))])
    conditions = [Condition(f.group, numpy.isin(numpy.arange(STEPS), list(f.answers)), f.low, f.high) for f in figures]
    quick = suspicions(Data(inside, counts), conditions, numpy.eye(STEPS, dtype=bool), insiders)
    found = audit(lattice, figures, Attacker(insiders))
    exact = {finding.part for finding in found if finding.risk is Risk.ANSWER and finding.part is not None}
    return exact, {doubt.part for doubt in quick if doubt.part is not None}


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(0, 2), st.integers(0, 2))
def test_nothing_is_missed(rows, slack, insiders):
    members = [AuditedCluster(str(number), frozenset(groups), answer) for number, (groups, answer) in enumerate(rows)]
    figures = count_figures(
        lattice_of(members, 3, STEPS),
        range(3),
        lambda group, answer, count: (count, range(max(count - slack, 0), count + slack + 1)),
    )
    exact, quick = attacked(members, figures, insiders)
    assert exact <= quick


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sets(st.integers(1, 2)), st.integers(0, 2)), min_size=10, max_size=25))
def test_the_exact_attack_finds_nothing_after_withholding_by_the_quick_one(rows):
    asked = next(one for one in measures_of(EDITION) if one.measure.ladder)
    column = Column(numpy.array([answer for _, answer in rows]), numpy.zeros((0, len(rows)), bool))
    noise = Noise(largest=1, variance=0.5, threshold=0)
    publisher = Publisher(noise, numpy.arange(len(rows)) * 997)
    groups = [[n for n, (inside, _) in enumerate(rows) if group in {0, *inside}] for group in range(3)]
    crowds = [publisher.crowd(members) for members in groups if members]
    published = [Published(one.members, publisher.figures(asked, column, one), noise, is_new=True) for one in crowds]
    hidden, left = withheld(asked, column, published)
    assert left == []
    shown = [one for place, one in enumerate(published) if place not in hidden]
    assert [one for one in bounds_of(asked, column, shown).certain if one.risk is not Risk.FEW_CLUSTERS] == []


def test_a_cluster_that_is_left_over_is_found_and_its_groups_named():
    """A field of 30 of which 29 are in one country: with exact counts the last cluster's answer is certain."""
    inside = numpy.array([[True, True], [True, False]])
    counts = numpy.array([[10, 10, 9], [0, 0, 1]])
    conditions = [
        Condition(group, numpy.arange(STEPS) == answer, number, number)
        for group, numbers in enumerate((counts.sum(axis=0), counts[0]))
        for answer, number in enumerate(numbers)
    ]
    (found,) = suspicions(Data(inside, counts), conditions, numpy.eye(STEPS, dtype=bool), 0)
    assert found.part == 1
    assert found.groups == {0, 1}


@pytest.mark.parametrize(("low", "high", "is_found"), [(1, 1, True), (1, 2, True), (0, 4, False), (1, 3, False)])
def test_a_count_that_is_certain_to_be_small_is_found(low, high, is_found):
    data = Data(numpy.array([[True]]), numpy.array([[20, 20, 1]]))
    conditions = [Condition(0, numpy.arange(STEPS) == 2, low, high)]
    assert bool(suspicions(data, conditions, numpy.eye(STEPS, dtype=bool), 0)) == is_found


def test_figures_that_contradict_the_data_are_refused():
    data = Data(numpy.array([[True]]), numpy.array([[5, 5, 5]]))
    with pytest.raises(ValueError, match="contradicts the data"):
        suspicions(data, [Condition(0, numpy.arange(STEPS) == 0, 6, 9)], numpy.eye(STEPS, dtype=bool), 0)
