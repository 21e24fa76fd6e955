"""The cell key method: the perturbation table against reference numbers, and what it promises for any count."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.benchmark.cell_key import (
    Noise,
    cell_key,
    most_even,
    possible_counts,
    publish,
    reachable,
    record_key,
    row_of,
)

FEW = settings(max_examples=25, deadline=None)
DEFAULT = Noise()
NOISES = st.sampled_from([DEFAULT, Noise(3, 1.5, 1), Noise(5, 3, 2), Noise(2, 1, 0), Noise(4, 2, 2)])
KEYS = st.integers(0, 2**16 - 1)

# What cell-key-perturbation 3.1.0 of the United Kingdom's statistical office (threshold 0) published for 60 records
# with the table of Noise(3, 1.5, 1, 256), exported to its columns pcv, ckey and pvalue. Here: group, step, count, cell
# key, published count.
REFERENCE = [
    *[(0, 0, 5, 118, 5), (0, 1, 5, 4, 2), (0, 2, 4, 182, 5), (0, 3, 2, 2, 0), (0, 4, 4, 58, 3)],
    *[(1, 0, 4, 224, 5), (1, 1, 3, 186, 4), (1, 2, 6, 252, 9), (1, 3, 2, 24, 0), (1, 4, 5, 66, 4)],
    *[(2, 0, 6, 120, 6), (2, 1, 6, 0, 3), (2, 2, 4, 194, 5), (2, 3, 3, 106, 3), (2, 4, 1, 152, 2)],
]


@pytest.mark.parametrize(
    ("deviations", "variance", "probabilities"),
    [
        # ptable's vignette, create_cnt_ptable(D = 2, V = 1): its variance cannot be reached for a count of one.
        ((-1, 0, 1, 2), 1.0, [0.3665, 0.3665, 0.1676, 0.0995]),
        ((-2, -1, 0, 1, 2), 1.0, [0.0638, 0.2447, 0.3830, 0.2447, 0.0638]),
        # Printed for D = 2 and V = 3: a variance that does not bind.
        ((-2, -1, 0, 1, 2), 3.0, [0.2, 0.2, 0.2, 0.2, 0.2]),
        # Only one distribution over 0 and 3 or more has the least variance.
        ((-1, 2, 3, 4), 2.0, [2 / 3, 1 / 3, 0, 0]),
    ],
)
def test_table_has_ptables_probabilities(deviations, variance, probabilities):
    assert most_even(deviations, variance) == pytest.approx(probabilities, abs=6e-5)


def test_cells_are_published_as_by_the_reference_package():
    noise = Noise(3, 1.5, 1, 256)
    records = [(n % 3, n * n // 7 % 5, (37 * n * n + 11 * n) % 256) for n in range(60)]
    published = []
    for group, step in sorted({record[:2] for record in records}):
        keys = [key for *cell, key in records if cell == [group, step]]
        key = cell_key(keys, size=noise.size)
        published.append((group, step, len(keys), key, publish(noise, len(keys), key)))
    assert published == REFERENCE


@FEW
@given(NOISES, st.integers(0, 40))
def test_deviations_are_bounded_and_without_bias(noise, count):
    row = row_of(noise, count)
    assert sum(row.probabilities) == pytest.approx(1)
    assert row.mean() == pytest.approx(0, abs=1e-9)
    assert row.variance() <= noise.variance + 1e-6
    assert abs(sum(map(row.deviation, range(noise.size)))) <= noise.largest, "keys round the mean by less than this"


@FEW
@given(NOISES, st.integers(0, 200), KEYS)
def test_published_numbers_keep_their_promises(noise, count, key):
    shown = publish(noise, count, key % noise.size)
    assert abs(shown - count) <= noise.largest
    assert shown == 0 or shown > noise.threshold
    assert count or not shown, "zero stays zero"
    assert count in possible_counts(noise, shown)


@FEW
@given(NOISES, st.integers(0, 30))
def test_possible_counts_are_exactly_those_that_lead_to_the_number(noise, published):
    truth = [n for n in range(50) if any(n + v == published for v in reachable(noise, n))]
    if truth:
        assert list(possible_counts(noise, published)) == truth
    else:
        with pytest.raises(ValueError, match="never published"):
            possible_counts(noise, published)


@FEW
@given(st.lists(KEYS, max_size=30), st.randoms(use_true_random=False))
def test_the_same_members_have_the_same_key(keys, rng):
    shuffled = rng.sample(keys, len(keys))
    assert cell_key(keys, size=2**16) == cell_key(shuffled, size=2**16)
    assert cell_key(keys, group=keys, size=2**16) == cell_key(shuffled, group=shuffled, size=2**16)


def test_record_keys_are_secret_and_evenly_spread():
    keys = [record_key(b"secret", str(n), 16) for n in range(1600)]
    assert keys == [record_key(b"secret", str(n), 16) for n in range(1600)]
    assert keys != [record_key(b"other", str(n), 16) for n in range(1600)]
    assert all(60 <= keys.count(key) <= 140 for key in range(16))


def test_groups_with_one_more_member_get_other_deviations_in_all_cells():
    """Without the group in the key, only the cell with the new member changes, which reveals the answer."""
    keys = [record_key(b"secret", str(n), DEFAULT.size) for n in range(40)]
    cells = [keys[start::4] for start in range(4)]

    def shown(group: list[int]) -> list[int]:
        return [publish(DEFAULT, len(c), cell_key(c, group=group, size=DEFAULT.size)) for c in cells]

    new = [[*keys, record_key(b"new", str(n), DEFAULT.size)] for n in range(200)]
    changed = sum(a != b for after in new for a, b in zip(shown(keys), shown(after), strict=True))
    # Two independent deviations of the same count differ in four of five cases.
    assert 560 <= changed <= 720


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ((0, 2, 2), "noise needs"),
        ((4, 2, -1), "noise needs"),
        ((4, 2, 2, 1), "noise needs"),
        ((4, 1.5, 2), "variance as small as"),
        ((2, 4, 4), "no mean of zero"),
    ],
)
def test_parameters_that_no_table_fulfils_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        Noise(*wrong)
