"""The database's quantiles equal NumPy's for a thousand cohorts with ties, single values and decimals."""

from __future__ import annotations

import math
from decimal import Decimal
from random import Random

import numpy
import pytest

from assessments.benchmark.cohorts import EVERYBODY
from assessments.benchmark.quartiles import PERCENTS
from assessments.benchmark.reading import counted_everybody, counted_members, read_orders
from assessments.models import CohortEntry, ImportedCohort, Measurement
from assessments.workflow.tallying import tally
from tests.conftest import NOW

COHORTS = 1000
MOST_MEMBERS = 60
DIGITS = 1e-12


def drawn_cohort(rng: Random, number: int) -> list[Decimal]:
    """The numbers of one cohort. Size and kind depend on `number`, so that every kind occurs in every size."""
    size = 1 if number % 10 == 0 else rng.randint(2, MOST_MEMBERS)
    kinds = {
        # A ladder: nothing but ties.
        0: lambda: Decimal(rng.randint(0, 4)),
        1: lambda: Decimal(rng.randint(0, 100_000)),
        2: lambda: Decimal(rng.randint(-10_000, 10_000)) / 100,
        # A percentage as stored, with all its digits.
        3: lambda: round(Decimal(rng.randint(0, 350) * 100) / rng.randint(1, 350), 6),
        # One value for all.
        4: lambda: Decimal(size),
        5: lambda: Decimal(rng.randint(0, 10**11)) + Decimal(rng.randint(0, 999_999)) / 10**6,
    }
    return [kinds[number % len(kinds)]() for _ in range(size)]


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["members", "not tallied yet", "tallies"])
def test_a_thousand_cohorts_have_the_quantiles_of_numpy(source: str) -> None:
    rng = Random("quantiles")
    drawn = {f"T.{number}": drawn_cohort(rng, number) for number in range(COHORTS)}
    imported = ImportedCohort.objects.create(name="Drawn", source="drawn", imported_at=NOW)
    entries = CohortEntry.objects.bulk_create(
        CohortEntry(imported=imported, cluster=str(place), identity=str(place), country="FI", year=2026, is_latest=True)
        for place in range(MOST_MEMBERS)
    )
    Measurement.objects.bulk_create(
        [
            Measurement(entry=entries[place], measure=key, value=value)
            for key, values in drawn.items()
            for place, value in enumerate(values)
        ],
        batch_size=5000,
    )
    if source == "tallies":
        tally()
        assert not CohortEntry.objects.to_tally().exists()
    keys = list(drawn)
    members = CohortEntry.objects.compared()
    found = read_orders(
        counted_members(members, EVERYBODY, keys) if source == "members" else counted_everybody(None, keys)
    )
    assert len(found) == COHORTS
    for key, values in drawn.items():
        order = found[key]
        expected = numpy.quantile(numpy.array(values, dtype=float), [p / 100 for p in PERCENTS], method="linear")
        assert order.count == len(values), key
        # SQLite stores floats: the largest numbers here lose their last digit, as in NumPy.
        assert math.isclose(order.highest, max(values), rel_tol=DIGITS), key
        for percent, quantile in zip(PERCENTS, expected, strict=True):
            assert math.isclose(order.quantiles[percent], quantile, rel_tol=DIGITS), (key, percent)
