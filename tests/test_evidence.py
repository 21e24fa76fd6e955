"""Evidence: what a file is by its content, what is refused, what is stored, and how it is handed out."""

from __future__ import annotations

import logging
import resource
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from conftest import NOW, Cast
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.utils.html import escape
from openpyxl import Workbook
from PIL import Image

from assessments.access import WrongState
from assessments.forms.file_types import (
    ACCEPTED,
    DOCX,
    GIF,
    JPEG,
    MAX_ENTRIES,
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
from assessments.models import Assessment, AuditEntry, Evidence, Status, User
from assessments.workflow.evidence import (
    MAX_ASSESSMENT_SIZE,
    MAX_FILE_SIZE,
    MEBIBYTE,
    CheckedFile,
    EvidenceFull,
    FileNotStored,
    FileTooLarge,
    add_file,
    add_link,
    evidence_by_indicator,
    remove_evidence,
    size_of_evidence,
)

type SignIn = Callable[[User], Client]
type Parts = dict[str, bytes]

ADDRESS = "/assessments/FI-2026-001/evidence/A2/"
SMALL_PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
WORDS = {"file-title": "Register", "file-statement": "34 members, page 3", "add_file": "1"}


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
    """A picture of some bytes that claims to be enormous."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + head + body + png_chunk(b"IEND", b"")


def protected_archive() -> bytes:
    """A Word document whose parts say that they are encrypted."""
    content = bytearray(word())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def lying_archive() -> bytes:
    """A Word document whose directory claims that a large part is small."""
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
    # Parts that claim 201 MB together and are stored as claimed, so that only the total gives them away.
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


def checked(content: bytes = SMALL_PDF) -> CheckedFile:
    return CheckedFile(ContentFile(content), "register.pdf", PDF.media_type, PDF.extension)


def add(assessment: Assessment, by: User, file: CheckedFile | None = None) -> Evidence:
    return add_file(
        assessment=assessment,
        indicator="A2",
        title="Register",
        statement="34 members, page 3",
        file=file or checked(),
        by=by,
        at=NOW,
    )


def claim(assessment: Assessment, size: int) -> Evidence:
    """A row that says its file has `size` bytes."""
    return Evidence.objects.create(
        assessment=assessment, indicator="B1", title="-", statement="-", file="evidence/x", size=size, added_at=NOW
    )


def stored_files(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def upload(client: Client, content: bytes, name: str = "register.pdf", **words: str) -> Any:
    return client.post(ADDRESS, {**WORDS, **words, "file-file": SimpleUploadedFile(name, content, "text/html")})


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """No file can grow beyond `size` bytes, as if the disk were full then."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_is_stored_under_a_name_of_its_own_with_one_audit_row(cast: Cast, settings: Any) -> None:
    item = add(cast.draft(), cast.editor)
    (stored,) = stored_files(settings)
    assert stored.read_bytes() == SMALL_PDF
    assert stored.suffix == ".pdf"
    assert len(stored.stem) == 32
    assert (item.file_name, item.media_type, item.size) == ("register.pdf", "application/pdf", len(SMALL_PDF))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.subject) == ("evidence_added", cast.editor, "A2")
    assert entry.after == {"title": "Register", "file": "register.pdf", "size": len(SMALL_PDF)}


def test_evidence_is_listed_by_indicator_with_one_query(
    cast: Cast, django_assert_num_queries: Callable[..., Any]
) -> None:
    assessment = cast.draft()
    first = add(assessment, cast.editor)
    link = add_link(
        assessment=assessment,
        indicator="B1",
        title="Statutes",
        statement="Article 4",
        link="https://kuvitelma.example.org/statutes",
        by=cast.owner,
        at=NOW,
    )
    second = add(assessment, cast.editor)
    with django_assert_num_queries(1):
        found = evidence_by_indicator(assessment)
        assert [item.added_by for item in found["A2"]] == [cast.editor, cast.editor]
    assert found == {"A2": [first, second], "B1": [link]}
    assert size_of_evidence(assessment) == 2 * len(SMALL_PDF)


def test_limits_hold_for_one_file_and_for_all_together(cast: Cast, settings: Any) -> None:
    assessment = cast.draft()
    with pytest.raises(FileTooLarge):
        add(assessment, cast.owner, checked(bytes(MAX_FILE_SIZE + 1)))
    row = claim(assessment, MAX_ASSESSMENT_SIZE - len(SMALL_PDF))
    add(assessment, cast.owner)
    with pytest.raises(EvidenceFull) as full:
        add(assessment, cast.owner, checked(b"1"))
    assert full.value.used == MAX_ASSESSMENT_SIZE
    assert len(stored_files(settings)) == 1
    row.delete()
    add(assessment, cast.owner, checked(b"1"))


def test_a_disk_that_fills_up_leaves_nothing_behind(cast: Cast, settings: Any) -> None:
    assessment = cast.draft()
    before = AuditEntry.objects.count()
    with files_limited_to(12 * MEBIBYTE), pytest.raises(FileNotStored):
        add(assessment, cast.owner, checked(bytes(15 * MEBIBYTE)))
    assert stored_files(settings) == []
    assert (Evidence.objects.count(), AuditEntry.objects.count()) == (0, before)


def test_a_storage_that_cannot_be_reached_is_said_by_name(cast: Cast, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("")
    settings.MEDIA_ROOT = tmp_path / "occupied"
    with pytest.raises(FileNotStored):
        add(cast.draft(), cast.owner)
    assert Evidence.objects.count() == 0


def test_a_file_whose_row_cannot_be_written_is_deleted_again(cast: Cast, settings: Any) -> None:
    assessment = cast.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        add(assessment, cast.owner, CheckedFile(ContentFile(SMALL_PDF), "a.pdf", None, ".pdf"))  # type: ignore[arg-type]
    assert (stored_files(settings), Evidence.objects.count()) == ([], 0)


def test_removing_deletes_the_row_and_after_the_commit_the_file(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    item = add(cast.draft(), cast.editor)
    with django_capture_on_commit_callbacks() as callbacks:
        remove_evidence(evidence=item, by=cast.owner, at=NOW)
    assert (Evidence.objects.count(), len(stored_files(settings))) == (0, 1)
    for callback in callbacks:
        callback()
    assert stored_files(settings) == []
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.subject) == ("evidence_removed", "A2")
    assert entry.before == {"title": "Register", "file": "register.pdf", "size": len(SMALL_PDF)}
    with pytest.raises(Evidence.DoesNotExist):
        remove_evidence(evidence=item, by=cast.owner, at=NOW)


def test_evidence_is_frozen_with_the_answers_and_closed_to_outsiders(cast: Cast, settings: Any) -> None:
    assessment = cast.draft()
    item = add(assessment, cast.owner)
    with pytest.raises(Http404):
        add(assessment, cast.outsider)
    Assessment.objects.filter(pk=assessment.pk).update(status=Status.SUBMITTED)
    with pytest.raises(WrongState):
        add(assessment, cast.owner)
    with pytest.raises(WrongState):
        remove_evidence(evidence=item, by=cast.owner, at=NOW)
    assert (Evidence.objects.count(), len(stored_files(settings))) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_files_added_at_one_moment_do_not_pass_the_total_together(cast: Cast, settings: Any) -> None:
    assessment = cast.draft()
    claim(assessment, MAX_ASSESSMENT_SIZE - len(SMALL_PDF))
    start = threading.Barrier(3)
    outcomes: list[str] = []

    def try_it() -> None:
        start.wait()
        try:
            add(assessment, cast.owner)
            outcomes.append("added")
        except EvidenceFull:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["added", "full", "full"]
    assert (size_of_evidence(assessment), len(stored_files(settings))) == (MAX_ASSESSMENT_SIZE, 1)


@pytest.mark.django_db(transaction=True)
def test_a_removal_that_is_rolled_back_keeps_the_file(cast: Cast, settings: Any) -> None:
    item = add(cast.draft(), cast.owner)
    with transaction.atomic():
        remove_evidence(evidence=item, by=cast.owner, at=NOW)
        transaction.set_rollback(True)
    assert (Evidence.objects.count(), len(stored_files(settings))) == (1, 1)


def test_the_page_says_what_counts_and_adds_a_file(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    cast.draft()
    client = sign_in(cast.editor)
    page = client.get(ADDRESS).content.decode()
    assert "Signed agreements or letters of intent" in page
    assert "Nothing has been added." in page
    # The browser's word for the type and the name count for nothing.
    response = upload(client, SMALL_PDF, name="register.html")
    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    item = Evidence.objects.get()
    assert (item.file_name, item.media_type, item.added_by) == ("register.html.pdf", "application/pdf", cast.editor)
    assert "register.html.pdf" in client.get(ADDRESS).content.decode()
    assert len(stored_files(settings)) == 1


def test_a_link_is_added_or_refused_at_its_field_with_the_text_kept(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    data = {"link-title": "Statutes", "link-statement": "Article 4", "add_link": "1"}
    for hostile in ("javascript:alert(1)", "data:text/html,x", "ftp://example.org/a", ""):
        response = client.post(ADDRESS, {**data, "link-link": hostile})
        page = response.content.decode()
        assert response.status_code == 422
        assert 'value="Statutes"' in page
        assert "Article 4" in page
        assert 'href="#id_link-link"' in page
    assert Evidence.objects.count() == 0
    client.post(ADDRESS, {**data, "link-link": "kuvitelma.example.org/statutes"})
    assert Evidence.objects.get().link == "https://kuvitelma.example.org/statutes"


def test_what_people_write_is_never_markup(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    upload(client, SMALL_PDF, **{"file-title": "<b>bold</b>", "file-statement": "<script>alert(1)</script>"})
    page = client.get(ADDRESS).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<b>bold" not in page


@pytest.mark.parametrize("content", [SVG, HTML], ids=["svg", "html"])
def test_active_content_is_refused_whatever_it_is_called(
    content: bytes, cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    cast.draft()
    response = upload(sign_in(cast.owner), content, name="register.pdf")
    page = response.content.decode()
    assert response.status_code == 422
    # Once in the summary at the top, once at the field.
    assert page.count("The file is of a kind that is not taken.") == 2
    assert 'href="#id_file-file"' in page
    assert 'value="Register"' in page
    assert "34 members, page 3" in page
    assert (Evidence.objects.count(), stored_files(settings)) == (0, [])


def test_a_file_over_the_limit_is_refused_with_its_size_and_not_kept_in_full(
    cast: Cast, sign_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    # Were the upload written out in full, it would run into this limit and be called a full disk instead.
    with files_limited_to(MAX_FILE_SIZE + MEBIBYTE):
        response = upload(client, SMALL_PDF + bytes(24 * MEBIBYTE))
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("The file has 24.0\xa0MB; at most 20.0\xa0MB fit.") == 2
    assert 'value="Register"' in page
    assert (Evidence.objects.count(), stored_files(settings)) == (0, [])


def test_a_full_assessment_is_said_at_the_field(cast: Cast, sign_in: SignIn) -> None:
    claim(cast.draft(), MAX_ASSESSMENT_SIZE)
    response = upload(sign_in(cast.owner), SMALL_PDF)
    assert response.status_code == 422
    assert response.content.decode().count("200.0\xa0MB of the 200.0\xa0MB for this assessment are used.") == 2


def test_a_disk_that_is_full_when_the_upload_arrives_is_said_plainly(
    cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    with files_limited_to(12 * MEBIBYTE):
        response = upload(client, SMALL_PDF + bytes(15 * MEBIBYTE))
    page = response.content.decode()
    assert response.status_code == 507
    assert page.count(escape("The file could not be stored, because the server has no room for it")) == 2
    assert 'value="Register"' in page
    assert (Evidence.objects.count(), stored_files(settings)) == (0, [])


def test_a_storage_that_fails_is_said_plainly_and_logged(
    cast: Cast, sign_in: SignIn, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cast.draft()
    (tmp_path / "occupied").write_text("")
    settings.MEDIA_ROOT = tmp_path / "occupied"
    with caplog.at_level(logging.ERROR, "assessments.views.evidence"):
        response = upload(sign_in(cast.owner), SMALL_PDF)
    assert response.status_code == 507
    assert "Nothing was changed." in response.content.decode()
    assert caplog.messages[0] == f"Evidence of {len(SMALL_PDF)} bytes for FI-2026-001 could not be stored"
    assert Evidence.objects.count() == 0


def test_a_name_too_long_for_a_disk_is_no_obstacle(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    response = upload(sign_in(cast.owner), SMALL_PDF, name="a." + "ä" * 250)
    assert response.status_code == 302
    assert Evidence.objects.get().file_name == "a." + "ä" * 144 + ".pdf"


def test_a_file_is_handed_out_as_an_inert_download(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    item = add(assessment, cast.owner)
    response = sign_in(cast.reader).get(f"/assessments/FI-2026-001/evidence/{item.pk}/file/")
    assert b"".join(response.streaming_content) == SMALL_PDF
    assert {name: response[name] for name in SAFE_HEADERS} == SAFE_HEADERS


SAFE_HEADERS = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'attachment; filename="register.pdf"',
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


def test_no_accepted_type_is_one_that_a_browser_runs() -> None:
    active = {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml", "text/javascript"}
    assert {kind.media_type for kind in ACCEPTED} & active == set()


def test_files_have_no_address_without_a_permission_check(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    item = add(cast.draft(), cast.owner)
    for client in (Client(), sign_in(cast.owner)):
        for address in (f"/{item.file.name}", f"/media/{item.file.name}", f"/files/{item.file.name}"):
            assert client.get(address).status_code == 404
    other = Client()
    other.force_login(cast.outsider)
    assert other.get(f"/assessments/FI-2026-001/evidence/{item.pk}/file/").status_code == 404


def test_a_link_or_a_file_that_is_gone_is_not_found(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    assessment = cast.draft()
    lost = claim(assessment, 10)
    link = Evidence.objects.create(assessment=assessment, indicator="A2", link="https://example.org", added_at=NOW)
    client = sign_in(cast.owner)
    for number in (lost.pk, link.pk, link.pk + 100):
        assert client.get(f"/assessments/FI-2026-001/evidence/{number}/file/").status_code == 404


def test_evidence_of_another_assessment_is_not_found(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    from conftest import other_organisation

    from assessments.workflow import start_assessment

    cast.draft()
    organisation = other_organisation("other", cast.outsider)
    other = start_assessment(organisation=organisation, by=cast.outsider, at=NOW, reference="FI-2026-002")
    item = add(other, cast.outsider)
    client = sign_in(cast.owner)
    assert client.get(f"/assessments/FI-2026-001/evidence/{item.pk}/file/").status_code == 404
    assert client.post(f"/assessments/FI-2026-001/evidence/{item.pk}/remove/").status_code == 404
    assert Evidence.objects.count() == 1


def test_removing_on_the_page_returns_to_the_list_and_readers_see_no_forms(cast: Cast, sign_in: SignIn) -> None:
    item = add(cast.draft(), cast.owner)
    page = sign_in(cast.reader).get(ADDRESS).content.decode()
    assert "register.pdf" in page
    assert "Add the file" not in page
    assert "Remove it" not in page
    response = sign_in(cast.owner).post(f"/assessments/FI-2026-001/evidence/{item.pk}/remove/", follow=True)
    assert response.redirect_chain == [(ADDRESS, 302)]
    assert "Removed: Register" in response.content.decode()
    assert Evidence.objects.count() == 0


def test_a_stale_page_after_handing_in_adds_nothing_and_says_so(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    cast.in_state(Status.SUBMITTED)
    response = upload(sign_in(cast.owner), SMALL_PDF)
    assert response.status_code == 409
    assert "The assessment has moved on: its state is now “Submitted”." in response.content.decode()
    assert (Evidence.objects.count(), stored_files(settings)) == (0, [])


def test_an_unknown_indicator_has_no_page(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    assert sign_in(cast.owner).get("/assessments/FI-2026-001/evidence/Z9/").status_code == 404


def test_the_page_takes_the_same_queries_at_one_and_three_files(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable[..., Any]
) -> None:
    assessment = cast.draft()
    client = sign_in(cast.owner)
    for _ in range(2):
        add(assessment, cast.owner)
        with django_assert_num_queries(8):
            client.get(ADDRESS)
        add(assessment, cast.editor)
