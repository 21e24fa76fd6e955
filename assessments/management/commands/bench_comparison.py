"""Measures how long a comparison takes among many clusters, in a database of its own that is gone afterwards."""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.benchmark import Benchmark
from assessments.models import Assessment, CohortEntry, CohortPortfolio, ImportedCohort, Measurement, Organisation
from criteria.definitions import Edition
from criteria.loader import load_edition
from criteria.measures import MeasureSet, full_key

SIZES = (100, 1_300, 10_000, 100_000)
# As many clusters as share the reader's field and country, however many there are in all.
CLOSE = 50
EDITION, FIELD, COUNTRY = "2019", "food", "FI"
AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ENTRIES, PORTFOLIOS, MEASUREMENTS = (m._meta.db_table for m in (CohortEntry, CohortPortfolio, Measurement))

# Invented numbers that look unordered, from the number of the cluster and that of the measure.
NUMBERS = "WITH RECURSIVE drawn (i) AS (SELECT %s UNION ALL SELECT i + 1 FROM drawn WHERE i < %s)"
DRAWN = "((CAST(i AS bigint) + 1 + {seed} * 613) * 48271 % 2147483647 / 7 % {most})"
INSERT_ENTRIES = f"""
    INSERT INTO {ENTRIES} (imported_id, cluster, country, year, is_latest, is_used, level, participants, age)
    {NUMBERS}
    SELECT %s, 'Bench ' || i, CASE WHEN i < {CLOSE} OR i % 27 = 0 THEN '{COUNTRY}' ELSE 'X' || (i % 9) END,
        2020 + i % 7, (1 = 1), (1 = 1), '', {DRAWN.format(seed=1, most=350)}, {DRAWN.format(seed=2, most=27)}
    FROM drawn
"""  # noqa: S608
INSERT_PORTFOLIOS = f"""
    INSERT INTO {PORTFOLIOS} (entry_id, portfolio)
    SELECT id, CASE WHEN number < {CLOSE} OR (number % 14 = 0 AND country <> '{COUNTRY}') THEN '{FIELD}'
        ELSE 'field' || (number % 13) END
    FROM (SELECT id, country, CAST(substr(cluster, 7) AS integer) AS number FROM {ENTRIES}) AS numbered
    WHERE number BETWEEN %s AND %s
"""  # noqa: S608


def insert_measurements(edition: Edition) -> str:
    """One row for each measure of each cluster between two numbers, those of one cluster next to each other."""
    listed = []
    for seed, measure in enumerate(m for i in edition.indicators for m in i.measures):
        most = 5 if measure.ladder else 101 if measure.percent else 400
        choice = f"'choice' || {DRAWN.format(seed=seed, most=4)}" if measure.distribution else "''"
        value = "NULL" if measure.distribution else DRAWN.format(seed=seed, most=most)
        listed.append(f"WHEN {seed} THEN {value}")
        listed.append(choice)
    keys = [full_key(i, m) for i in edition.indicators for m in i.measures]
    table = " UNION ALL ".join(f"SELECT {seed} AS seed, '{key}' AS measure" for seed, key in enumerate(keys))
    values, choices = " ".join(listed[::2]), " ".join(f"WHEN {seed} THEN {c}" for seed, c in enumerate(listed[1::2]))
    return f"""
        INSERT INTO {MEASUREMENTS} (entry_id, measure, value, choice)
        SELECT id, measure, CASE seed {values} END, CASE seed {choices} END
        FROM (SELECT id, CAST(substr(cluster, 7) AS integer) AS i FROM {ENTRIES}) AS numbered
        CROSS JOIN ({table}) AS asked
        WHERE i BETWEEN %s AND %s ORDER BY id, seed
    """  # noqa: S608


class Command(BaseCommand):
    """`manage.py bench_comparison [--size N …]`: SQLite, or the PostgreSQL server that DATABASE_URL names."""

    help = "Prints the median time and the queries of a comparison among invented clusters, by their number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", type=int, action="append", help=f"numbers of clusters, by default {SIZES}")
        parser.add_argument("--rounds", type=int, default=7, help="comparisons of which the median is taken")

    def handle(self, *args: Any, **options: Any) -> None:
        """A database under a name of its own is made, filled, measured and removed."""
        with tempfile.TemporaryDirectory() as folder:
            is_file = connection.vendor == "sqlite"
            name = str(Path(folder) / "bench.sqlite3") if is_file else "labelcheck_bench"
            connection.settings_dict["TEST"]["NAME"] = name
            before = connection.settings_dict["NAME"]
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            try:
                self._measure(sorted(options["size"] or SIZES), options["rounds"])
            finally:
                connection.creation.destroy_test_db(before, verbosity=0)

    def _measure(self, sizes: list[int], rounds: int) -> None:
        edition = load_edition(EDITION)
        imported = ImportedCohort.objects.create(name="Bench", source="invented", imported_at=AT)
        own = Organisation.objects.create(
            slug="bench", name="Bench", country=COUNTRY, portfolios=[FIELD], created_at=AT
        )
        assessment = Assessment.objects.create(reference="BENCH", organisation=own, edition=EDITION, created_at=AT)
        self.stdout.write(
            f"{connection.vendor}: medians of {rounds} comparisons of {len(edition.indicators)} indicators"
        )
        filled = 0
        for size in sizes:
            _fill(edition, imported, filled, size)
            filled = size
            for chosen, name in (("", "closest"), ("all", "all")):
                milliseconds, queries = _time(assessment, edition, chosen, rounds)
                self.stdout.write(f"{size:>8} clusters, {name:>7}: {milliseconds:8.1f} ms, {queries} queries")


def _fill(edition: Edition, imported: ImportedCohort, first: int, size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_escaped(INSERT_ENTRIES), [first, size - 1, imported.pk])
        cursor.execute(_escaped(INSERT_PORTFOLIOS), [first, size - 1])
        cursor.execute(_escaped(insert_measurements(edition)), [first, size - 1])
        # What the database learns by itself within minutes on a running server.
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _time(assessment: Assessment, edition: Edition, chosen: str, rounds: int) -> tuple[float, int]:
    """The median of `rounds` in milliseconds, and the number of queries of one comparison."""

    def compare() -> None:
        Benchmark(assessment, edition, {}, MeasureSet({}, {})).compare(chosen)

    with CaptureQueriesContext(connection) as captured:
        compare()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        compare()
        times.append(time.perf_counter() - started)
    return 1000 * statistics.median(times), len(captured)


def _escaped(sql: str) -> str:
    """The remainder sign doubled, which else would begin a parameter."""
    return sql.replace("%", "%%").replace("%%s", "%s")
