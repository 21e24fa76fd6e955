"""The clock: how long a request takes inside the server, and how many queries it makes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.test.utils import CaptureQueriesContext

# The first requests fill caches of templates and forms; a server that runs has them filled.
WARM_UP: Final = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing that was measured. Times are in milliseconds; `goal` is the greatest median wanted, if any."""

    name: str
    median: float
    fastest: float
    queries: int
    goal: float | None = None

    @property
    def is_within_goal(self) -> bool:
        """Whether the median is no longer than wanted; True where nothing is wanted."""
        return self.goal is None or self.median <= self.goal


@dataclass(frozen=True, slots=True)
class Subject:
    """What one subject found: its rows, the first of which the others are compared with, and remarks in sentences."""

    title: str
    rows: tuple[Measured, ...]
    remarks: tuple[str, ...] = ()


def measure(name: str, request: Callable[[], object], *, runs: int, goal: float | None = None) -> Measured:
    """Sends `request` `runs` times, warm, and once more to count its queries, so that counting costs no time."""
    for _ in range(WARM_UP):
        request()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        request()
        times.append((time.perf_counter() - started) * 1000)
    return Measured(name, statistics.median(times), min(times), queries_of(request), goal)


def queries_of(request: Callable[[], object]) -> int:
    """The statements that reach the database while `request` is answered."""
    with CaptureQueriesContext(connection) as queries:
        request()
    return len(queries)


def table(subject: Subject) -> str:
    """The subject as a small table of plain text, each median beside its ratio to the first row's."""
    first = subject.rows[0].median
    lines = [subject.title, f"  {'':<24}{'median':>10}{'fastest':>10}{'queries':>9}{'ratio':>8}  goal"]
    for row in subject.rows:
        goal = "" if row.goal is None else f"{row.goal:g} ms: {'met' if row.is_within_goal else 'missed'}"
        figures = f"{row.median:>7.1f} ms{row.fastest:>7.1f} ms{row.queries:>9}{row.median / first:>7.1f}x"
        lines.append(f"  {row.name:<24}{figures}  {goal}".rstrip())
    return "\n".join([*lines, *(f"  {remark}" for remark in subject.remarks)])
