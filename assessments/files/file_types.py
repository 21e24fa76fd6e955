"""Detects the type of a file from its content: accepted types, and the reasons for refusing others."""

from __future__ import annotations

import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Final
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring
from PIL import Image

MEBIBYTE = 1024 * 1024
MAX_ENTRIES = 2000
MAX_UNPACKED = 200 * MEBIBYTE
# Archives up to this unpacked size are harmless whatever their ratio. Above it, real documents are far below the
# maximum ratio and archive bombs far above.
FREE_UNPACKED = 10 * MEBIBYTE
MAX_RATIO = 100
MAX_PIXELS = 80_000_000
MAX_NAME = 150


class Fault(StrEnum):
    """Why a file is refused."""

    NOT_ACCEPTED = "not_accepted"
    OLD_OFFICE = "old_office"
    MACROS = "macros"
    PROTECTED = "protected"
    DAMAGED = "damaged"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TOO_MANY_PIXELS = "too_many_pixels"


class UnacceptableFile(Exception):
    """The file is refused; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class FileType:
    """An accepted file type. Files are stored with the first of `extensions`; the others are accepted in names."""

    media_type: str
    extensions: tuple[str, ...]

    @property
    def extension(self) -> str:
        """The extension for storing, with its dot."""
        return self.extensions[0]


PDF: Final = FileType("application/pdf", (".pdf",))
PNG: Final = FileType("image/png", (".png",))
JPEG: Final = FileType("image/jpeg", (".jpg", ".jpeg"))
GIF: Final = FileType("image/gif", (".gif",))
WEBP: Final = FileType("image/webp", (".webp",))
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX: Final = FileType(f"{_OPEN_XML}wordprocessingml.document", (".docx",))
XLSX: Final = FileType(f"{_OPEN_XML}spreadsheetml.sheet", (".xlsx",))
PPTX: Final = FileType(f"{_OPEN_XML}presentationml.presentation", (".pptx",))
ODT: Final = FileType("application/vnd.oasis.opendocument.text", (".odt",))
ODS: Final = FileType("application/vnd.oasis.opendocument.spreadsheet", (".ods",))
ODP: Final = FileType("application/vnd.oasis.opendocument.presentation", (".odp",))
ACCEPTED: Final = (PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPEG, GIF, WEBP)

# The media type of the main part of an Office document is that of the document with this suffix.
MAIN_PARTS: Final = {f"{kind.media_type}.main+xml": kind for kind in (DOCX, XLSX, PPTX)}
OPEN_DOCUMENTS: Final = {kind.media_type.encode(): kind for kind in (ODT, ODS, ODP)}
CONTENT_TYPES: Final = "[Content_Types].xml"
ZIP_FAULTS: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, ParseError, EOFError, RuntimeError, ValueError, KeyError,
)  # fmt: skip


def sniff(content: IO[bytes]) -> FileType:
    """The type of `content`, whatever its file name; the stream is rewound. Raises UnacceptableFile."""
    content.seek(0)
    head = content.read(16)
    content.seek(0)
    try:
        if head.startswith(b"%PDF-"):
            return _pdf(content)
        if head.startswith(b"PK\x03\x04"):
            return _document(content)
        if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            raise UnacceptableFile(Fault.OLD_OFFICE)
        return _image(content, head)
    finally:
        content.seek(0)


def _pdf(content: IO[bytes]) -> FileType:
    size = content.seek(0, 2)
    content.seek(max(0, size - 4096))
    if b"%%EOF" not in content.read():
        raise UnacceptableFile(Fault.DAMAGED)
    return PDF


def _image(content: IO[bytes], head: bytes) -> FileType:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        kind, name = PNG, "PNG"
    elif head.startswith(b"\xff\xd8\xff"):
        kind, name = JPEG, "JPEG"
    elif head.startswith((b"GIF87a", b"GIF89a")):
        kind, name = GIF, "GIF"
    elif head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        kind, name = WEBP, "WEBP"
    else:
        raise UnacceptableFile(Fault.NOT_ACCEPTED)
    try:
        # Neither step decompresses the pixels, so that an image cannot fill the memory.
        with Image.open(content, formats=(name,)) as image:
            pixels = image.width * image.height
            image.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnacceptableFile(Fault.TOO_MANY_PIXELS) from error
    except Exception as error:  # The decoders raise many kinds of exceptions.
        raise UnacceptableFile(Fault.DAMAGED) from error
    if pixels > MAX_PIXELS:
        raise UnacceptableFile(Fault.TOO_MANY_PIXELS)
    return kind


def _document(content: IO[bytes]) -> FileType:
    # Entries are counted before the directory is read, because reading it takes memory for each of them.
    if _count(content, b"PK\x01\x02") > MAX_ENTRIES:
        raise UnacceptableFile(Fault.UNPACKS_TOO_LARGE)
    try:
        with zipfile.ZipFile(content) as archive:
            names = {entry.filename for entry in archive.infolist()}
            if not names & {CONTENT_TYPES, "mimetype"}:
                raise UnacceptableFile(Fault.NOT_ACCEPTED)
            _check_entries(archive.infolist())
            kind = _open_xml(archive) if CONTENT_TYPES in names else _open_document(archive, names)
            _unpack(archive)
    except ZIP_FAULTS as error:
        raise UnacceptableFile(Fault.DAMAGED) from error
    return kind


def _count(content: IO[bytes], mark: bytes) -> int:
    found, tail = 0, b""
    content.seek(0)
    while block := content.read(MEBIBYTE):
        found += (tail + block).count(mark)
        tail = block[1 - len(mark) :]
    return found


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnacceptableFile(Fault.PROTECTED)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED or unpacked > max(FREE_UNPACKED, MAX_RATIO * packed):
        raise UnacceptableFile(Fault.UNPACKS_TOO_LARGE)
    # If two parts have the same name, another program might read the one that was not checked here.
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise UnacceptableFile(Fault.DAMAGED)
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise UnacceptableFile(Fault.DAMAGED)


def _open_xml(archive: zipfile.ZipFile) -> FileType:
    with archive.open(CONTENT_TYPES) as part:
        text = part.read(MEBIBYTE + 1)
    if len(text) > MEBIBYTE:
        raise UnacceptableFile(Fault.DAMAGED)
    types = [
        (element.get("PartName", "").removeprefix("/"), element.get("ContentType", ""))
        for element in fromstring(text, forbid_dtd=True)
    ]
    has_macro_type = any("macro" in kind.lower() or "vbaproject" in kind.lower() for _, kind in types)
    if has_macro_type or any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
        raise UnacceptableFile(Fault.MACROS)
    kinds = [MAIN_PARTS[kind] for name, kind in types if kind in MAIN_PARTS and name in archive.namelist()]
    if len(kinds) != 1:
        raise UnacceptableFile(Fault.NOT_ACCEPTED)
    return kinds[0]


def _open_document(archive: zipfile.ZipFile, names: set[str]) -> FileType:
    with archive.open("mimetype") as part:
        kind = OPEN_DOCUMENTS.get(part.read(100).strip())
    if kind is None or not {"content.xml", "META-INF/manifest.xml"} <= names:
        raise UnacceptableFile(Fault.NOT_ACCEPTED)
    with archive.open("META-INF/manifest.xml") as part:
        if b"encryption-data" in part.read(MEBIBYTE):
            raise UnacceptableFile(Fault.PROTECTED)
    # A document without macros may still contain the two index files of an empty library.
    lists = ("/script-lb.xml", "/script-lc.xml", "/")
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith(lists) for name in names):
        raise UnacceptableFile(Fault.MACROS)
    return kind


def _unpack(archive: zipfile.ZipFile) -> None:
    """Reads every part up to its declared size, which was checked before; raises if a part does not match it."""
    for entry in archive.infolist():
        with archive.open(entry) as part:
            while part.read(MEBIBYTE):
                pass


def shown_name(name: str, kind: FileType) -> str:
    """A safe file name for showing and saving: without folders and invisible characters, with a fitting extension."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(" " if character.isspace() else character for character in base if _is_plain(character))
    stem = " ".join(visible.split()).strip(". ")
    extension = next((known for known in kind.extensions if stem.lower().endswith(known)), "")
    stem = stem[: len(stem) - len(extension)].rstrip(". ")
    extension = extension or kind.extension
    return f"{stem[: MAX_NAME - len(extension)].rstrip('. ') or 'file'}{extension}"


def _is_plain(character: str) -> bool:
    # Drops control, direction, unassigned and private-use characters, and those that file systems refuse.
    return character.isspace() or (unicodedata.category(character)[0] != "C" and character not in '<>:"|?*')
