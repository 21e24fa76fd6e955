"""A database and a folder of files that exist only during a measurement."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.db import connection
from django.test import override_settings

from assessments.demo.seeding import seed

# What Django adds to the name of the database for that of its copy.
COPY: Final = "copy"


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


@contextmanager
def copied_database() -> Iterator[str]:
    """The name of a copy of the current database, for `using_database`; it is deleted afterwards."""
    # SQLite then writes its log into the file that is copied; PostgreSQL copies no database that is in use.
    connection.close()
    connection.creation.clone_test_db(COPY, verbosity=0, autoclobber=True)
    try:
        yield connection.creation.get_test_db_clone_settings(COPY)["NAME"]
    finally:
        connection.creation.destroy_test_db(suffix=COPY, verbosity=0)


@contextmanager
def using_database(name: str) -> Iterator[None]:
    """Works in the database `name` on the same server, or in the same folder, as the current one."""
    current = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = current
