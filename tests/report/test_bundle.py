"""Many reports in one ZIP: its content, the rows in the audit trails, bounded memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from assessments.models import Assessment, AuditEntry, ReportFile, ReportStatus, Status, User
from assessments.report.issuing.bundle import bundle_of
from assessments.workflow.organising import start_assessment
from assessments.workflow.reporting import new_code
from tests.conftest import NOW, Cast, other_organisation

pytestmark = pytest.mark.any_database

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
    # Drafts are never included, whatever is requested.
    assert desk.get(ADDRESS, {"status": "draft"}).status_code == 302


def downloaded() -> list[tuple[str, list[str]]]:
    rows = AuditEntry.objects.filter(action="reports_downloaded").order_by("pk")
    return [(row.assessment.reference, row.after["issues"]) for row in rows if row.assessment]


def test_each_trail_says_what_was_downloaded(desk: Client, cast: Cast) -> None:
    content_of(desk.get(ADDRESS))
    rows = [("FI-2026-001", ["en-2", "fi-1"]), ("FI-2026-002", ["en-1"])]
    assert downloaded() == rows
    assert {row.actor for row in AuditEntry.objects.filter(action="reports_downloaded")} == {cast.secretary}
    content_of(desk.get(ADDRESS, {"status": "submitted"}))
    assert downloaded() == [*rows, ("FI-2026-002", ["en-1"])]
    page = desk.get("/assessments/FI-2026-001/trail/").content.decode()
    assert "Reports downloaded in bulk" in page
    assert "Issues: en-2, fi-1" in page


def test_range_requests_get_the_whole_file(desk: Client) -> None:
    response = desk.get(ADDRESS, headers={"Range": "bytes=100-199"})
    assert (response.status_code, len(content_of(response))) == (200, int(response["Content-Length"]))
    assert len(downloaded()) == 2
    assert desk.head(ADDRESS).status_code == 405


def test_a_lost_file_is_left_out(desk: Client) -> None:
    default_storage.delete(str(ReportFile.objects.get(language="fi").file.name))
    with zipfile.ZipFile(io.BytesIO(content_of(desk.get(ADDRESS)))) as archive:
        assert len(archive.namelist()) == 2


def test_constant_queries(desk: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for status in ("submitted", ""):
        with django_assert_num_queries(6):
            content_of(desk.get(ADDRESS, {"status": status}))


# ---- the ZIP itself, without a database


def stored(folder: Path, reference: str, content: bytes) -> ReportFile:
    """The first issue of an assessment, not saved in the database."""
    (folder / f"{reference}.pdf").write_bytes(content)
    report = ReportFile(assessment=Assessment(reference=reference), language="en", issue=1)
    report.file.name = f"{reference}.pdf"
    return report


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """The folder where report files are stored during a test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_memory_is_bounded(folder: Path) -> None:
    bundle = bundle_of([stored(folder, f"FI-2026-00{number}", bytes(20_000_000)) for number in range(3)])
    tracemalloc.start()
    sent = sum(len(piece) for piece in bundle)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent == len(bundle)
    assert peak < 1_000_000


def test_the_order_is_that_of_the_references(folder: Path) -> None:
    references = ["FI-2026-010", "FI-2026-002", "DEMO-0001"]
    with zipfile.ZipFile(io.BytesIO(bytes(bundle_of(stored(folder, each, b"") for each in references)))) as archive:
        assert archive.namelist() == [f"{each}/labelcheck-{each}-en-1.pdf" for each in reversed(references)]


@pytest.mark.parametrize("now", [b"two", b"three"])
def test_a_file_that_changes_meanwhile_breaks_the_download_off(folder: Path, now: bytes) -> None:
    bundle = bundle_of([stored(folder, "FI-2026-001", b"four")])
    (folder / "FI-2026-001.pdf").write_bytes(now)
    with pytest.raises(RuntimeError, match="size"):
        list(bundle)
