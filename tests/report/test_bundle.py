"""Many reports as one ZIP: always the same bytes, bounded memory, and a broken download that goes on."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.models import Assessment, AuditEntry, ReportFile, ReportStatus, Status, User
from assessments.report.issuing.bundle import CHUNK, Bundle, ChangedMeanwhile, Entry
from assessments.workflow.organising import start_assessment
from assessments.workflow.reporting import new_code
from tests.conftest import NOW, Cast, other_organisation

type SignIn = Callable[[User], Client]
ADDRESS = "/desk/reports.zip"


def issue(assessment: Assessment, number: int, content: bytes, language: str = "en") -> ReportFile:
    report = ReportFile(
        assessment=assessment, language=language, is_assessed=True, requested_at=NOW, finished_at=NOW, issue=number,
        code=new_code(), status=ReportStatus.DONE, size=len(content), sha256=f"{zlib.crc32(content):064x}",
    )  # fmt: skip
    report.file.save(f"{language}-{number}.pdf", ContentFile(content), save=False)
    report.save()
    return report


def content_of(response: HttpResponseBase) -> bytes:
    return b"".join(response)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def desk(cast: Cast, sign_in: SignIn) -> Client:
    """The secretariat, with a labelled assessment of two languages, a submitted one and a draft."""
    labelled = cast.in_state(Status.LABELLED)
    issue(labelled, 1, b"superseded")
    issue(labelled, 2, b"english" * 1000)
    issue(labelled, 1, b"suomi" * 500_000, "fi")
    others = {"FI-2026-002": Status.SUBMITTED, "FI-2026-003": Status.DRAFT}
    for reference, status in others.items():
        organisation = other_organisation(reference.lower(), cast.owner)
        assessment = start_assessment(organisation=organisation, by=cast.owner, at=NOW, reference=reference)
        Assessment.objects.filter(pk=assessment.pk).update(status=status, submitted_at=NOW)
        issue(assessment, 1, reference.encode())
    return sign_in(cast.secretary)


def test_latest_issues_of_what_is_handed_in(desk: Client) -> None:
    response = desk.get(ADDRESS)
    content = content_of(response)
    assert response["Content-Type"] == "application/zip"
    assert int(response["Content-Length"]) == len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {entry.filename: entry.file_size for entry in archive.infolist()} == {
            "FI-2026-001/labelcheck-FI-2026-001-en-2.pdf": 7000,
            "FI-2026-001/labelcheck-FI-2026-001-fi-1.pdf": 2_500_000,
            "FI-2026-002/labelcheck-FI-2026-002-en-1.pdf": 11,
        }
    response = desk.get(ADDRESS, {"status": "submitted"})
    assert response["Content-Disposition"] == 'attachment; filename="labelcheck-reports-submitted.zip"'
    with zipfile.ZipFile(io.BytesIO(content_of(response))) as archive:
        assert archive.namelist() == ["FI-2026-002/labelcheck-FI-2026-002-en-1.pdf"]


def test_nothing_to_download(desk: Client) -> None:
    response = desk.get(ADDRESS, {"status": "withdrawn"}, follow=True)
    assert "There is no report to download" in response.content.decode()
    # Drafts are their organisation's alone, whatever is asked for.
    assert desk.get(ADDRESS, {"status": "draft"}).status_code == 302


def test_a_broken_download_goes_on(desk: Client) -> None:
    first = desk.get(ADDRESS)
    whole, etag = content_of(first), first["ETag"]
    assert (first["Accept-Ranges"], content_of(desk.get(ADDRESS))) == ("bytes", whole)
    for broke_at in (1, 29, 7035, len(whole) // 2, len(whole) - 1):
        rest = desk.get(ADDRESS, headers={"Range": f"bytes={broke_at}-", "If-Range": etag})
        assert (rest.status_code, rest["ETag"]) == (206, etag)
        assert rest["Content-Range"] == f"bytes {broke_at}-{len(whole) - 1}/{len(whole)}"
        assert int(rest["Content-Length"]) == len(whole) - broke_at
        assert whole[:broke_at] + content_of(rest) == whole


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=10-19", 10, 20), ("bytes=-5", -5, None), ("bytes=100-99999999", 100, None)],
)
def test_one_range(desk: Client, asked: str, start: int, end: int | None) -> None:
    whole = content_of(desk.get(ADDRESS))
    response = desk.get(ADDRESS, headers={"Range": asked})
    assert (response.status_code, content_of(response)) == (206, whole[start:end])


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=0-1,5-6", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=0-"])
def test_what_is_no_range_gets_all(desk: Client, asked: str) -> None:
    response = desk.get(ADDRESS, headers={"Range": asked})
    assert (response.status_code, len(content_of(response))) == (200, int(response["Content-Length"]))


def test_a_range_behind_the_end(desk: Client) -> None:
    size = int(desk.head(ADDRESS)["Content-Length"])
    response = desk.get(ADDRESS, headers={"Range": f"bytes={size}-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{size}")
    assert desk.get(ADDRESS, headers={"Range": "bytes=-0"}).status_code == 416


def test_a_new_issue_starts_the_download_anew(desk: Client) -> None:
    etag = desk.head(ADDRESS)["ETag"]
    issue(Assessment.objects.get(reference="FI-2026-001"), 3, b"newer")
    response = desk.get(ADDRESS, headers={"Range": "bytes=100-", "If-Range": etag})
    assert response.status_code == 200
    assert response["ETag"] != etag
    content_of(response)


def taken_out() -> list[tuple[str, list[str]]]:
    rows = AuditEntry.objects.filter(action="reports_downloaded").order_by("pk")
    return [(row.assessment.reference, row.after["issues"]) for row in rows if row.assessment]


def test_each_trail_says_what_was_taken_out(desk: Client, cast: Cast) -> None:
    whole = content_of(desk.get(ADDRESS))
    rows = [("FI-2026-001", ["en-2", "fi-1"]), ("FI-2026-002", ["en-1"])]
    assert taken_out() == rows
    assert {row.actor for row in AuditEntry.objects.filter(action="reports_downloaded")} == {cast.secretary}
    # Neither a look at its size nor the rest of it is another download.
    desk.head(ADDRESS)
    desk.get(ADDRESS, headers={"Range": f"bytes={len(whole)}-"})
    content_of(desk.get(ADDRESS, headers={"Range": "bytes=1000-"}))
    assert taken_out() == rows
    content_of(desk.get(ADDRESS, {"status": "submitted"}))
    assert taken_out() == [*rows, ("FI-2026-002", ["en-1"])]
    page = desk.get("/assessments/FI-2026-001/trail/").content.decode()
    assert "Reports downloaded in bulk" in page
    assert "Issues: en-2, fi-1" in page


def test_a_rest_without_a_beginning_is_recorded(desk: Client) -> None:
    content_of(desk.get(ADDRESS, headers={"Range": "bytes=1-"}))
    assert len(taken_out()) == 2


def test_a_lost_file_is_left_out(desk: Client) -> None:
    default_storage.delete(str(ReportFile.objects.get(language="fi").file.name))
    with zipfile.ZipFile(io.BytesIO(content_of(desk.get(ADDRESS)))) as archive:
        assert len(archive.namelist()) == 2


def test_constant_queries(desk: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for status in ("submitted", ""):
        with django_assert_num_queries(6):
            content_of(desk.get(ADDRESS, {"status": status}))


# ---- the ZIP itself: no database


def test_memory_is_bounded(tmp_path: Path) -> None:
    storage = FileSystemStorage(tmp_path)
    for number in range(3):
        (tmp_path / str(number)).write_bytes(bytes(20_000_000))
    bundle = Bundle(tuple(Entry(f"{number}.pdf", str(number), 20_000_000, "") for number in range(3)), storage)
    tracemalloc.start()
    sent = sum(len(piece) for piece in bundle.stream(0, bundle.size))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent == bundle.size
    assert peak < 8 * CHUNK


def test_a_file_that_changes_meanwhile_breaks_the_download_off(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"four")
    for size in (3, 5):
        bundle = Bundle((Entry("a.pdf", "a", size, ""),), FileSystemStorage(tmp_path))
        with pytest.raises(ChangedMeanwhile):
            list(bundle.stream(0, bundle.size))


class Zeros(FileSystemStorage):
    """A storage of endless files of zeros, so that a large archive needs no room."""

    def open(self, name: str, mode: str = "rb") -> File[bytes]:
        return File(_Endless(int(name)))  # type: ignore[arg-type]


class _Endless(io.RawIOBase):
    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        given = min(size, self.left)
        self.left -= given
        return bytes(given)


@pytest.mark.parametrize(
    "sizes",
    [
        [],
        [0],
        [2_000_000_000, 10],
        # Behind two gibibytes, offsets are written in the longer form.
        [2_000_000_000, 200_000_000, 10, 0],
    ],
)
def test_the_size_is_known_beforehand(sizes: list[int]) -> None:
    entries = tuple(Entry(f"{number}/a.pdf", str(size), size, "") for number, size in enumerate(sizes))
    bundle = Bundle(entries, Zeros())
    assert sum(map(len, _counted(bundle))) == bundle.size


def _counted(bundle: Bundle) -> Iterator[bytes]:
    yield from bundle.stream(0, bundle.size + 1)
