"""Groups that can be published together without leaving a few clusters over."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.benchmark.separating import Memberships, Separated


def published(sizes: dict[tuple[int, ...], int], groups: int, kinds: list[str] | None = None) -> list[int]:
    """The groups that are published of 0 to `groups` - 1, one after another; `sizes` by the groups of each part."""
    inside = numpy.array([[group in part for group in range(groups)] for part in sizes])
    separated = Separated(inside, numpy.array([*sizes.values()]), kinds or [str(group) for group in range(groups)])
    return [group for group in range(groups) if separated.add(group)]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        # A field without three countries is one cluster: the last country is withheld.
        ({(0,): 30, (0, 1, 2): 15, (0, 1, 3): 14, (0, 1, 4): 10, (0, 1): 1}, [0, 1, 2, 3]),
        ({(0,): 30, (0, 1, 2): 15, (0, 1, 3): 14, (0, 1, 4): 10, (0, 1): 5}, [0, 1, 2, 3, 4]),
        # The same group at two times.
        ({(0, 1): 24, (1,): 1}, [0]),
        ({(0, 1): 24, (1,): 5}, [0, 1]),
        # What is left of a nested group may consist of several parts.
        ({(0, 1): 9, (0, 2): 2, (2,): 9, (0, 3): 1, (3,): 9}, [0, 2, 3]),
        # Nothing left is not a rest.
        ({(0, 1): 10, (0, 2): 10}, [0, 1, 2]),
    ],
)
def test_a_group_that_would_leave_fewer_than_five_clusters_is_withheld(sizes, expected):
    assert published(sizes, 1 + max(group for part in sizes for group in part)) == expected


def test_what_is_left_of_all_countries_may_consist_of_several_parts():
    """Two clusters of other countries are in two fields, so that no part of one of them can be computed."""
    sizes = {(0, 1): 9, (0, 2): 9, (0, 3): 1, (0, 4): 1, (0, 1, 3): 9, (0, 2, 4): 9}
    kinds = ["all", "country", "country", "field", "field"]
    assert published(sizes, 5, kinds) == [0, 1, 3, 4]
    assert published({**sizes, (0,): 3}, 5, kinds) == [0, 1, 2, 3, 4]


def test_what_is_public_cannot_be_withheld():
    separated = Separated(numpy.array([[True, True], [False, True]]), numpy.array([20, 1]), ["all", "all"])
    assert separated.add(0, is_published=True)
    assert separated.add(1, is_published=True)
    assert separated.shown == [0, 1]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sets(st.integers(0, 11)), min_size=1, max_size=40))
def test_clusters_of_one_part_are_in_the_same_groups(memberships):
    inside = numpy.array([[group in one for group in range(12)] for one in memberships])
    atoms, part = Memberships.of([numpy.flatnonzero(group) for group in inside.T], len(memberships)).atoms()
    assert (atoms[part] == inside).all()
    assert len(atoms) == len({frozenset(one) for one in memberships})
