"""Families: a fixed partition of clusters that are alike in size, age, type, budget and way of steering.

Families are found by k-medoids (Kaufman and Rousseeuw 1990) with Gower's distance (Gower 1971): each family gathers
around a real cluster. The same clusters always have the same families, in whatever order they are given.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log1p
from typing import Final

import numpy
from numpy.typing import NDArray

type Floats = NDArray[numpy.float64]

SMALLEST_FAMILY: Final = 10
# The number of families grows with that of clusters, up to what readers can keep apart.
CLUSTERS_PER_FAMILY: Final = 25
MOST_FAMILIES: Final = 8
# Medoids are looked for among this many clusters at most: all distances between these are computed.
MOST_IN_SAMPLE: Final = 240
MOST_ROUNDS: Final = 20
# A trait is part of a family's name if at least this share of its members has it, in percent.
SHARED_BY: Final = 75
# Lower limits of the bands that name a family, in participants, years and euros a year; this project's own.
BANDS: Final[Mapping[str, tuple[int, ...]]] = {
    "participants": (30, 60, 120),
    "age": (3, 10),
    "budget": (100_000, 250_000, 500_000, 1_000_000),
}
CHOICES: Final = ("type", "steering")
# Decimal places of a distance, which can be computed in more than one order.
PLACES: Final = 12


@dataclass(frozen=True, slots=True)
class ClusterProfile:
    """What makes a cluster like another one. None: not answered.

    `participants` in organisations, `age` in years, `budget` in euros a year, all 0 or more; `type` (legal form) and
    `steering` by the keys of their options.
    """

    identity: str
    participants: float | None = None
    age: float | None = None
    budget: float | None = None
    type: str | None = None
    steering: str | None = None


@dataclass(frozen=True, slots=True)
class Trait:
    """What nearly all members of a family share: an option of a choice, or a band from `low` up to below `high`."""

    attribute: str
    option: str | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """Clusters that are alike, at least ten. `traits`, in a fixed order, are its name; () if they share nothing.

    `medoid` is the member in its middle; it must not be shown. `members` are identities, ascending.
    """

    medoid: str
    members: tuple[str, ...]
    traits: tuple[Trait, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """The ranges of the numbers, by attribute, after the logarithm of skewed ones."""

    ranges: Mapping[str, float]

    @classmethod
    def of(cls, profiles: Sequence[ClusterProfile]) -> Scale:
        """The scale of all `profiles`."""
        ranges = {}
        for attribute in BANDS:
            numbers = [n for profile in profiles if (n := _scaled(profile, attribute)) is not None]
            ranges[attribute] = max(numbers) - min(numbers) if numbers else 0.0
        return cls(ranges)


def _scaled(profile: ClusterProfile, attribute: str) -> float | None:
    """A number of the profile; for participants and budget, which are skewed, log(1 + number)."""
    number: float | None = getattr(profile, attribute)
    return number if number is None or attribute == "age" else log1p(number)


def families_of(profiles: Sequence[ClusterProfile]) -> tuple[Family, ...]:
    """The families of all clusters, the largest first; () if there are too few for two families.

    Every cluster is in one family. Raises ValueError if an identity occurs twice.
    """
    ordered = sorted(profiles, key=lambda profile: profile.identity)
    if any(one.identity == other.identity for one, other in pairwise(ordered)):
        raise ValueError("a cluster can be in one family only")
    number = min(len(ordered) // CLUSTERS_PER_FAMILY, MOST_FAMILIES)
    if number < 2:
        return ()
    scale = Scale.of(ordered)
    medoids = _medoids(_sample(ordered), number, scale)
    while True:
        members = _gathered(ordered, medoids, scale)
        smallest = min(medoids, key=lambda medoid: (len(members[medoid]), medoid.identity))
        if len(members[smallest]) >= SMALLEST_FAMILY or len(medoids) == 1:
            break
        # Its members move to the families that are next to them.
        medoids = [medoid for medoid in medoids if medoid != smallest]
    if len(medoids) == 1:
        return ()
    everybody = Counter(trait for profile in ordered for trait in traits_of(profile))
    found = [_family(medoid, members[medoid], everybody, len(ordered)) for medoid in medoids]
    return tuple(sorted(found, key=lambda family: (-len(family.members), family.medoid)))


def _sample(ordered: Sequence[ClusterProfile]) -> list[ClusterProfile]:
    """At most MOST_IN_SAMPLE of the clusters, by a hash of their identities, which has to do with nothing else."""
    by_hash = sorted(ordered, key=lambda profile: hashlib.sha256(profile.identity.encode()).digest())
    return sorted(by_hash[:MOST_IN_SAMPLE], key=lambda profile: profile.identity)


def _medoids(sample: Sequence[ClusterProfile], number: int, scale: Scale) -> list[ClusterProfile]:
    """`number` medoids: each first one as useful as possible (BUILD of PAM), then all moved to their families' middles.

    Fewer if further ones would be of no use.
    """
    distances = distances_among(sample, scale)
    chosen = [int(distances.sum(axis=1).round(PLACES).argmin())]
    while len(chosen) < number:
        near = distances[chosen].min(axis=0)
        gains = numpy.maximum(near - distances, 0.0).sum(axis=1).round(PLACES)
        best = int(gains.argmax())
        if gains[best] <= 0:
            break
        chosen.append(best)
    table, every = distances.tolist(), range(len(sample))
    for _ in range(MOST_ROUNDS):
        around: dict[int, list[int]] = defaultdict(list)
        for place in every:
            around[min(chosen, key=lambda medoid: (table[place][medoid], medoid))].append(place)
        moved = sorted(min(p, key=lambda one: (sum(table[one][o] for o in p), one)) for p in around.values())
        if moved == sorted(chosen):
            break
        chosen = moved
    return [sample[place] for place in sorted(chosen)]


def _gathered(
    ordered: Sequence[ClusterProfile], medoids: Sequence[ClusterProfile], scale: Scale
) -> dict[ClusterProfile, list[ClusterProfile]]:
    """All clusters by the nearest medoid; of equally near ones, the first."""
    numbers, options = _table(ordered)
    distances = numpy.array(
        [
            _distances(numbers, options, numbers[place], options[place], scale)
            for place in (ordered.index(medoid) for medoid in medoids)
        ]
    )
    members: dict[ClusterProfile, list[ClusterProfile]] = {medoid: [] for medoid in medoids}
    for profile, nearest in zip(ordered, distances.argmin(axis=0), strict=True):
        members[medoids[nearest]].append(profile)
    return members


def _table(profiles: Sequence[ClusterProfile]) -> tuple[Floats, Floats]:
    """The scaled numbers and the choices of all profiles, one row each; NaN where not answered."""
    numbers = [numpy.array([_scaled(profile, attribute) for profile in profiles], float) for attribute in BANDS]
    options = []
    for attribute in CHOICES:
        known: dict[str | None, float] = {None: numpy.nan}
        given = (getattr(profile, attribute) for profile in profiles)
        options.append(numpy.fromiter((known.setdefault(option, len(known)) for option in given), float))
    return numpy.column_stack(numbers), numpy.column_stack(options)


def distances_among(profiles: Sequence[ClusterProfile], scale: Scale) -> Floats:
    """Gower's distance of each to each, 0 to 1: the mean over the attributes that both have; 1 if there are none.

    Numbers are as far apart as their difference is part of the range; choices are equal (0) or not (1).
    """
    numbers, options = _table(profiles)
    return numpy.array([_distances(numbers, options, *own, scale) for own in zip(numbers, options, strict=True)])


def _distances(numbers: Floats, options: Floats, own_numbers: Floats, own_options: Floats, scale: Scale) -> Floats:
    """The distance of all rows to one, rounded so that equal ones are equal."""
    widths = numpy.array([scale.ranges[attribute] or 1.0 for attribute in BANDS])
    apart = numpy.hstack([numpy.abs(numbers - own_numbers) / widths, options != own_options])
    missing = numpy.isnan(numpy.hstack([numbers + own_numbers, options + own_options]))
    known = (~missing).sum(axis=1)
    sums = numpy.where(missing, 0.0, apart).sum(axis=1)
    return numpy.where(known, sums / numpy.maximum(known, 1), 1.0).round(PLACES)


def _family(medoid: ClusterProfile, members: Sequence[ClusterProfile], everybody: Counter[Trait], size: int) -> Family:
    """The family, named by the traits that most members share and that do not describe most other clusters as well.

    `everybody` are the traits of all clusters, of which there are `size`.
    """
    counts = Counter(trait for profile in members for trait in traits_of(profile))
    shared = tuple(
        trait
        for trait, count in sorted(counts.items(), key=lambda item: [*BANDS, *CHOICES].index(item[0].attribute))
        if count * 100 >= SHARED_BY * len(members) and everybody[trait] * 100 < SHARED_BY * size
    )
    return Family(medoid.identity, tuple(profile.identity for profile in members), shared)


def traits_of(profile: ClusterProfile) -> list[Trait]:
    """All traits of one cluster: the bands of its numbers and its choices."""
    found = []
    for attribute, limits in BANDS.items():
        number: float | None = getattr(profile, attribute)
        if number is not None:
            low = max((limit for limit in limits if limit <= number), default=None)
            high = min((limit for limit in limits if limit > number), default=None)
            found.append(Trait(attribute, low=low, high=high))
    for attribute in CHOICES:
        option: str | None = getattr(profile, attribute)
        if option is not None:
            found.append(Trait(attribute, option=option))
    return found
