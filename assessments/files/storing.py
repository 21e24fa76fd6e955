"""Files in a storage: whole or not at all."""

from __future__ import annotations

from contextlib import suppress

from django.core.files import File
from django.core.files.storage import Storage


def store_whole(storage: Storage, name: str, content: File[bytes]) -> str:
    """Stores a file and returns the name it got. Raises OSError if there is no room for it; nothing is kept then."""
    stored = name
    try:
        stored = storage.save(name, content)
        # A storage that runs out of room may cut a file short without a word.
        if storage.size(stored) != content.size:
            raise OSError(f"{stored} was cut short")
    except OSError:
        discard(storage, stored)
        raise
    return stored


def discard(storage: Storage, name: str | None) -> None:
    """Deletes a file, if there is one. It is called while another fault is on its way to the caller, or when a file
    too many is all that could be left: that this failed too says less.
    """
    if name:
        with suppress(OSError):
            storage.delete(name)
