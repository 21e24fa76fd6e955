"""The auditor finds the attacks that broke exact figures, finds nothing in protected ones, and misses nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.benchmark.auditor import Attacker, Disclosure, Risk, audit, fewest_answers
from assessments.benchmark.cell_key import Noise, cell_key, possible_counts, publish, record_key
from assessments.benchmark.grid import limits_of, published_quantiles
from assessments.benchmark.lattice import AuditedFigure, Lattice, answer_position, edges_of, narrow_answers
from assessments.benchmark.quartiles import quantile
from tests.benchmark.audited import AuditedCluster, count_figures, lattice_of, limit_figures

FEW = settings(max_examples=25, deadline=None)
NOISE = Noise()
STEPS = 5
# Readers know their own answers, so one insider is the rule.
READER = Attacker(insiders=1, min_in_cell=1)


def exact(group: int, answer: int, count: int) -> tuple[int, range]:
    """The count itself, as it was published before protection."""
    return count, range(count, count + 1)


def protected(
    members: Sequence[AuditedCluster], secret: bytes, *, with_group: bool = True
) -> Callable[[int, int, int], tuple[int, range]]:
    """The count with its deviation by the cell key method; without the group in the key if not `with_group`."""

    def shown(group: int, answer: int, count: int) -> tuple[int, range]:
        inside = [member for member in members if group in member.groups]
        keys = [record_key(secret, member.identity, NOISE.size) for member in inside]
        cell = [key for key, member in zip(keys, inside, strict=True) if member.answer == answer]
        key = cell_key(cell, group=keys if with_group else (), size=NOISE.size)
        number = publish(NOISE, count, key)
        return number, possible_counts(NOISE, number)

    return shown


def members_of(*parts: tuple[set[int], Sequence[int]]) -> list[AuditedCluster]:
    """One cluster for each answer of each part; a part has its groups."""
    rows = [(frozenset(groups), answer) for groups, answers in parts for answer in answers]
    return [AuditedCluster(f"cluster {number}", *row) for number, row in enumerate(rows)]


def steps(number: int, *, first: int = 0) -> list[int]:
    return [(first + 3 * place) % STEPS for place in range(number)]


# Attack 1: a technology field, and the same in three countries. One cluster of the field is in none of them.
ALL, FIELD, FINLAND, SWEDEN, GERMANY = range(5)
COUNTRIES = members_of(
    ({ALL}, steps(30)),
    ({ALL, FIELD, FINLAND}, steps(15, first=1)),
    ({ALL, FIELD, SWEDEN}, steps(14, first=2)),
    ({ALL, FIELD, GERMANY}, steps(10, first=3)),
    ({ALL, FIELD}, [4]),
)
# Attack 2: the same group before and after one more assessment was finished.
BEFORE, AFTER = range(2)
ONE_MORE = members_of(({BEFORE, AFTER}, steps(24)), ({AFTER}, [3]))
# Attack 3: one foundation among 86 clusters.
FORMS = members_of(({ALL}, [*[0] * 60, *[1] * 25, 2]))


def test_subtracting_countries_from_a_field_reveals_the_cluster_of_another_country():
    lattice = lattice_of(COUNTRIES, 5, STEPS)
    alone = lattice.atoms.index((True, True, False, False, False))
    figures = count_figures(lattice, range(5), exact)
    found = audit(lattice, figures, Attacker(min_in_cell=1))
    assert found == [Disclosure(Risk.ANSWER, part=alone, answers=frozenset({4}))]


@pytest.mark.parametrize("secret", [b"one", b"two", b"three"])
@pytest.mark.parametrize("rows", [COUNTRIES, ONE_MORE], ids=["groups", "time"])
def test_nothing_is_revealed_by_subtracting_protected_counts(rows, secret):
    groups = max(group for member in rows for group in member.groups) + 1
    lattice = lattice_of(rows, groups, STEPS)
    figures = count_figures(lattice, range(groups), protected(rows, secret))
    assert audit(lattice, figures, READER) == []


def test_reading_before_and_after_one_assessment_reveals_it():
    lattice = lattice_of(ONE_MORE, 2, STEPS)
    new = lattice.atoms.index((False, True))
    found = audit(lattice, count_figures(lattice, range(2), exact), Attacker(min_in_cell=1))
    assert found == [Disclosure(Risk.ANSWER, part=new, answers=frozenset({3}))]


def test_keys_without_the_group_reveal_it_too_because_no_other_count_changes():
    lattice = lattice_of(ONE_MORE, 2, STEPS)
    knows = Attacker(knows_keys=True, min_in_cell=1)
    found = [
        audit(lattice, count_figures(lattice, range(2), protected(ONE_MORE, secret, with_group=False)), knows)
        for secret in (b"one", b"two", b"three")
    ]
    new = Disclosure(Risk.ANSWER, part=lattice.atoms.index((False, True)), answers=frozenset({3}))
    assert [new] in found


def test_the_solver_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    lattice = lattice_of(COUNTRIES, 5, STEPS)
    assert fewest_answers(lattice, count_figures(lattice, range(5), exact)) == 1
    assert capfd.readouterr() == ("", "")


def test_a_single_cell_is_one_cluster():
    lattice = lattice_of(FORMS, 1, 3)
    figures = count_figures(lattice, [ALL], exact)
    assert audit(lattice, figures, Attacker()) == [Disclosure(Risk.SMALL_COUNT, group=ALL, answers=frozenset({2}))]
    assert audit(lattice, count_figures(lattice, [ALL], protected(FORMS, b"one")), Attacker(insiders=1)) == []


def test_one_cluster_in_six_spellings_is_no_group_of_five():
    """Without protection, six rows are published. Rows of one cluster have one identity, which is what counts."""
    rows = [AuditedCluster("same cluster", frozenset({ALL, 1}), 2) for _ in range(6)]
    others = members_of(({ALL}, steps(20)), ({ALL, 2}, steps(8)))
    lattice = lattice_of([*rows, *others], 3, STEPS)
    assert lattice.clusters == (29, 1, 8)
    figures = count_figures(lattice, range(3), exact)
    assert Disclosure(Risk.FEW_CLUSTERS, group=1) in audit(lattice, figures, READER)
    shown = count_figures(lattice, range(3), protected([*rows, *others], b"one"))
    assert Disclosure(Risk.FEW_CLUSTERS, group=1) in audit(lattice, shown, READER)


def test_insiders_make_the_rest_of_a_small_part_certain():
    rows = members_of(({0, 1}, steps(10)), ({0}, [4, 4, 1]))
    lattice = lattice_of(rows, 2, STEPS)
    figures = count_figures(lattice, range(2), exact)
    assert audit(lattice, figures, Attacker(min_in_cell=1)) == []
    rest = lattice.atoms.index((True, False))
    found = Disclosure(Risk.ANSWER, part=rest, answers=frozenset({4}), insiders=((rest, 1),))
    assert found in audit(lattice, figures, READER)


def test_four_insiders_know_the_median_cluster_of_five_to_within_a_grid_step():
    values, grid = [Decimal(value) for value in (1, 7, 20, 33, 40)], Decimal(5)
    limits = limits_of(published_quantiles({50: values[2]}, 5, grid), 5, grid)
    edges = edges_of(limits)
    rows = members_of(({0}, [answer_position(value, edges) for value in values]))
    lattice = lattice_of(rows, 1, 2 * len(edges) + 1)
    figures = limit_figures(0, limits, 5, edges)
    found = [
        audit(lattice, figures, Attacker(known, sensitive=narrow_answers(edges, grid), min_in_cell=1))
        for known in (3, 4)
    ]
    assert [len(findings) for findings in found] == [0, 1]


@FEW
@given(st.lists(st.decimals(0, 100, places=1), min_size=10, max_size=25).map(sorted))
def test_published_percentiles_fit_the_data_and_reveal_no_value_of_a_group_of_ten(values):
    grid = Decimal(5)
    exact_ones = {percent: quantile(values.__getitem__, len(values), percent) for percent in (10, 25, 50, 75, 90)}
    limits = limits_of(published_quantiles(exact_ones, len(values), grid), len(values), grid)
    edges = edges_of(limits)
    lattice = lattice_of(members_of(({0}, [answer_position(value, edges) for value in values])), 1, 2 * len(edges) + 1)
    attacker = Attacker(insiders=1, sensitive=narrow_answers(edges, grid), min_in_cell=1)
    assert audit(lattice, limit_figures(0, limits, len(values), edges), attacker) == []


def test_figures_that_contradict_the_data_are_refused():
    lattice = lattice_of(ONE_MORE, 2, STEPS)
    with pytest.raises(ValueError, match="contradicts the data"):
        audit(lattice, [AuditedFigure(BEFORE, frozenset({0}), 20, 24)], READER)


ATOMS = list(product((False, True), repeat=2))
SMALL = st.lists(st.tuples(st.sampled_from(ATOMS), st.integers(0, 2)), min_size=1, max_size=6)


def certain_by_trying_all(lattice: Lattice, figures: Sequence[AuditedFigure]) -> set[tuple[int, int]]:
    """The cells whose clusters have the same answer in all worlds that fit the figures, found by trying every world."""
    sizes = [lattice.size(part) for part in range(len(lattice.atoms))]
    worlds = []
    for answers in product(range(lattice.answers), repeat=sum(sizes)):
        parts = [part for part, size in enumerate(sizes) for _ in range(size)]
        counts = Counter(zip(parts, answers, strict=True))
        if all(
            f.low <= sum(counts[part, answer] for part in lattice.parts(f.group) for answer in f.answers) <= f.high
            for f in figures
        ):
            worlds.append(counts)
    return {(part, a) for part, a in lattice.counts if all(world[part, a] == sizes[part] for world in worlds)}


@FEW
@given(SMALL, st.lists(st.integers(0, 1), min_size=6, max_size=6))
def test_the_auditor_finds_exactly_what_trying_all_worlds_finds(rows, slack):
    members = [
        AuditedCluster(str(number), frozenset(group for group in (0, 1) if atom[group]), answer)
        for number, (atom, answer) in enumerate(rows)
    ]
    lattice = lattice_of(members, 2, 3)
    figures = [
        AuditedFigure(figure.group, figure.answers, max(figure.low - extra, 0), figure.high + extra)
        for figure, extra in zip(count_figures(lattice, range(2), exact), slack, strict=True)
    ]
    found = audit(lattice, figures, Attacker(min_in_cell=1))
    certain = {(finding.part, *finding.answers) for finding in found if finding.risk is Risk.ANSWER}
    assert certain == certain_by_trying_all(lattice, figures)
    fewest = fewest_answers(lattice, figures)
    assert 1 <= fewest <= lattice.answers
    assert (fewest == 1) == bool(certain)
