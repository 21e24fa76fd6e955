"""Distinguishes a full disk from other database errors."""

from __future__ import annotations

from typing import Final

from django.db import OperationalError

# PostgreSQL's error code for "disk full".
DISK_FULL: Final = "53100"
SQLITE_FULL: Final = "database or disk is full"


def is_disk_full(error: OperationalError) -> bool:
    """Whether the database refused a change because the disk is full; then nothing of the change is stored."""
    return str(error) == SQLITE_FULL or getattr(error.__cause__, "pgcode", None) == DISK_FULL
