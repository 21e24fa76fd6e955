"""Stores files in a Django storage completely or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage


def store_whole(storage: Storage, name: str, content: File[bytes]) -> str:
    """Stores a file and returns its name in the storage. Raises OSError if there is no room; then nothing is stored."""
    stored = name
    try:
        stored = storage.save(name, content)
        # A storage that runs out of space may truncate a file silently.
        if storage.size(stored) != content.size:
            raise OSError(f"{stored} was cut short")
    except OSError:
        discard(storage, stored)
        raise
    return stored


def has_content(stored: File[bytes], content: File[bytes]) -> bool:
    """Whether a stored file can be read and has the same bytes as `content`."""
    try:
        with stored.open("rb") as file:
            return _digest(file) == _digest(content)
    except OSError:
        return False


def _digest(file: File[bytes]) -> bytes:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").digest()


def discard(storage: Storage, name: str | None) -> None:
    """Deletes a file, if there is one, and ignores an OSError.

    It is called while another error is being raised, or to remove a superfluous file; in both cases, failing to delete
    is less important.
    """
    if name:
        with suppress(OSError):
            storage.delete(name)


def content_of(storage: Storage, name: str) -> Iterator[bytes]:
    """The content of a stored file in pieces. It is opened when the first one is asked for."""
    with storage.open(name) as source:
        yield from source.chunks()


def printed_chapters(reference: str, language: str) -> Path:
    """Where the printed chapters of the last issue of a report are kept: a file of this server, in no storage."""
    return Path(settings.MEDIA_ROOT) / "chapters" / f"{reference}-{language}.chapters"
