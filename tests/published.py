"""Fictional clusters to publish comparison figures of: imported rows with random answers to every measure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from random import Random

from assessments.benchmark.publishing import measures_of
from assessments.models import CohortEntry, CohortPortfolio, ImportedCohort, Measurement
from criteria.loader import load_edition
from criteria.text import identity
from tests.conftest import NOW

EDITION = load_edition("2019")
FIELDS = ("food", "ict", "health")
COUNTRIES = ("FI", "SE", "DE")


def add_clusters(
    number: int,
    *,
    start: int = 0,
    portfolios: Sequence[str] = FIELDS,
    countries: Sequence[str] = COUNTRIES,
    measures: Collection[str] | None = None,
    cohort: str = "",
) -> list[CohortEntry]:
    """`number` clusters, each in a cohort of its own unless `cohort` is given; the same arguments give the same ones.

    The answers are to all measures, or to `measures`.
    """
    rng = Random(f"{start} {number}")
    asked = [one for one in measures_of(EDITION) if measures is None or one.key in measures]
    names = [f"Cluster {place}" for place in range(start, start + number)]
    cohorts = ImportedCohort.objects.bulk_create(
        ImportedCohort(name=name, source="invented", rows=number if cohort else 1, imported_at=NOW)
        for name in ([cohort] if cohort else names)
    )
    entries = CohortEntry.objects.bulk_create(
        CohortEntry(
            imported=cohorts[0 if cohort else place],
            cluster=name,
            identity=identity(name),
            country=rng.choice(countries),
            year=2026,
            is_latest=True,
        )
        for place, name in enumerate(names)
    )
    CohortPortfolio.objects.bulk_create(
        CohortPortfolio(entry=entry, portfolio=rng.choice(portfolios)) for entry in entries
    )
    rows = []
    for entry in entries:
        for one in asked:
            number_of_options = len(one.options)
            if one.measure.distribution:
                most = number_of_options if one.measure.several else 1
                chosen = rng.sample(one.options, rng.randint(1, most))
                rows += [Measurement(entry=entry, measure=one.key, choice=option) for option in chosen]
                if one.measure.several:
                    rows.append(Measurement(entry=entry, measure=one.key, value=len(chosen)))
            else:
                value = Decimal(rng.choice((0, 1, 2, 2, 3, 3, 4)) if one.measure.ladder else rng.randint(0, 100))
                rows.append(Measurement(entry=entry, measure=one.key, value=value))
    Measurement.objects.bulk_create(rows, batch_size=2000)
    return entries
