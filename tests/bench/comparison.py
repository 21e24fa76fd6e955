"""Measures the pages that read a release, and making it, of few and of many clusters."""

from __future__ import annotations

import datetime as dt
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from math import ceil
from typing import Final

from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments.models import (
    Assessment,
    CohortEntry,
    CohortPortfolio,
    ImportedCohort,
    Measurement,
    Membership,
    MembershipRole,
    User,
)
from assessments.workflow.releasing import make_release
from criteria.definitions import Edition
from criteria.loader import load_edition
from criteria.measures import full_key
from tests.bench.questionnaire import Editor
from tests.bench.throwaway import copied_database, using_database
from tests.bench.timing import Measured, Subject, milliseconds, queries_of, times_of

SIZES: Final = (100, 1_300, 10_000)
LARGE: Final = 100_000
# The number of runs per page, unless another is requested.
RUNS: Final = 20
# The number of times that the measurement changes from the database of the fewest clusters to the current one.
TURNS: Final = 5
# The goal for the ratio of times with the most clusters and with the fewest.
FLAT: Final = 1.2
AREA: Final = "page of area A"
# The goals for the ratio to the page of an area, which is as fast as the machine and the interpreter.
GOALS: Final = {"comparison": 100 / 17, "trends": 60 / 17, "cohorts": 60 / 17, "interview mode": 60 / 17}
# The goals for making a release, in milliseconds.
RELEASE_GOALS: Final = {1_300: 10_000, LARGE: 120_000}
REPORTED: Final = "DEMO-0001"
DRAFTED: Final = "DEMO-0002"
INTERVIEWED: Final = "DEMO-0004"
# The number of clusters in the reader's field and country, whatever the total.
CLOSE = 50
EDITION, FIELD, COUNTRY = "2019", "food", "FI"
AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
# After the releases of the demo.
FIRST: Final = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
ENTRIES, PORTFOLIOS, MEASUREMENTS = (m._meta.db_table for m in (CohortEntry, CohortPortfolio, Measurement))

type Times = dict[str, list[float]]

# Pseudo-random numbers computed from the index of the cluster and of the measure.
NUMBERS = "WITH RECURSIVE drawn (i) AS (SELECT %s UNION ALL SELECT i + 1 FROM drawn WHERE i < %s)"
DRAWN = "((CAST({number} AS bigint) + 1 + {seed} * 613) * 48271 % 2147483647 / 7 % {most})"
INSERT_ENTRIES = f"""
    INSERT INTO {ENTRIES} (imported_id, cluster, identity, country, year, is_latest, is_used, level)
    {NUMBERS}
    SELECT %s, 'Bench ' || i, 'bench ' || i,
        CASE WHEN i < {CLOSE} OR i % 27 = 0 THEN '{COUNTRY}' ELSE 'X' || (i % 9) END,
        2020 + i % 7, (1 = 1), (1 = 1), ''
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
            most = 5 if asks.ladder else 101 if asks.percent else int(asks.greatest or 399) + 1
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


def measured(*, runs: int | None = None) -> Iterator[Subject]:
    """Times of the pages that read a release and of making it, by the number of clusters in it."""
    return _measured(SIZES, runs or RUNS)


def measured_with_large(*, runs: int | None = None) -> Iterator[Subject]:
    """Like `measured`, and also of a release of 100,000 clusters."""
    return _measured((*SIZES, LARGE), runs or RUNS)


def _measured(sizes: tuple[int, ...], runs: int) -> Iterator[Subject]:
    edition = load_edition(EDITION)
    imported = ImportedCohort.objects.create(name="Bench", source="invented", rows=0, imported_at=AT)
    pages, clock = _pages(), _clock()
    measures = "CPU time" if clock is time.process_time else "time"
    fewest = ""
    with ExitStack() as kept:
        for place, size in enumerate(sizes):
            fill(edition, imported, size)
            at = FIRST + place * dt.timedelta(days=edition.release.days_apart)
            made = milliseconds(partial(make_release, edition=edition, by=None, at=at), clock=clock)
            released = Measured("making the release", made, made, None, RELEASE_GOALS.get(size))
            remarks = [f"The process needed at most {_peak_memory()} MB so far"]
            if fewest:
                before, times = _times_by_turns(pages, fewest, runs, clock)
                remarks += _flatness(before, times)
            else:
                times = times_of(pages, runs=runs, clock=clock)
                fewest = kept.enter_context(copied_database())
            yield Subject(
                f"Pages that read a release of {size:,} clusters, {connection.display_name}, {measures}",
                (*_rows(pages, times), released),
                tuple(remarks),
            )


def _clock() -> Callable[[], float]:
    """With SQLite, all work is that of this process, and other programs do not lengthen its CPU time."""
    return time.process_time if connection.vendor == "sqlite" else time.perf_counter


def _times_by_turns(
    pages: Mapping[str, Callable[[], None]], fewest: str, runs: int, clock: Callable[[], float]
) -> tuple[Times, Times]:
    """The times of all pages in the database `fewest` and in the current one.

    They are measured by turns: a host is faster in some minutes than in others.
    """
    before: Times = {name: [] for name in pages}
    now: Times = {name: [] for name in pages}
    for _ in range(TURNS):
        with using_database(fewest):
            _add(before, times_of(pages, runs=ceil(runs / TURNS), clock=clock))
        _add(now, times_of(pages, runs=ceil(runs / TURNS), clock=clock))
    return before, now


def _add(times: Times, more: Times) -> None:
    for name, taken in more.items():
        times[name] += taken


def _rows(pages: Mapping[str, Callable[[], None]], times: Times) -> list[Measured]:
    """The times of all pages, the first of which is the page that the others are compared with."""
    reference = statistics.median(times[AREA])
    return [
        Measured(
            name,
            statistics.median(times[name]),
            min(times[name]),
            queries_of(request),
            round(GOALS[name] * reference, 1) if name in GOALS else None,
        )
        for name, request in pages.items()
    ]


def _peak_memory() -> int:
    """In MB; Linux tells it in KB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _pages() -> dict[str, Callable[[], None]]:
    """The pages, each opened by somebody who may read it."""
    owner = Membership.objects.select_related("user").filter(
        organisation__assessments__reference=REPORTED, role=MembershipRole.OWNER
    )[0]
    assessor = Assessment.objects.get(reference=INTERVIEWED).assignments.select_related("assessor")[0].assessor
    secretary = User.objects.filter(is_secretariat=True).order_by("pk")[0]
    return {
        AREA: partial(Editor(Assessment.objects.get(reference=DRAFTED)).area, "A"),
        "comparison": _opening(owner.user, reverse("comparison", args=[REPORTED])),
        "trends": _opening(owner.user, reverse("trends", args=[REPORTED])),
        "cohorts": _opening(secretary, reverse("cohorts")),
        "interview mode": _opening(assessor, reverse("review", args=[INTERVIEWED, "A2"])),
    }


def _opening(user: User, address: str) -> Callable[[], None]:
    """Opens a page as `user`; each request passes through all middleware."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)

    def opened() -> None:
        status = client.get(address).status_code
        if status != 200:
            raise RuntimeError(f"{status} instead of 200 at {address}")

    return opened


def _flatness(fewest: Times, most: Times) -> Iterator[str]:
    """How much longer each page with a goal takes with the most clusters than with the fewest."""
    for name in GOALS:
        ratio = statistics.median(most[name]) / statistics.median(fewest[name])
        yield f"{name}: {ratio:.2f} times as long as with {SIZES[0]} clusters; at most {FLAT} is the goal"


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
    with connection.cursor() as cursor:
        # Statistics that a running database server collects by itself within minutes.
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _escaped(sql: str) -> str:
    """The SQL with percent signs doubled, since a single one would start a parameter."""
    return sql.replace("%", "%%").replace("%%s", "%s")
