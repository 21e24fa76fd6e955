"""Families of clusters: a partition into groups of at least ten that are alike, the same in any order."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.benchmark.families import (
    CLUSTERS_PER_FAMILY,
    MOST_FAMILIES,
    SMALLEST_FAMILY,
    ClusterProfile,
    Scale,
    Trait,
    distances_among,
    families_of,
    traits_of,
)

FEW = settings(max_examples=15, deadline=None)
NUMBERS = st.none() | st.integers(0, 10**6)
PROFILES = st.lists(
    st.builds(
        ClusterProfile,
        identity=st.uuids().map(str),
        participants=NUMBERS,
        age=st.none() | st.integers(0, 40),
        budget=NUMBERS,
        type=st.none() | st.sampled_from(["association", "host", "company"]),
        steering=st.none() | st.sampled_from(["board", "host"]),
    ),
    max_size=90,
    unique_by=lambda profile: profile.identity,
)


def alike(prefix: str, number: int, **attributes: float | str) -> list[ClusterProfile]:
    return [ClusterProfile(f"{prefix}{place:03}", **attributes) for place in range(number)]  # type: ignore[arg-type]


SMALL = alike("small", 30, participants=20, age=2, budget=80_000, type="host", steering="host")
LARGE = alike("large", 40, participants=150, age=20, budget=900_000, type="association", steering="board")


@FEW
@given(PROFILES, st.randoms(use_true_random=False))
def test_families_are_a_partition_into_large_enough_groups_in_any_order(profiles, rng):
    families = families_of(profiles)
    assert families == families_of(rng.sample(profiles, len(profiles)))
    assert len(families) <= min(MOST_FAMILIES, len(profiles) // CLUSTERS_PER_FAMILY)
    assert all(len(family.members) >= SMALLEST_FAMILY for family in families)
    assert all(family.medoid in family.members for family in families)
    if families:
        found = sorted(identity for family in families for identity in family.members)
        assert found == sorted(profile.identity for profile in profiles)


@FEW
@given(PROFILES.filter(lambda profiles: len(profiles) >= 2))
def test_gowers_distance_is_a_distance_between_zero_and_one(profiles):
    distances = distances_among(profiles, Scale.of(profiles))
    assert (distances == distances.T).all()
    assert ((distances >= 0) & (distances <= 1)).all()


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        # Age counts half a range, type differs: the mean of 0.5 and 1.
        (ClusterProfile("a", age=10, type="host"), ClusterProfile("b", age=20, type="company"), 0.75),
        # Only what both have counts.
        (ClusterProfile("a", age=10, type="host"), ClusterProfile("b", age=20), 0.5),
        (ClusterProfile("a", age=10), ClusterProfile("b", type="host"), 1.0),
    ],
)
def test_gowers_distance(one, other, distance):
    scale = Scale({"participants": 0.0, "age": 20.0, "budget": 0.0})
    assert distances_among([one, other], scale)[0, 1] == distance


def test_unlike_clusters_are_in_different_families_named_by_what_they_share():
    large, small = families_of(Random(1).sample([*SMALL, *LARGE], 70))
    assert large.members == tuple(profile.identity for profile in LARGE)
    assert large.traits == (
        Trait("participants", low=120),
        Trait("age", low=10),
        Trait("budget", low=500_000, high=1_000_000),
        Trait("type", option="association"),
        Trait("steering", option="board"),
    )
    assert small.members == tuple(profile.identity for profile in SMALL)


def test_what_nearly_all_clusters_are_names_no_family():
    everybody = [*alike("a", 40, age=1, type="host"), *alike("b", 40, age=20, type="host")]
    assert [[trait.attribute for trait in family.traits] for family in families_of(everybody)] == [["age"], ["age"]]


def test_a_few_unlike_clusters_join_the_family_next_to_them():
    families = families_of([*SMALL, *LARGE, *alike("odd", 6, participants=160, age=60, budget=10**6, type="company")])
    assert [len(family.members) for family in families] == [46, 30]


@pytest.mark.parametrize("number", [0, 1, 49, 60])
def test_clusters_that_are_too_few_or_all_the_same_have_no_families(number):
    assert families_of(alike("same", number, age=5)) == ()


def test_a_cluster_is_in_one_family_only():
    with pytest.raises(ValueError, match="one family only"):
        families_of([ClusterProfile("a"), ClusterProfile("a")])


def test_traits_are_bands_and_choices():
    assert traits_of(ClusterProfile("a", participants=30, age=0, type="host")) == [
        Trait("participants", low=30, high=60),
        Trait("age", high=3),
        Trait("type", option="host"),
    ]
