"""Many report files as one ZIP that is made while it is sent, in always the same bytes, so that downloads can go on."""

from __future__ import annotations

import hashlib
import io
import logging
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.storage import Storage

from assessments.models import ReportFile

logger = logging.getLogger(__name__)

# All that is in memory of any file.
CHUNK: Final = 256 * 1024
# The first day that a ZIP can name: the dates of the files are in the reports.
NO_DATE: Final = (1980, 1, 1, 0, 0, 0)
READABLE: Final = 0o644 << 16

# Bytes of the parts of a ZIP whose entries are stored as they are, each with its name (twice), and a descriptor behind.
LOCAL_HEADER, DESCRIPTOR, CENTRAL_HEADER, END = 30, 16, 46, 22
# What is added where an offset or a count does not fit the old format.
LARGE_OFFSET, LARGE_END = 12, 76
MANY: Final = 65_535


class ChangedMeanwhile(Exception):
    """A file is not as long as it was when the download began. The rest cannot be sent under the same head."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its name in the ZIP (plain ASCII), where it is stored, its size in bytes, and what tells its content
    from any other."""

    name: str
    stored: str
    size: int
    mark: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The ZIP of these entries."""

    entries: tuple[Entry, ...]
    storage: Storage

    @property
    def size(self) -> int:
        """The length of the whole ZIP in bytes."""
        offset, central = 0, 0
        for entry in self.entries:
            central += CENTRAL_HEADER + len(entry.name) + (LARGE_OFFSET if offset > zipfile.ZIP64_LIMIT else 0)
            offset += LOCAL_HEADER + len(entry.name) + entry.size + DESCRIPTOR
        is_large = len(self.entries) > MANY or max(offset, central) > zipfile.ZIP64_LIMIT
        return offset + central + END + (LARGE_END if is_large else 0)

    @property
    def etag(self) -> str:
        """A strong entity tag: the same for the same bytes."""
        said = "\n".join(f"{entry.name}\t{entry.size}\t{entry.mark}" for entry in self.entries)
        return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'

    def stream(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to but not including `end`. What comes before is made and thrown away."""
        at = 0
        for piece in self._pieces():
            if at + len(piece) > start and (wanted := piece[max(0, start - at) : end - at]):
                yield wanted
            at += len(piece)
            if at >= end:
                return

    def _pieces(self) -> Iterator[bytes]:
        sink = _Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
            for entry in self.entries:
                info = zipfile.ZipInfo(entry.name, NO_DATE)
                info.external_attr, info.create_system, info.file_size = READABLE, 3, entry.size
                with self.storage.open(entry.stored) as source, archive.open(info, "w") as target:
                    left = entry.size
                    while left and (chunk := source.read(min(CHUNK, left))):
                        target.write(chunk)
                        left -= len(chunk)
                        yield sink.taken()
                    if left or source.read(1):
                        raise ChangedMeanwhile(entry.stored)
                yield sink.taken()
        yield sink.taken()


class _Sink(io.RawIOBase):
    """What the archive is written to: it keeps what has not been sent yet, and cannot go back."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._kept += data
        return len(data)

    def taken(self) -> bytes:
        """What has been written since the last time."""
        taken = bytes(self._kept)
        self._kept.clear()
        return taken


def bundle_of(reports: Iterable[ReportFile]) -> Bundle:
    """The PDFs of these issues, by reference and language. One whose file is lost is left out, and logged."""
    storage = ReportFile.file.field.storage
    entries = []
    for report in sorted(reports, key=lambda each: (each.assessment.reference, each.language, each.kind, each.pk)):
        name = f"{report.assessment.reference}/{report.file_stem}.pdf"
        stored = report.file.name or ""
        try:
            size = storage.size(stored)
        except OSError:
            logger.exception("The file of report %s is missing", report.pk)
            continue
        entries.append(Entry(name, stored, size, report.sha256 or report.code))
    return Bundle(tuple(entries), storage)
