"""Measures printing a whole report in four parts, from reference to file, and Chromium with the same document."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from assessments.models import Assessment, ReportKind
from assessments.report.content.document import build_context
from assessments.report.printing import faster
from assessments.report.printing.html import TEMPLATES, render_html
from assessments.report.printing.pdf import render_pdf
from assessments.report.printing.report import print_report
from tests.bench.longest import AT_ONCE, documents, memory_remarks, print_apart, print_at_once
from tests.bench.timing import Measured, Subject, milliseconds, queries_of
from tests.browsers import find_browser

REFERENCE: Final = "DEMO-0001"
LANGUAGE: Final = "en"
# Each run takes as long as hundreds of requests.
RUNS: Final = 3
# The goal for the ratio to Chromium's time.
AT_MOST: Final = 2.5
# The goal for the ratio to the processor time of WeasyPrint without the replacements of faster.py.
OF_ORIGINAL_AT_MOST: Final = 0.8
# How many processes print at once, and the goals for the ratios to the time of WeasyPrint by the clock: of a whole
# report, and of one of which one answer changed.
PROCESSES: Final = 2
IN_PROCESSES_AT_MOST: Final = 0.5
CHANGED_AT_MOST: Final = 0.25
# An answer of the reference, and another value for it.
CHANGED: Final = ("B2", "meetings", 7)
PACKAGES: Final = ("weasyprint", "pydyf")
FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
    "--export-tagged-pdf",
)  # fmt: skip
LONGEST_PRINT: Final = 300
KIB: Final = 1024
PARTS: Final = ("data", "HTML", "chapters", "merging")


class NotTagged(Exception):
    """Chromium wrote a file without tags, which is not comparable."""


@dataclass(slots=True)
class Times:
    """The times of all runs in milliseconds; `parts` by name. `faster` and `original` are processor time.

    `original_wall`, `processes` and `changed` are by the clock.
    """

    parts: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in PARTS})
    whole: list[float] = field(default_factory=list)
    chromium: list[float] = field(default_factory=list)
    faster: list[float] = field(default_factory=list)
    original: list[float] = field(default_factory=list)
    original_wall: list[float] = field(default_factory=list)
    processes: list[float] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)


@contextmanager
def _one_core() -> Iterator[bool]:
    """Keeps this process and its children on one core; returns False if the system does not support it."""
    if not hasattr(os, "sched_setaffinity"):
        yield False
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield True
    finally:
        os.sched_setaffinity(0, allowed)


def _read(reference: str = REFERENCE) -> Assessment:
    return Assessment.objects.select_related("organisation").get(reference=reference)


def print_once(target: Path, times: Times, reference: str = REFERENCE) -> tuple[str, int]:
    """Prints the report to `target` and records the time of each part. Returns the document and its number of pages."""
    moments = [time.perf_counter()]
    context = build_context(_read(reference), LANGUAGE, today=timezone.localdate())
    moments.append(time.perf_counter())
    html = render_html(context)
    moments.append(time.perf_counter())
    with override_settings(PRINT_PROCESSES=1):
        pdf = print_report(html, merging=lambda: moments.append(time.perf_counter()))
    target.write_bytes(pdf.content)
    moments.append(time.perf_counter())
    for name, begun, ended in zip(PARTS, moments[:-1], moments[1:], strict=True):
        times.parts[name].append((ended - begun) * 1000)
    times.whole.append((moments[-1] - moments[0]) * 1000)
    return html, pdf.pages


def compare(html: str, changed: str, times: Times) -> None:
    """Prints the document in all ways, by turns, and the changed one after it.

    What several processes do at once cannot be compared by their processor time, so that of one process is recorded.
    """
    gc.collect()
    began, own = time.perf_counter(), time.process_time()
    with faster.originals():
        render_pdf(html)
    times.original.append((time.process_time() - own) * 1000)
    times.original_wall.append((time.perf_counter() - began) * 1000)
    # The next one must not take the time to free what this one has left.
    gc.collect()
    with override_settings(PRINT_PROCESSES=1):
        times.faster.append(milliseconds(partial(print_report, html), clock=time.process_time))
    gc.collect()
    with (
        tempfile.TemporaryDirectory(prefix="labelcheck-kept-") as folder,
        override_settings(PRINT_PROCESSES=PROCESSES, DATA_DIR=Path(folder)),
    ):
        file = Path(folder) / "report.chapters"
        times.processes.append(milliseconds(partial(print_report, html, keep_in=file), clock=time.perf_counter))
        times.changed.append(milliseconds(partial(print_report, changed, keep_in=file), clock=time.perf_counter))


def changed_document(language: str = LANGUAGE) -> str:
    """The HTML of the report after one answer has been changed. The stored data do not change."""
    assessment = _read()
    with transaction.atomic():
        indicator, field_key, value = CHANGED
        answer = assessment.answers.get(indicator=indicator)
        answer.values |= {field_key: value}
        answer.save()
        html = render_html(build_context(_read(), language, today=timezone.localdate()))
        transaction.set_rollback(True)
    return html


def print_in_chromium(browser: str, html: str, folder: Path) -> float:
    """The milliseconds that `browser` takes to start and write `html` as a tagged PDF. Raises NotTagged."""
    source, target = folder / "report.html", folder / "chromium.pdf"
    source.write_text(html, encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="labelcheck-chromium-") as profile:
        command = [browser, *FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={target}", source.as_uri()]
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, timeout=LONGEST_PRINT)
        took = (time.perf_counter() - started) * 1000
    if b"/StructTreeRoot" not in target.read_bytes():
        raise NotTagged(browser)
    return took


def measured(*, runs: int | None = None) -> Iterator[Subject]:
    """Times for the complete demo assessment, tagged, on one core, with Chromium printing the same document."""
    browser = find_browser()
    # Measured first, before this process, which is forked for it, has grown.
    ordinary, longest = documents(REFERENCE, LANGUAGE)
    memory = tuple(memory_remarks(*print_at_once([ordinary] * AT_ONCE), print_apart(longest)))
    changed = changed_document()
    times, pages, size = Times(), 0, 0
    with tempfile.TemporaryDirectory(prefix="labelcheck-bench-") as folder:
        target = Path(folder) / "report.pdf"
        # A process reads fonts and templates only once; this reads them in advance.
        context = build_context(_read(), LANGUAGE, today=timezone.localdate())
        render_pdf(render_html(context, template=TEMPLATES[ReportKind.SUMMARY]))
        for _ in range(runs or RUNS):
            with _one_core() as is_alone:
                html, pages = print_once(target, times)
                size = target.stat().st_size
                if browser:
                    times.chromium.append(print_in_chromium(browser, html, Path(folder)))
            compare(html, changed, times)
        queries = queries_of(partial(build_context, _read(), LANGUAGE, today=timezone.localdate()))
    remarks = (*remarks_of(times, pages, size, is_alone), *memory)
    yield Subject("Report", tuple(rows_of(times, queries)), remarks)


def rows_of(times: Times, queries: int) -> Iterator[Measured]:
    """The rows of the table: Chromium first, if available, so that the others are compared with it."""
    goal = None
    if times.chromium:
        yield _row("Chromium, same document", times.chromium)
        goal = AT_MOST * statistics.median(times.chromium)
    yield _row("reference to file", times.whole, queries, goal)
    for name in PARTS:
        yield _row(name, times.parts[name], queries if name == "data" else 0)


def _row(name: str, taken: list[float], queries: int = 0, goal: float | None = None) -> Measured:
    return Measured(name, statistics.median(taken), min(taken), queries, goal)


def remarks_of(times: Times, pages: int, size: int, is_alone: bool) -> Iterator[str]:
    """What was printed and how it compares, in sentences. `size` is in bytes."""
    yield f"{REFERENCE}, {LANGUAGE}: {pages} tagged pages, {size / KIB:.0f} KiB, {len(times.whole)} runs" + (
        " on one core" if is_alone else ""
    )
    if times.chromium:
        ratio = statistics.median(times.whole) / statistics.median(times.chromium)
        yield (
            f"{ratio:.2f} times as long as Chromium, which is started anew each time and leaves out heads, page "
            f"numbers and PDF/UA; at most {AT_MOST} is the goal"
        )
    else:
        yield "Chromium is not installed, so there is nothing to compare with"
    if times.original:
        took, original = statistics.median(times.faster), statistics.median(times.original)
        packages = " and ".join(f"{package} {version(package)}" for package in PACKAGES)
        yield (
            f"{took / original:.2f} of the processor time that {packages} take without faster.py "
            f"({took:.0f} and {original:.0f} ms, by turns); at most {OF_ORIGINAL_AT_MOST} is the goal"
        )
    if times.original_wall:
        # Whatever else a machine does takes a processor from one of two processes, so the fastest are compared.
        original = min(times.original_wall)
        for name, taken, goal in (
            (f"in {PROCESSES} processes", min(times.processes), IN_PROCESSES_AT_MOST),
            (f"in {PROCESSES} processes, after one answer has changed", min(times.changed), CHANGED_AT_MOST),
        ):
            yield (
                f"{taken / original:.2f} of its time by the clock {name} ({taken:.0f} and {original:.0f} ms, the "
                f"fastest by turns); at most {goal} is the goal"
            )
