"""Tells a full disk from every other fault of the database."""

from __future__ import annotations

from typing import Final

from django.db import OperationalError

# PostgreSQL's code of the condition "disk full".
DISK_FULL: Final = "53100"
SQLITE_FULL: Final = "database or disk is full"


def is_disk_full(error: OperationalError) -> bool:
    """Whether the database refused a change because there is no room for it; it has then stored nothing of it."""
    return str(error) == SQLITE_FULL or getattr(error.__cause__, "pgcode", None) == DISK_FULL
