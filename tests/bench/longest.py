"""Measures the memory needed for the longest possible report, with every field filled to its limit."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment, RecommendationEdit, Remark, ReportPart
from assessments.queries.wording import worded_parts
from assessments.report.content.document import build_context
from assessments.report.printing.html import render_html
from assessments.report.printing.pdf import render_pdf
from assessments.workflow.recommendations import OWN_AT_MOST
from assessments.workflow.wording import LONGEST
from criteria.definitions import Field, FieldKind
from criteria.loader import load_edition

# Wide letters take the most space.
WORD: Final = "WWWWWWWW "
KIB: Final = 1024


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
    # A fork of this process, which has read fonts and templates, as in a worker.
    process = multiprocessing.get_context("fork")
    receiving, sending = process.Pipe(duplex=False)
    worker = process.Process(target=_print_and_tell, args=(html, sending))
    worker.start()
    sending.close()
    try:
        return Printed(*receiving.recv())
    finally:
        worker.join()


def _print_and_tell(html: str, sending: Connection) -> None:
    pages = render_pdf(html).pages
    # In kilobytes on Linux, on which servers run.
    sending.send((pages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB))


def memory_remarks(ordinary: Printed, longest: Printed) -> Iterator[str]:
    """The memory of both reports, in sentences."""
    yield f"At most {ordinary.memory:.0f} MiB of memory in a process of its own"
    ratio = longest.memory / ordinary.memory
    yield (
        f"At most {longest.memory:.0f} MiB, {ratio:.1f} times as much, for the longest report there can be: "
        f"{longest.pages} pages, every text filled to its limit"
    )
