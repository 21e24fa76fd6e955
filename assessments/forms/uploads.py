"""How uploads are received: on disk, never above the limit, and with a reason if they are refused."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from assessments.workflow.evidence import MAX_FILE_SIZE


class Refusal(StrEnum):
    """The reason why an upload was refused."""

    TOO_LARGE = "too_large"
    NOT_STORED = "not_stored"


class RefusedUpload(UploadedFile):  # type: ignore[type-arg]
    """A refused upload: its content is empty, and `size` is the number of bytes sent."""

    def __init__(self, name: str, size: int, refusal: Refusal) -> None:
        super().__init__(BytesIO(), name, size=size)
        self.refusal = refusal


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Streams an upload to a temporary file, and discards it above the limit or if the disk is full.

    The request continues in either case, so that the form can explain the problem and keep the other input.
    """

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """Opens the temporary file. Its name does not contain `file_name`, which may be too long for the disk."""
        self.refusal: Refusal | None = None
        self.sent_name = file_name
        try:
            super().new_file(field_name, "upload", *args, **kwargs)
        except OSError:
            self.refusal = Refusal.NOT_STORED

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Writes the chunk unless the upload is or becomes refused."""
        if self.refusal:
            return
        if start + len(raw_data) > MAX_FILE_SIZE:
            self._refuse(Refusal.TOO_LARGE)
            return
        try:
            self.file.write(raw_data)
        except OSError:
            self._refuse(Refusal.NOT_STORED)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """The upload, or a RefusedUpload in its place."""
        if not self.refusal:
            try:
                self.file.flush()
            except OSError:
                self._refuse(Refusal.NOT_STORED)
        if self.refusal:
            return RefusedUpload(self.sent_name, file_size, self.refusal)
        super().file_complete(file_size)
        self.file.name = self.sent_name
        return self.file

    def _refuse(self, refusal: Refusal) -> None:
        self.refusal = refusal
        # Closing deletes the file, even if the last bytes cannot be written.
        with suppress(OSError):
            self.file.close()
