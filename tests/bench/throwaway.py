"""A database and a folder of files that exist only during a measurement."""

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
    """A new database with the demo data in place of the configured one; it is deleted afterwards.

    SQLite uses a file, as on a server, not memory; PostgreSQL a database of another name.
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
