"""Detecting file types by content: accepted types, everything that is refused, and safe names."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from openpyxl import Workbook
from PIL import Image

from assessments.files.file_types import (
    ACCEPTED,
    DOCX,
    GIF,
    JPEG,
    MAX_ENTRIES,
    MEBIBYTE,
    ODT,
    PDF,
    PNG,
    PPTX,
    WEBP,
    XLSX,
    Fault,
    FileType,
    UnacceptableFile,
    shown_name,
    sniff,
)

type Parts = dict[str, bytes]

SMALL_PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def archive(parts: Parts, *, compression: int = ZIP_DEFLATED) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", compression) as target:
        for name, text in parts.items():
            target.writestr(name, text)
    return content.getvalue()


def content_types(main: str, part: str = "/word/document.xml", more: str = "", declaration: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{declaration}'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>{more}'
        f'<Override PartName="{part}" ContentType="{main}"/></Types>'
    ).encode()


def word(extra: Parts | None = None, *, main: str = f"{DOCX.media_type}.main+xml", more: str = "") -> bytes:
    parts = {"[Content_Types].xml": content_types(main, more=more), "word/document.xml": b"<w:document/>"}
    return archive({**parts, **(extra or {})})


def open_document(media_type: str = ODT.media_type, extra: Parts | None = None) -> bytes:
    parts = {"mimetype": media_type.encode(), "content.xml": b"<office/>", "META-INF/manifest.xml": b"<manifest/>"}
    return archive({**parts, **(extra or {})})


def workbook() -> bytes:
    content = BytesIO()
    Workbook().save(content)
    return content.getvalue()


def picture(kind: str, size: tuple[int, int] = (4, 3)) -> bytes:
    content = BytesIO()
    Image.new("RGB", size, "teal").save(content, kind)
    return content.getvalue()


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def huge_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that declares enormous dimensions."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + head + body + png_chunk(b"IEND", b"")


def protected_archive() -> bytes:
    """A Word document whose parts are flagged as encrypted."""
    content = bytearray(word())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def lying_archive() -> bytes:
    """A Word document whose directory declares a large part as small."""
    content = bytearray(word({"word/media.xml": b"0" * 1_000_000}))
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 10)
    return bytes(content)


def with_duplicate() -> bytes:
    content = BytesIO(word())
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(content, "a") as target:
        target.writestr("word/document.xml", b"<other/>")
    return content.getvalue()


def fault_of(content: bytes) -> Fault:
    with pytest.raises(UnacceptableFile) as refused:
        sniff(BytesIO(content))
    return refused.value.fault


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (SMALL_PDF, PDF),
        (picture("PNG"), PNG),
        (picture("JPEG"), JPEG),
        (picture("GIF"), GIF),
        (picture("WEBP"), WEBP),
        (word(), DOCX),
        (workbook(), XLSX),
        (
            archive(
                {
                    "[Content_Types].xml": content_types(f"{PPTX.media_type}.main+xml", "/ppt/presentation.xml"),
                    "ppt/presentation.xml": b"<p/>",
                }
            ),
            PPTX,
        ),
        (open_document(), ODT),
        (open_document(extra={"Basic/Standard/script-lb.xml": b"<library/>"}), ODT),
    ],
    ids=lambda value: getattr(value, "extension", ""),
)
def test_a_type_is_told_by_the_content(content: bytes, kind: FileType) -> None:
    stream = BytesIO(content)
    assert sniff(stream) == kind
    assert stream.tell() == 0


REFUSED = {
    "nothing": (b"", Fault.NOT_ACCEPTED),
    "text": (b"Members: 34", Fault.NOT_ACCEPTED),
    "svg": (SVG, Fault.NOT_ACCEPTED),
    "html": (HTML, Fault.NOT_ACCEPTED),
    "html before pdf": (HTML + SMALL_PDF, Fault.NOT_ACCEPTED),
    "shell script": (b"#!/bin/sh\nrm -rf ~\n", Fault.NOT_ACCEPTED),
    "program": (b"MZ\x90\x00" + b"\0" * 100, Fault.NOT_ACCEPTED),
    "elf program": (b"\x7fELF" + b"\0" * 100, Fault.NOT_ACCEPTED),
    "gzip": (b"\x1f\x8b\x08" + b"\0" * 100, Fault.NOT_ACCEPTED),
    "plain archive": (archive({"plan.pdf": SMALL_PDF}), Fault.NOT_ACCEPTED),
    "java archive": (archive({"META-INF/MANIFEST.MF": b"Main-Class: A"}), Fault.NOT_ACCEPTED),
    "e-book": (open_document("application/epub+zip"), Fault.NOT_ACCEPTED),
    "word without its main part": (
        archive({"[Content_Types].xml": content_types(f"{DOCX.media_type}.main+xml")}),
        Fault.NOT_ACCEPTED,
    ),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Fault.OLD_OFFICE),
    "vba project": (word({"word/vbaProject.bin": b"\0"}), Fault.MACROS),
    "vba project renamed": (
        word(
            {"word/media.bin": b"\0"},
            more='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>',
        ),
        Fault.MACROS,
    ),
    "docm": (word(main="application/vnd.ms-word.document.macroEnabled.main+xml"), Fault.MACROS),
    "macros of opendocument": (open_document(extra={"Basic/Standard/Module1.xml": b"<m/>"}), Fault.MACROS),
    "protected archive": (protected_archive(), Fault.PROTECTED),
    "protected opendocument": (
        open_document(extra={"META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
        Fault.PROTECTED,
    ),
    "pdf cut off": (SMALL_PDF[:40], Fault.DAMAGED),
    "archive cut off": (word()[:-30], Fault.DAMAGED),
    "png cut off": (picture("PNG")[:30], Fault.DAMAGED),
    "html in a gif's clothes": (b"GIF89a" + HTML, Fault.DAMAGED),
    "archive that lies about a size": (lying_archive(), Fault.DAMAGED),
    "two parts of one name": (with_duplicate, Fault.DAMAGED),
    "part that differs by case": (word({"Word/Document.xml": b"<other/>"}), Fault.DAMAGED),
    "declarations": (
        archive(
            {
                "[Content_Types].xml": content_types(
                    f"{DOCX.media_type}.main+xml", declaration='<!DOCTYPE Types [<!ENTITY a "aaaa">]>'
                ),
                "word/document.xml": b"<w:document/>",
            }
        ),
        Fault.DAMAGED,
    ),
    "zip bomb by ratio": (word({"word/a.xml": b"0" * (11 * MEBIBYTE)}), Fault.UNPACKS_TOO_LARGE),
    "zip bomb by entries": (
        archive({f"word/{number}.xml": b"" for number in range(MAX_ENTRIES + 1)}, compression=ZIP_STORED),
        Fault.UNPACKS_TOO_LARGE,
    ),
    "pixel bomb": (huge_png(50_000, 50_000), Fault.TOO_MANY_PIXELS),
    "pixel bomb that Pillow only warns of": (huge_png(10_000, 9_500), Fault.TOO_MANY_PIXELS),
    "too many pixels": (huge_png(10_000, 8_001), Fault.TOO_MANY_PIXELS),
}


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused_with_its_reason(name: str) -> None:
    content, fault = REFUSED[name]
    assert fault_of(content() if callable(content) else content) is fault


def test_a_bomb_by_total_is_refused_before_it_is_unpacked() -> None:
    # Stored parts of 201 MB in total, so that only the total is suspicious.
    content = BytesIO(word())
    with ZipFile(content, "a", ZIP_DEFLATED) as target:
        for number in range(3):
            target.writestr(ZipInfo(f"word/{number}.xml"), b"", compress_type=ZIP_DEFLATED)
    changed = bytearray(content.getvalue())
    entry = 0
    for _ in range(5):
        entry = changed.index(b"PK\x01\x02", entry + 1)
        changed[entry + 20 : entry + 28] = struct.pack("<II", 41 * MEBIBYTE, 41 * MEBIBYTE)
    assert fault_of(bytes(changed)) is Fault.UNPACKS_TOO_LARGE


def test_no_damage_makes_the_check_itself_fail() -> None:
    outcomes = set()
    for original in (word(), workbook(), open_document(), picture("PNG"), picture("WEBP"), SMALL_PDF):
        for position in range(0, len(original), max(1, len(original) // 300)):
            damaged = original[:position] + bytes([original[position] ^ 0xFF]) + original[position + 1 :]
            try:
                outcomes.add(type(sniff(BytesIO(damaged))))
            except UnacceptableFile as refused:
                outcomes.add(type(refused))
    assert outcomes == {FileType, UnacceptableFile}


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("Register 2026.pdf", PDF, "Register 2026.pdf"),
        ("Jäsenrekisteri.PDF", PDF, "Jäsenrekisteri.pdf"),
        ("photo.jpeg", JPEG, "photo.jpeg"),
        ("register.pdf.exe", PDF, "register.pdf.exe.pdf"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\Users\\me\\plan.docx", DOCX, "plan.docx"),
        ("plan\u202efdp.exe", PDF, "planfdp.exe.pdf"),
        ("a\r\nContent-Type: text\x00.pdf", PDF, "a Content-Type text.pdf"),
        ('<img src=x onerror="alert(1)">.pdf', PDF, "img src=x onerror=alert(1).pdf"),
        (".htaccess", PNG, "htaccess.png"),
        ("...", PNG, "file.png"),
        (".pdf", PDF, "pdf.pdf"),
        ("a" * 300 + ".xlsx", XLSX, "a" * 145 + ".xlsx"),
    ],
)
def test_the_shown_name_is_harmless_and_ends_as_its_type(name: str, kind: FileType, shown: str) -> None:
    assert shown_name(name, kind) == shown
    assert len(shown) <= 150


def test_no_accepted_type_is_one_that_a_browser_runs() -> None:
    active = {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml", "text/javascript"}
    assert {kind.media_type for kind in ACCEPTED} & active == set()
