"""Measures how long a request takes on the server, and how many queries it makes."""

from __future__ import annotations

import platform
import statistics
import sysconfig
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.test.utils import CaptureQueriesContext

# The first requests fill template and form caches, which a running server has already filled.
WARM_UP: Final = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement. Times are in milliseconds; `goal` is the highest acceptable median, if any.

    `queries` is None where they are not counted.
    """

    name: str
    median: float
    fastest: float
    queries: int | None
    goal: float | None = None

    @property
    def is_within_goal(self) -> bool:
        """Whether the median is within the goal; True without a goal."""
        return self.goal is None or self.median <= self.goal


@dataclass(frozen=True, slots=True)
class Subject:
    """The results of one subject: its rows, compared with the first one, and remarks in sentences."""

    title: str
    rows: tuple[Measured, ...]
    remarks: tuple[str, ...] = ()


def measure(name: str, request: Callable[[], object], *, runs: int, goal: float | None = None) -> Measured:
    """Sends `request` `runs` times after warming up, and once more to count queries, which would cost time."""
    (taken,) = times_of({name: request}, runs=runs).values()
    return Measured(name, statistics.median(taken), min(taken), queries_of(request), goal)


def times_of(
    requests: Mapping[str, Callable[[], object]], *, runs: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """The milliseconds of each request by `clock`, `runs` times after warming up.

    They are sent in turn, so that whatever else the machine does slows all of them.
    """
    for request in requests.values():
        for _ in range(WARM_UP):
            request()
    times: dict[str, list[float]] = {name: [] for name in requests}
    for _ in range(runs):
        for name, request in requests.items():
            times[name].append(milliseconds(request, clock=clock))
    return times


def milliseconds(work: Callable[[], object], *, clock: Callable[[], float]) -> float:
    """How long `work` takes by `clock`, which counts seconds."""
    started = clock()
    work()
    return (clock() - started) * 1000


def queries_of(request: Callable[[], object]) -> int:
    """The SQL statements executed while `request` is handled."""
    with CaptureQueriesContext(connection) as queries:
        request()
    return len(queries)


def table(subject: Subject) -> str:
    """The subject as a plain text table, with the ratio of each median to that of the first row."""
    first = subject.rows[0].median
    lines = [subject.title, f"  {'':<24}{'median':>10}{'fastest':>10}{'queries':>9}{'ratio':>8}  goal"]
    for row in subject.rows:
        goal = "" if row.goal is None else f"{row.goal:g} ms: {'met' if row.is_within_goal else 'missed'}"
        queries = "" if row.queries is None else row.queries
        figures = f"{row.median:>7.1f} ms{row.fastest:>7.1f} ms{queries:>9}{row.median / first:>7.1f}x"
        lines.append(f"  {row.name:<24}{figures}  {goal}".rstrip())
    return "\n".join([*lines, *(f"  {remark}" for remark in subject.remarks)])


def surroundings() -> str:
    """The interpreter and the database that the times depend on."""
    is_optimised = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    built = "with" if is_optimised else "without"
    version = ".".join(map(str, connection.get_database_version()))
    return f"Python {platform.python_version()}, built {built} optimisation; {connection.display_name} {version}"
