"""A full disk: stored data stay, nothing is half done, and the page explains what happened."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from assessments.models import AnswerRow, Assessment, AuditEntry, Evidence, User
from tests.conftest import NOW, Cast
from tests.import_pages import package_of, send
from tests.workflow.test_evidence import SMALL_PDF, files_limited_to

type SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/assessments/FI-2026-001/"
# Three long stories need more database pages than are available.
STORIES = {
    f"F2-stories_{n}_{part}": f"{part} {n} " + "long " * 150 for n in range(3) for part in ("start", "action", "result")
}


@contextmanager
def full_database() -> Iterator[None]:
    """The database cannot grow by a single page."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA max_page_count = 1")
        assert cursor.fetchone()[0] > 1
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def add_evidence_without_end(assessment: Assessment) -> None:
    while True:
        Evidence.objects.create(
            assessment=assessment, indicator="A3", title="Other", statement="long " * 90, link="https://x", added_at=NOW
        )


def stored() -> list[tuple[Any, ...]]:
    answers = list(AnswerRow.objects.order_by("indicator").values_list("indicator", "values", "version"))
    return [*answers, ("audit", AuditEntry.objects.count())]


def text_of(response: Any) -> str:
    return html.unescape(" ".join(response.content.decode().split()))


def test_an_autosave_says_so_and_stores_once_there_is_room(live_cast: Cast, sign_in: SignIn) -> None:
    live_cast.draft()
    client, before = sign_in(live_cast.editor), stored()
    client.get(f"{ADDRESS}areas/F/")
    with full_database():
        response = client.post(f"{ADDRESS}indicators/F2/", {**STORIES, "F2-version": "0"})
        assert response.status_code == 507
        assert "Not saved: the server's disk is full, retrying" in text_of(response)
        assert '<div data-version="0.">' in text_of(response)
        assert stored() == before
    assert client.post(f"{ADDRESS}indicators/F2/", {**STORIES, "F2-version": "0"}).status_code == 200


def test_a_page_keeps_what_was_typed_and_names_what_is_not_stored(live_cast: Cast, sign_in: SignIn) -> None:
    live_cast.draft()
    client, before = sign_in(live_cast.editor), stored()
    client.get(f"{ADDRESS}areas/F/")
    with full_database():
        response = client.post(f"{ADDRESS}areas/F/", {**STORIES, "F2-version": "0"})
        assert response.status_code == 507
        page = text_of(response)
        assert "F2: not stored, because the server's disk is full; save again later" in page
        assert all(story.strip() in page for story in STORIES.values())
        assert stored() == before


def test_an_import_is_stored_whole_or_not_at_all(live_cast: Cast, sign_in: SignIn) -> None:
    live_cast.draft()
    client, before = sign_in(live_cast.owner), stored()
    rows = [{part: "long " * 150 + part for part in ("start", "action", "result")} for _ in range(3)]
    answers = {"A2": {"total": 99}, "F2": {"stories": rows}}
    shown = send(client, json.dumps({"edition": "2019", "answers": answers}))
    with full_database():
        response = client.post(f"{ADDRESS}import/", {"package": package_of(shown)})
        assert response.status_code == 507
        assert "The server's disk is full, so none of this was stored." in text_of(response)
        assert stored() == before
    assert client.post(f"{ADDRESS}import/", {"package": package_of(shown)}).status_code == 302


def test_evidence_that_the_database_cannot_name_leaves_no_file(live_cast: Cast, sign_in: SignIn, settings: Any) -> None:
    assessment = live_cast.draft()
    client, before = sign_in(live_cast.editor), stored()
    with full_database():
        # The space left in existing pages is used up first.
        with pytest.raises(OperationalError, match="database or disk is full"):
            add_evidence_without_end(assessment)
        others = Evidence.objects.count()
        response = client.post(
            f"{ADDRESS}evidence/A2/",
            {
                "file-file": SimpleUploadedFile("register.pdf", SMALL_PDF),
                "file-title": "Register",
                "file-statement": "long " * 90,
                "add_file": "1",
            },
        )
        assert response.status_code == 507
    assert (Evidence.objects.count(), stored()) == (others, before)
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_an_import_that_cannot_arrive_is_explained(live_cast: Cast, sign_in: SignIn) -> None:
    live_cast.draft()
    client, before = sign_in(live_cast.owner), stored()
    content = b'{"edition": "2019"}' + b" " * 200_000
    client.get(f"{ADDRESS}import/")
    with files_limited_to(100_000):
        response = send(client, content)
    assert response.status_code == 507
    assert "The server's disk is full, so the file could not be read. Nothing was changed." in text_of(response)
    assert stored() == before


def test_a_full_disk_does_not_keep_anybody_from_reading(live_cast: Cast, sign_in: SignIn) -> None:
    assessment: Assessment = live_cast.draft()
    client = sign_in(live_cast.reader)
    with full_database():
        assert client.get(ADDRESS).status_code == 200
        assert client.get(f"{ADDRESS}check/").status_code == 200
        assert client.get(f"/assessments/{assessment.reference}/export/json/").status_code == 200
