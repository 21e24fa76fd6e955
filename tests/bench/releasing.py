"""Measures how long it takes to publish a release, with the attack on it, of few and of many clusters."""

from __future__ import annotations

import datetime as dt
import resource
import time
from typing import Final

from django.db import connection, transaction

from assessments.models import CohortEntry, ImportedCohort
from assessments.workflow.releasing import make_release
from criteria.loader import load_edition
from tests.bench.comparison import AT, EDITION, LARGE, fill
from tests.bench.timing import Measured, Subject, queries_of

SMALL: Final = 1_300
# The goals for the time in milliseconds.
GOALS: Final = {SMALL: 10_000, LARGE: 120_000}
LATER: Final = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


def measured(*, runs: int | None = None) -> Subject:
    """The time of a release of 1,300 clusters. It is made only once unless `runs` are given."""
    return _measured((SMALL,), runs or 1)


def measured_with_large(*, runs: int | None = None) -> Subject:
    """Like `measured`, and also of 100,000 clusters."""
    return _measured((SMALL, LARGE), runs or 1)


def _measured(sizes: tuple[int, ...], runs: int) -> Subject:
    edition = load_edition(EDITION)
    imported = ImportedCohort.objects.create(name="Released", source="invented", rows=0, imported_at=AT)
    rows = []
    for size in sizes:
        fill(edition, imported, size)
        times = [_time() for _ in range(runs)]
        goal = GOALS[size]
        rows.append(Measured(f"{size:,}", sorted(times)[runs // 2], min(times), queries_of(_release), goal))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    clusters = CohortEntry.objects.compared().count()
    remark = f"The process needed at most {memory} MB, with {clusters:,} clusters."
    return Subject(f"Release, {connection.vendor}", tuple(rows), (remark,))


def _time() -> float:
    started = time.perf_counter()
    _release()
    return (time.perf_counter() - started) * 1000


def _release() -> None:
    """Makes a release and takes it back."""
    with transaction.atomic():
        make_release(edition=load_edition(EDITION), by=None, at=LATER)
        transaction.set_rollback(True)
