"""Writes the rows that comparisons read: entries of cohorts with their portfolios and measurements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.models import CohortEntry, CohortPortfolio, Measurement
from assessments.workflow.entries import lock_entries
from assessments.workflow.identity import choose_latest
from criteria.measures import MeasureSet

ROWS_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True)
class MeasuredEntry:
    """An unsaved entry with its portfolios and measures."""

    entry: CohortEntry
    portfolios: Collection[str]
    measures: MeasureSet


def store_entries(measured: Sequence[MeasuredEntry]) -> None:
    """Stores entries with all their rows, within the caller's transaction."""
    lock_entries()
    CohortEntry.objects.bulk_create([one.entry for one in measured], batch_size=ROWS_AT_ONCE)
    CohortPortfolio.objects.bulk_create(
        [CohortPortfolio(entry=one.entry, portfolio=key) for one in measured for key in one.portfolios],
        batch_size=ROWS_AT_ONCE,
    )
    Measurement.objects.bulk_create(
        [row for one in measured for row in _measurements(one.entry, one.measures)], batch_size=ROWS_AT_ONCE
    )
    choose_latest({one.entry.identity for one in measured})


def _measurements(entry: CohortEntry, measures: MeasureSet) -> list[Measurement]:
    numbers = [Measurement(entry=entry, measure=key, value=value) for key, value in measures.numbers.items()]
    chosen = [(key, choice) for key, choices in measures.choices.items() for choice in choices]
    return numbers + [Measurement(entry=entry, measure=key, choice=choice) for key, choice in chosen]
