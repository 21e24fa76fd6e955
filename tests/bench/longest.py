"""Measures the memory needed for the longest possible report, with every field filled to its limit."""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from assessments.models import Assessment, RecommendationEdit, Remark, ReportPart
from assessments.queries.wording import worded_parts
from assessments.report.content.document import build_context
from assessments.report.printing.html import render_html
from assessments.report.printing.report import print_report
from assessments.workflow.recommendations import OWN_AT_MOST
from assessments.workflow.wording import LONGEST
from criteria.definitions import Field, FieldKind
from criteria.loader import load_edition

# Wide letters take the most space.
WORD: Final = "WWWWWWWW "
KIB: Final = 1024
# How many reports a server must be able to print at once, and the memory in MiB that it may take.
AT_ONCE: Final = 5
AT_ONCE_AT_MOST: Final = 1200
# The seconds between two measurements of what processes take together.
BETWEEN_LOOKS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Printed:
    """A report printed in a separate process: its number of pages, and the peak memory of the process in MiB."""

    pages: int
    memory: float


def to_limit(length: int) -> str:
    """A text of `length` characters."""
    return (WORD * (length // len(WORD) + 1))[:length]


def filled(fields: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with every text at its maximum length, and every table that has a row with all its rows."""
    full = dict(values)
    for asked in fields:
        if asked.kind is FieldKind.TEXT:
            full[asked.key] = to_limit(asked.max_length)
        elif asked.kind is FieldKind.TABLE and values.get(asked.key):
            full[asked.key] = [filled(asked.columns, values[asked.key][0])] * asked.max_rows
    return full


def fill(assessment: Assessment) -> None:
    """Fills every text of `assessment` that its report prints."""
    now, edition = timezone.now(), load_edition(assessment.edition)
    for answer in assessment.answers.all():
        answer.values = filled(edition.indicator(answer.indicator).fields, answer.values)
        answer.agreed, answer.agreed_at = None, None
        answer.save()
    text = to_limit(Remark._meta.get_field("text").max_length or 0)
    for indicator in edition.indicators:
        values = {"text": text, "updated_at": now}
        Remark.objects.update_or_create(assessment=assessment, indicator=indicator.key, defaults=values)
    assessment.recommendation_edits.exclude(indicator="").delete()
    for number in range(OWN_AT_MOST):
        indicator = edition.indicators[number % len(edition.indicators)]
        RecommendationEdit.objects.create(
            assessment=assessment,
            key=f"longest-{number}",
            indicator=indicator.key,
            title=to_limit(RecommendationEdit._meta.get_field("title").max_length or 0),
            text=to_limit(RecommendationEdit._meta.get_field("text").max_length or 0),
            updated_at=now,
        )
    for part in worded_parts(edition):
        values = {"text": to_limit(LONGEST), "updated_at": now}
        ReportPart.objects.update_or_create(assessment=assessment, part=part, defaults=values)


def documents(reference: str, language: str) -> tuple[str, str]:
    """The HTML of the report as it is, and filled to every limit. The stored data do not change."""
    assessment = Assessment.objects.select_related("organisation").get(reference=reference)
    today = timezone.localdate()
    ordinary = render_html(build_context(assessment, language, today=today))
    with transaction.atomic():
        fill(assessment)
        longest = render_html(build_context(assessment, language, today=today))
        transaction.set_rollback(True)
    return ordinary, longest


def print_apart(html: str) -> Printed:
    """Prints the document in a separate process, so that only its own memory is measured."""
    with override_settings(PRINT_PROCESSES=1):
        (printed,), _ = print_at_once([html])
    return printed


def print_at_once(documents: Sequence[str]) -> tuple[list[Printed], float]:
    """Prints all documents at the same time, each in a process of its own.

    Also returns the peak memory in MiB of these processes and this one together; what they share counts once.
    """
    # Forks of this process, which has read fonts and templates, as in a worker.
    process = multiprocessing.get_context("fork")
    workers: dict[Connection, Any] = {}
    for html in documents:
        receiving, sending = process.Pipe(duplex=False)
        workers[receiving] = process.Process(target=_print_and_tell, args=(html, sending))
        workers[receiving].start()
        sending.close()
    printed: list[Printed] = []
    peak = 0.0
    try:
        while len(printed) < len(workers):
            peak = max(peak, memory_of(with_descendants(os.getpid())))
            ready = wait([each for each in workers if not each.closed], timeout=BETWEEN_LOOKS)
            for receiving in filter(ready.__contains__, workers):
                printed.append(Printed(*receiving.recv()))
                receiving.close()
    finally:
        for worker in workers.values():
            worker.join()
    return printed, peak


def with_descendants(process: int) -> Iterator[int]:
    """The process, those that it started, and those that they started."""
    yield process
    with suppress(FileNotFoundError, ProcessLookupError):
        for started in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            yield from with_descendants(int(started))


def memory_of(processes: Iterable[int]) -> float:
    """The memory of the processes in MiB; what several of them share counts once. Zero for one that has ended."""
    total = 0
    for process in processes:
        # As its last act a process gives up its memory, and then the file cannot be read.
        with suppress(FileNotFoundError, ProcessLookupError):
            (proportion,) = re.findall(
                r"^Pss: +(\d+) kB$", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE
            )
            total += int(proportion)
    return total / KIB


def _print_and_tell(html: str, sending: Connection) -> None:
    pages = print_report(html).pages
    # In kilobytes on Linux, on which servers run.
    sending.send((pages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB))


def memory_remarks(ordinary: Sequence[Printed], together: float, longest: Printed) -> Iterator[str]:
    """The memory of an ordinary report, also printed several times at once, and of the longest one, in sentences."""
    largest = max(printed.memory for printed in ordinary)
    yield f"At most {largest:.0f} MiB of memory in a process of its own"
    yield f"At most {together:.0f} MiB for {len(ordinary)} at once; at most {AT_ONCE_AT_MOST} is the goal"
    yield (
        f"At most {longest.memory:.0f} MiB, {longest.memory / largest:.1f} times as much, for the longest report there "
        f"can be: {longest.pages} pages, every text filled to its limit"
    )
