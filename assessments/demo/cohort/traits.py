"""Draws the traits of a fictional cluster, on which its answers depend: size, age, team and maturity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from random import Random

MEDIAN_AGE, MEDIAN_FTE, MEDIAN_PARTICIPANTS = 8, 1.9, 68
# About the most participants that one full-time equivalent can serve.
MOST_PER_FTE = 110
TOP = 4


@dataclass(frozen=True, slots=True)
class Traits:
    """What a fictional cluster is like.

    `year` is that of the submission; `strength` (0 to 1) is how developed the cluster is; `pull` is the relative size
    of its team, around 0.
    """

    year: int
    age: int
    total: int
    fte: Decimal
    people: int
    strength: float
    pull: float


def clamp(value: float, low: int, high: int) -> int:
    """`value` rounded to a whole number within the limits."""
    return max(low, min(high, round(value)))


def draw_traits(rng: Random, year: int) -> Traits:
    """Realistically skewed and correlated traits: larger teams have more participants, older clusters are stronger."""
    seniority, pull = rng.gauss(0, 1), rng.gauss(0, 1)
    age = clamp(math.exp(math.log(MEDIAN_AGE) + 0.6 * seniority), 1, 27)
    twentieths = clamp(20 * math.exp(math.log(MEDIAN_FTE) + 0.75 * pull), 10, 240)
    logarithm = math.log(MEDIAN_PARTICIPANTS) + 0.4 * pull + 0.15 * seniority + 0.5 * rng.gauss(0, 1)
    fte = Decimal(twentieths) / 20
    return Traits(
        year=year,
        age=age,
        total=clamp(min(math.exp(logarithm), MOST_PER_FTE * float(fte)), 15, 350),
        fte=fte.quantize(Decimal("0.01")),
        people=max(math.ceil(fte), clamp(float(fte) * rng.uniform(1.0, 1.8), 1, 25)),
        strength=max(0.08, min(0.95, 0.52 + 0.1 * seniority + 0.1 * pull + 0.11 * rng.gauss(0, 1))),
        pull=pull,
    )


def draw_level(rng: Random, traits: Traits, lean: float = 0.0) -> int:
    """A ladder step (0 to 4) according to the cluster's strength, shifted by `lean` steps."""
    return clamp(TOP * traits.strength + lean + rng.gauss(0, 0.6), 0, TOP)


def part_of(total: int, share: float) -> int:
    """A whole number of participants: `share` (0 to 1) of `total`, never more than all."""
    return clamp(total * share, 0, total)


def split(total: int, weights: list[float]) -> list[int]:
    """`total` divided into whole numbers in proportion to `weights`, exactly, by the largest remainder method."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(value) for value in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts
