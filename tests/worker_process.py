"""A separate process on a test's database, such as a worker that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


def database_url() -> str:
    """The URL of this test's database, for another process."""
    chosen = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{chosen['NAME']}"
    return f"postgres://{chosen['USER']}@/{chosen['HOST']}/{chosen['NAME']}"


@contextmanager
def process_of(folder: Path, *command: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Runs `manage.py` with `command` and its files in `folder`; if still running, it is killed when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "labelcheck.settings.development",
            "DATABASE_URL": database_url(),
            "LABELCHECK_DATA": str(folder),
        }
        | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
