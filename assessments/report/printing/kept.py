"""Keeps the printed chapters of reports, so that the next issue of a report only prints those that changed.

Reports are confidential: their chapters are beside their files, in a folder that only the server's own user can read.
There is one file for each report, which the next issue replaces. Files are deleted when they are old or too many.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from assessments.report.printing.fonts import FONTS, font_content
from assessments.report.printing.pdf import Layout, PrintedPart, pango_version
from assessments.report.printing.processes import Printing, Task

PACKAGES: Final = ("fonttools", "pydyf", "weasyprint")
MOST: Final = 100
# In seconds: a month.
OLDEST: Final = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """What was printed for the last issue of a report: its parts, their layouts, and the pages of its anchors."""

    parts: Mapping[Printing, PrintedPart] = field(default_factory=dict)
    layouts: Mapping[Task, Layout] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)


def read(path: Path) -> Kept:
    """What is kept in the file; nothing if it was printed by other software or in other fonts."""
    try:
        # Whoever can write this file can write the database and the software, too.
        made_by, kept = pickle.loads(path.read_bytes())  # noqa: S301
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, TypeError, ValueError):
        return Kept()
    return kept if made_by == _software() else Kept()


def write(path: Path, kept: Kept) -> None:
    """Replaces what is kept in the file. A report does not fail if there is no room for it."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            unfinished.write_bytes(pickle.dumps((_software(), kept)))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        _delete_old(path.parent)


def _delete_old(folder: Path) -> None:
    """Deletes files that are old, and the oldest if there are too many."""
    files = sorted(((path.stat().st_mtime, path) for path in folder.iterdir()), reverse=True)
    for place, (changed, path) in enumerate(files):
        if place >= MOST or changed < time.time() - OLDEST:
            path.unlink(missing_ok=True)


@cache
def _software() -> str:
    """A hash of everything beside the HTML and its style that the bytes of a chapter depend on."""
    modules = (path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    versions = [f"{package} {version(package)}" for package in PACKAGES]
    digest = hashlib.sha256(f"{versions} {pango_version()}".encode())
    for content in (*modules, *map(font_content, FONTS.values())):
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()
