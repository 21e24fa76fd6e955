"""A database and a folder of files that exist only while something is measured."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test import override_settings

from assessments.demo.seeding import seed


@contextmanager
def demo_database() -> Iterator[None]:
    """A new database with the demo data in it, in the place of the one that is configured; it is gone afterwards.

    SQLite gets a file, as a server has, not its memory; PostgreSQL gets a database of another name.
    """
    configured = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(prefix="labelcheck-bench-") as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        with override_settings(MEDIA_ROOT=Path(folder) / "files"):
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            try:
                seed()
                yield
            finally:
                connection.creation.destroy_test_db(configured, verbosity=0)
