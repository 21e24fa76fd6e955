"""A cluster's logo: only images are accepted, re-encoded, shown to those who may see them, and printed on reports."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from assessments.models import AuditEntry, Organisation, User
from assessments.report.content.document import build_context
from assessments.report.printing.html import render_html
from assessments.report.printing.pdf import render_pdf
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]
ADDRESS = "/organisations/kuvitelma/logo/"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def image(kind: str = "PNG", size: tuple[int, int] = (400, 200), mode: str = "RGB", **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 0) if mode == "RGBA" else None).save(stream, kind, **options)
    return stream.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that declares huge dimensions."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def send(client: Client, content: bytes, name: str = "logo.png") -> tuple[int, str]:
    response = client.post(ADDRESS, {"logo": SimpleUploadedFile(name, content)})
    return response.status_code, response.content.decode()


def kept() -> list[Path]:
    return [path for path in Path(default_storage.path("logos")).rglob("*") if path.is_file()]


REFUSED = [
    ("svg", SVG, "An SVG file can contain scripts"),
    ("svg in UTF-16", b"\xff\xfe" + SVG.decode().encode("utf-16-le"), "An SVG file can contain scripts"),
    ("svg after spaces", b"\n\n  " + SVG, "An SVG file can contain scripts"),
    ("text", b"not a picture at all", "not a usable PNG or JPEG image"),
    ("gif", image("GIF"), "has to be a PNG or JPEG image"),
    ("webp", image("WEBP"), "has to be a PNG or JPEG image"),
    ("pdf", b"%PDF-1.7\n%%EOF\n", "has to be a PNG or JPEG image"),
    ("cut short", image("JPEG")[:-200], "The image is damaged or incomplete."),
    ("a head without a body", image()[:40], "not a usable PNG or JPEG image"),
    ("bomb", bomb(60_000, 60_000), "The logo has far too many pixels."),
    ("more pixels than any picture", bomb(12_000, 12_000), "The logo has far too many pixels."),
    ("many pixels", bomb(5000, 5000), "The logo has 5000 × 5000 pixels."),
    ("tiny", image(size=(40, 20)), "The logo has only 40 × 20 pixels"),
    ("heavy", image() + b"\0" * (5 * 1024 * 1024), "at most 5 MB fit"),
    ("empty", b"", "The submitted file is empty."),
]


@pytest.mark.parametrize(("content", "words"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_files_that_are_refused(cast: Cast, sign_in: SignIn, content: bytes, words: str) -> None:
    status, page = send(sign_in(cast.owner), content)
    assert status == 422
    assert words in page
    assert kept() == []
    assert Organisation.objects.get().logo.name == ""


@pytest.mark.parametrize(("kind", "extension"), [("PNG", ".png"), ("JPEG", ".jpg")])
def test_only_the_pixels_are_kept(cast: Cast, sign_in: SignIn, kind: str, extension: str) -> None:
    client = sign_in(cast.editor)
    content = image(kind, (3000, 1500)) + b"<script>alert(1)</script>"
    # The file name is ignored and not stored.
    assert send(client, content, "../../etc/passwd.svg")[0] == 302
    (path,) = kept()
    assert (path.suffix, len(path.stem)) == (extension, 32)
    assert b"script" not in path.read_bytes()
    with Image.open(path) as picture:
        assert (picture.format, picture.size, picture.mode) == (kind, (760, 380), "RGB")
    shown = client.get(f"{ADDRESS}picture/")
    assert b"".join(shown) == path.read_bytes()
    assert shown["Content-Type"] == f"image/{kind.lower()}"
    assert (shown["X-Content-Type-Options"], shown["Cache-Control"]) == ("nosniff", "private, no-store")
    assert AuditEntry.objects.latest("pk").action == "logo_changed"


def test_transparent_pixels_become_white(cast: Cast, sign_in: SignIn) -> None:
    send(sign_in(cast.owner), image(mode="RGBA"))
    with Image.open(kept()[0]) as picture:
        assert picture.getpixel((10, 10)) == (255, 255, 255)


def test_a_new_logo_replaces_the_old_one(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    client = sign_in(cast.owner)
    with django_capture_on_commit_callbacks(execute=True):
        send(client, image())
        send(client, image("JPEG"), "other.jpg")
    assert [path.suffix for path in kept()] == [".jpg"]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{ADDRESS}remove/").status_code == 302
    assert kept() == []
    assert client.get(f"{ADDRESS}picture/").status_code == 404


def test_without_disk_space_the_old_logo_is_kept(cast: Cast, sign_in: SignIn) -> None:
    # A file in place of the folder of logos.
    Path(default_storage.path("")).mkdir(parents=True, exist_ok=True)
    Path(default_storage.path("logos")).write_text("")
    status, page = send(sign_in(cast.owner), image())
    assert status == 507
    assert "there is no space left on the server" in page


def test_the_logo_is_printed_on_the_title_page(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({})
    assert "<img" not in render_html(build_context(assessment, "en", today=NOW.date()))
    send(sign_in(cast.owner), image())
    assessment.organisation.refresh_from_db()
    html = render_html(build_context(assessment, "en", today=NOW.date()))
    assert html.count('<img src="data:image/png;base64,') == 1
    assert 'alt="Logo of Kuvitelma Cluster"/>' in html
    cover = html.partition('<section class="chapter')[0] + "</main></body></html>"
    assert b"/Image" in render_pdf(cover).content
    # Without the file, the report is still made.
    kept()[0].unlink()
    assert "<img" not in render_html(build_context(assessment, "en", today=NOW.date()))
