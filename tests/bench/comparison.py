"""Measures the comparison of every measure of one assessment among few and among many finished ones."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Final

from django.db import connection

from assessments.benchmark.compare import Benchmark
from assessments.models import Assessment, CohortEntry, CohortPortfolio, ImportedCohort, Measurement, Organisation
from assessments.workflow.tallying import tally
from criteria.definitions import Edition
from criteria.loader import load_edition
from criteria.measures import MeasureSet, full_key
from tests.bench.timing import Measured, Subject, measure

SIZES: Final = (100, 1_300, 10_000)
LARGE: Final = 100_000
# The number of runs per comparison, unless another is requested.
RUNS: Final = 20
# The goals for the median time among LARGE on PostgreSQL in milliseconds, and for its ratio to the next smaller size.
CLOSEST_GOAL: Final = 400
ALL_GOAL: Final = 1_000
# The number of clusters in the reader's field and country, whatever the total.
CLOSE = 50
EDITION, FIELD, COUNTRY = "2019", "food", "FI"
AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ENTRIES, PORTFOLIOS, MEASUREMENTS = (m._meta.db_table for m in (CohortEntry, CohortPortfolio, Measurement))

# Pseudo-random numbers computed from the index of the cluster and of the measure.
NUMBERS = "WITH RECURSIVE drawn (i) AS (SELECT %s UNION ALL SELECT i + 1 FROM drawn WHERE i < %s)"
DRAWN = "((CAST({number} AS bigint) + 1 + {seed} * 613) * 48271 % 2147483647 / 7 % {most})"
INSERT_ENTRIES = f"""
    INSERT INTO {ENTRIES} (imported_id, cluster, identity, country, year, is_latest, is_used, is_tallied,
        level, participants, age)
    {NUMBERS}
    SELECT %s, 'Bench ' || i, 'bench ' || i,
        CASE WHEN i < {CLOSE} OR i % 27 = 0 THEN '{COUNTRY}' ELSE 'X' || (i % 9) END,
        2020 + i % 7, (1 = 1), (1 = 1), (1 = 0), '',
        {DRAWN.format(number="i", seed=1, most=350)}, {DRAWN.format(number="i", seed=2, most=27)}
    FROM drawn
"""
NUMBERED = f"""
    SELECT id, country, CAST(substr(cluster, 7) AS integer) AS number FROM {ENTRIES} WHERE cluster LIKE 'Bench %'
"""
INSERT_PORTFOLIOS = f"""
    INSERT INTO {PORTFOLIOS} (entry_id, portfolio)
    SELECT id, CASE WHEN number < {CLOSE} OR (number % 14 = 0 AND country <> '{COUNTRY}') THEN '{FIELD}'
        ELSE 'field' || (number % 13) END
    FROM ({NUMBERED}) AS numbered
    WHERE number BETWEEN %s AND %s
"""


def insert_measurements(edition: Edition) -> str:
    """Inserts one row per measure for the clusters between two numbers, the rows of one cluster together.

    A multiple choice has two rows: the number of choices, and the choice.
    """
    asked: list[tuple[str, str, str]] = []
    for indicator in edition.indicators:
        for asks in indicator.measures:
            drawn = partial(DRAWN.format, number="number", seed=len(asked))
            most = 5 if asks.ladder else 101 if asks.percent else 400
            value = "1" if asks.several else "NULL" if asks.distribution else drawn(most=most)
            options = [choice.key for choice in indicator.choices_of(asks)] if asks.distribution else []
            picks = " ".join(f"WHEN {place} THEN '{option}'" for place, option in enumerate(options))
            choice = f"CASE {drawn(most=len(options))} {picks} END" if options else "''"
            key = full_key(indicator, asks)
            asked += [(key, value, "''"), (key, "NULL", choice)] if asks.several else [(key, value, choice)]
    table = " UNION ALL ".join(f"SELECT {seed} AS seed, '{key}' AS measure" for seed, (key, _, _) in enumerate(asked))
    values = " ".join(f"WHEN {seed} THEN {value}" for seed, (_, value, _) in enumerate(asked))
    choices = " ".join(f"WHEN {seed} THEN {choice}" for seed, (_, _, choice) in enumerate(asked))
    return f"""
        INSERT INTO {MEASUREMENTS} (entry_id, measure, value, choice)
        SELECT id, measure, CASE seed {values} END, CASE seed {choices} END
        FROM ({NUMBERED}) AS numbered CROSS JOIN ({table}) AS asked
        WHERE number BETWEEN %s AND %s ORDER BY id, seed
    """


def measured(*, runs: int | None = None) -> Subject:
    """Times of a comparison with the closest groups and with all clusters, by the number of clusters."""
    return _measured(SIZES, runs or RUNS)


def measured_with_large(*, runs: int | None = None) -> Subject:
    """Like `measured`, and also among 100,000 clusters."""
    return _measured((*SIZES, LARGE), runs or RUNS)


def _measured(sizes: tuple[int, ...], runs: int) -> Subject:
    edition = load_edition(EDITION)
    imported = ImportedCohort.objects.create(name="Bench", source="invented", imported_at=AT)
    own = Organisation.objects.create(slug="bench", name="Bench", country=COUNTRY, portfolios=[FIELD], created_at=AT)
    assessment = Assessment.objects.create(reference="BENCH", organisation=own, edition=EDITION, created_at=AT)
    rows: list[Measured] = []
    for size in sizes:
        fill(edition, imported, size)
        is_judged = size == LARGE and connection.vendor == "postgresql"
        for chosen, name, goal in (("", "closest groups", CLOSEST_GOAL), ("all", "all", ALL_GOAL)):
            request = partial(_compare, assessment, edition, chosen)
            rows.append(measure(f"{size:,}: {name}", request, runs=runs, goal=goal if is_judged else None))
    return Subject(f"Comparison of {len(edition.indicators)} indicators, {connection.vendor}", tuple(rows))


def _compare(assessment: Assessment, edition: Edition, chosen: str) -> None:
    Benchmark(assessment, edition, {}, MeasureSet({}, {})).compare(chosen)


def fill(edition: Edition, imported: ImportedCohort, size: int) -> None:
    """Adds clusters to `imported` until there are `size` to compare with, those of the demo data included."""
    first = CohortEntry.objects.filter(cluster__startswith="Bench ").count()
    last = size - CohortEntry.objects.compared().count() + first - 1
    if last < first:
        return
    with connection.cursor() as cursor:
        cursor.execute(_escaped(INSERT_ENTRIES), [first, last, imported.pk])
        cursor.execute(_escaped(INSERT_PORTFOLIOS), [first, last])
        cursor.execute(_escaped(insert_measurements(edition)), [first, last])
    tally()
    with connection.cursor() as cursor:
        # Statistics that a running database server collects by itself within minutes.
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _escaped(sql: str) -> str:
    """The SQL with percent signs doubled, since a single one would start a parameter."""
    return sql.replace("%", "%%").replace("%%s", "%s")
