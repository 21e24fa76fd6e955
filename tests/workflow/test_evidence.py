"""Evidence: what is stored, its limits, and that a failure leaves nothing behind."""

from __future__ import annotations

import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from assessments.access import WrongState
from assessments.files.file_types import PDF
from assessments.models import Assessment, AuditEntry, Evidence, Status, User
from assessments.queries.evidence import evidence_by_indicator, evidence_of, size_of_evidence
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
    remove_evidence,
)
from tests.conftest import NOW, Cast
from tests.files.test_file_types import SMALL_PDF

# As large as the small file.
OTHER_PDF = SMALL_PDF[:-1] + b" "


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
    """A row that declares its file to have `size` bytes."""
    return Evidence.objects.create(
        assessment=assessment, indicator="B1", title="-", statement="-", file="evidence/x", size=size, added_at=NOW
    )


def stored_files(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """No file can grow beyond `size` bytes, as if the disk were full."""
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
    second = add(assessment, cast.editor, checked(OTHER_PDF))
    with django_assert_num_queries(1):
        found = evidence_by_indicator(assessment)
    with django_assert_num_queries(1):
        assert [item.added_by for item in evidence_of(assessment, "A2")] == [cast.editor, cast.editor]
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

    def try_it(number: int) -> None:
        start.wait()
        try:
            add(assessment, cast.owner, checked(SMALL_PDF[:-1] + b"%d" % number))
            outcomes.append("added")
        except EvidenceFull:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=[number]) for number in range(3)]
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
