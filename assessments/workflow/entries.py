"""Locks the entries of cohorts while it changes which of them count."""

from __future__ import annotations

from typing import Final

from assessments.models import Counter

SERIES: Final = "entries"


def lock_entries() -> None:
    """Locks all entries, so that no other transaction changes which ones count or whose they are."""
    Counter.objects.select_for_update().get_or_create(series=SERIES)
