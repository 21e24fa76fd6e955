"""Reports are made under a lease, numbered, not made again if unchanged, and stored completely or not at all."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from assessments.models import (
    Assessment,
    AuditEntry,
    Release,
    ReportFault,
    ReportFile,
    ReportStatus,
    ReportStep,
    Status,
    User,
)
from assessments.report.content.document import build_context
from assessments.report.issuing.making import make_report
from assessments.report.issuing.workbook import write_recommendations
from assessments.report.printing.fonts import FONTS
from assessments.tasks import take_up_lost_reports
from assessments.workflow.answering import save_answer
from assessments.workflow.deciding import withdraw
from assessments.workflow.releasing import NOISE
from assessments.workflow.reporting import (
    LEASE,
    MAX_ATTEMPTS,
    LeaseLost,
    MadeFiles,
    claim_report,
    issue_report,
    new_code,
    next_in_series,
    note_progress,
    release_report,
    request_report,
    settle_unchanged,
)
from tests.conftest import ELIGIBLE, NOW, Cast, typed

type SignIn = Callable[[User], Client]
LATER = NOW + LEASE + dt.timedelta(seconds=1)
REPORTS = "/assessments/FI-2026-001/reports/"
NO_FILES = MadeFiles(file="reports/a.pdf", html="", workbook="", pages=1, size=1, sha256="0" * 64)


def ask(assessment: Assessment, by: User, *, language: str = "en", at: dt.datetime = NOW) -> ReportFile:
    return request_report(assessment=assessment, language=language, by=by, at=at, code=new_code())


def make(report: ReportFile, token: str = "first", at: dt.datetime = NOW) -> ReportFile | None:
    return make_report(report_id=report.pk, token=token, now=lambda: at)


def claimed(report: ReportFile, token: str = "first", at: dt.datetime = NOW) -> ReportFile:
    found = claim_report(report_id=report.pk, token=token, at=at)
    assert found is not None
    return found


def issue(report: ReportFile, number: int = 1, fingerprint: str = "") -> ReportFile:
    """Makes an issue without printing."""
    return issue_report(
        report=claimed(report), issue=number, dated=NOW.date(), fingerprint=fingerprint, files=NO_FILES, at=NOW
    )


def stored() -> list[str]:
    """The extensions of all stored report files."""
    root = Path(default_storage.path("reports"))
    return sorted(path.suffix for path in root.rglob("*") if path.is_file())


# ---- requesting and claiming


def test_a_code_is_ten_letters_that_nobody_misreads() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {10}
    assert set("".join(codes)) & set("ILOU") == set()


def test_asking_twice_queues_once(cast: Cast) -> None:
    assessment = cast.draft()
    first, second = ask(assessment, cast.owner), ask(assessment, cast.editor)
    finnish = ask(assessment, cast.editor, language="fi")
    assert second == first
    assert finnish != first
    assert AuditEntry.objects.filter(action="report_requested").count() == 2


def test_what_is_asked_while_another_is_made_waits_behind_it(cast: Cast) -> None:
    assessment = cast.draft()
    first = claimed(ask(assessment, cast.owner))
    second = ask(assessment, cast.owner)
    assert second != first
    assert claim_report(report_id=second.pk, token="second", at=NOW) is None
    assert next_in_series(first) == second.pk
    settled = issue_report(report=first, issue=1, dated=NOW.date(), fingerprint="", files=NO_FILES, at=NOW)
    assert next_in_series(settled) == second.pk
    assert claimed(second, "second").token == "second"


def test_only_one_worker_gets_a_report(cast: Cast) -> None:
    report = ask(cast.draft(), cast.owner)
    assert claimed(report).attempts == 1
    assert claim_report(report_id=report.pk, token="second", at=LATER) is None
    assert claim_report(report_id=report.pk + 1, token="second", at=LATER) is None


# ---- the lease


def test_a_sign_of_life_keeps_the_lease(cast: Cast) -> None:
    report = claimed(ask(cast.draft(), cast.owner))
    note_progress(report=report, step=ReportStep.LAYOUT, at=LATER)
    report.refresh_from_db()
    assert (report.step, report.lease_until) == ("layout", LATER + LEASE)
    assert release_report(report_id=report.pk, at=LATER) is None


def test_silence_of_the_worker_is_said_before_its_lease_is_over(cast: Cast, sign_in: SignIn) -> None:
    claimed(ask(cast.draft(), cast.owner))
    client, now = sign_in(cast.reader), timezone.now()
    for seconds, is_said in ((20, False), (40, True)):
        ReportFile.objects.update(lease_until=now - dt.timedelta(seconds=seconds) + LEASE)
        page = client.get(REPORTS).content.decode()
        assert ("it resumes by itself within two minutes" in page) is is_said


def test_a_late_worker_is_told_and_its_file_is_thrown_away(cast: Cast) -> None:
    late = claimed(ask(cast.draft(), cast.owner))
    released = release_report(report_id=late.pk, at=LATER)
    assert released is not None
    assert (released.token, released.is_open) == ("first", True)
    quick = claimed(late, "second", LATER)
    assert quick.attempts == 2
    with pytest.raises(LeaseLost):
        note_progress(report=late, step=ReportStep.HTML, at=LATER)
    done = issue_report(report=quick, issue=1, dated=NOW.date(), fingerprint="", files=NO_FILES, at=LATER)
    for late_end in (
        lambda: issue_report(report=late, issue=1, dated=NOW.date(), fingerprint="", files=NO_FILES, at=LATER),
        lambda: settle_unchanged(report=late, same_as=done, at=LATER),
    ):
        with pytest.raises(LeaseLost):
            late_end()
    assert ReportFile.objects.get().status == ReportStatus.DONE
    assert AuditEntry.objects.filter(action="report_issued").count() == 1


def test_a_worker_that_loses_its_lease_leaves_nothing(cast: Cast) -> None:
    report = ask(cast.draft({}), cast.owner)
    ticks = iter(range(10_000))

    def overtaken() -> dt.datetime:
        # The third reading of the clock is after the data were read: by then another worker has taken the report.
        if next(ticks) == 2:
            ReportFile.objects.update(token="second")
        return NOW

    assert make_report(report_id=report.pk, token="first", now=overtaken) is None
    report.refresh_from_db()
    assert (report.status, report.token) == (ReportStatus.RUNNING, "second")
    assert stored() == []


def test_lost_workers_are_replaced_and_their_tasks_closed(cast: Cast, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    report = ask(cast.draft(), cast.owner)
    # The report was never queued, because the requesting process ended too early.
    assert take_up_lost_reports(at=NOW) == 0
    assert take_up_lost_reports(at=LATER) == 1
    task = DBTaskResult.objects.get()
    task.claim("a worker")
    claimed(report, str(task.pk), LATER)
    assert take_up_lost_reports(at=LATER + LEASE) == 0
    assert take_up_lost_reports(at=LATER + LEASE + dt.timedelta(seconds=1)) == 1
    task.refresh_from_db()
    assert (task.status, task.exception_class_path) == ("FAILED", "assessments.tasks.WorkerLost")
    assert list(DBTaskResult.objects.values_list("status", flat=True).order_by("status")) == ["FAILED", "READY"]


def test_after_the_last_attempt_it_is_given_up(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    report, at = ask(cast.draft(), cast.owner), NOW
    for attempt in range(MAX_ATTEMPTS):
        claimed(report, f"worker {attempt}", at)
        at += LEASE + dt.timedelta(seconds=1)
        take_up_lost_reports(at=at)
    report.refresh_from_db()
    assert (report.status, report.fault, report.attempts) == (ReportStatus.FAILED, ReportFault.GAVE_UP, 3)
    assert take_up_lost_reports(at=at + 2 * LEASE) == 0
    assert "interrupted several times" in sign_in(cast.owner).get(REPORTS).content.decode()


# ---- issues


def test_issues_are_numbered_and_superseded_by_language(cast: Cast) -> None:
    assessment = cast.draft()
    for number, language in ((1, "en"), (2, "en"), (1, "fi")):
        issue(ask(assessment, cast.owner, language=language), number)
    found = ReportFile.objects.issued().order_by("language", "issue")
    assert [(each.language, each.issue, each.is_superseded) for each in found] == [
        ("en", 1, True), ("en", 2, False), ("fi", 1, False),
    ]  # fmt: skip


@pytest.mark.any_database
def test_the_same_words_make_no_second_issue(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({})
    first = make(ask(assessment, cast.owner))
    assert first is not None
    assert (first.status, first.issue, first.attempts, first.token) == (ReportStatus.DONE, 1, 1, "")
    assert stored() == [".html", ".pdf", ".xlsx"]
    # Another day, but nothing has changed.
    again = make(ask(assessment, cast.owner), at=NOW + dt.timedelta(days=3))
    assert again is not None
    assert (again.status, again.same_as, again.issue) == (ReportStatus.UNCHANGED, first, None)
    assert "Nothing has changed since issue 1 of 1 October 2026" in sign_in(cast.owner).get(REPORTS).content.decode()
    save_answer(assessment=assessment, indicator="A2", answer=typed(ELIGIBLE)["A2"], based_on=0, by=cast.owner, at=NOW)
    release = Release.objects.create(
        edition="2019", number=1, made_at=NOW, parameters=asdict(NOISE), members_count=0, audit={}
    )
    second = make(ask(assessment, cast.owner))
    assert second is not None
    assert (second.status, second.issue, second.release) == (ReportStatus.DONE, 2, release)
    # The first issue stays as it is.
    first.refresh_from_db()
    assert first.release is None
    assert "No comparison figures were published" in Path(first.html.path).read_text()
    page = sign_in(cast.owner).get(REPORTS).content.decode()
    assert "Nothing has changed" not in page
    assert page.count("superseded") == 1
    html = Path(second.html.path).read_text()
    assert "They are those of release 1, published on 1 October 2026" in html
    assert f"Verification code {second.code[:5]}-{second.code[5:]}<br/>" in html
    assert f"http://testserver/verify/{second.code}/" in html
    assert "Issue 2" in html
    assert html.count("data:font/ttf;base64,") == 2
    assert html.count('url("file:') == 0


@pytest.mark.any_database
def test_files_of_an_issue_go_to_those_who_may(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({})
    report = make(ask(assessment, cast.owner))
    assert report is not None
    types = {
        "": "application/pdf",
        "html/": "text/html; charset=utf-8",
        "xlsx/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    for form, media_type in types.items():
        response = sign_in(cast.reader).get(f"{REPORTS}{report.pk}/{form}")
        assert response["Content-Type"] == media_type
        extension = form.strip("/") or "pdf"
        assert response["Content-Disposition"] == f'attachment; filename="labelcheck-FI-2026-001-en-1.{extension}"'
        assert len(b"".join(response)) > 1000
        assert sign_in(cast.outsider).get(f"{REPORTS}{report.pk}/{form}").status_code == 404
    assert sign_in(cast.reader).get(f"{REPORTS}{report.pk}/docx/").status_code == 404


def test_list_takes_the_same_queries_at_one_and_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assessment = cast.draft()
    client = sign_in(cast.reader)
    number = 0
    for count in (1, 3):
        while number < count:
            number += 1
            issue(ask(assessment, cast.owner), number)
        # Eight for the list, and eight for the report whose characters are checked.
        with django_assert_num_queries(17):
            assert client.get(REPORTS).content.decode().count("of issue") == count


# ---- reports that cannot be made


@pytest.mark.any_database
def test_withdrawn_while_it_is_made(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.SUBMITTED, {**ELIGIBLE})
    report = ask(assessment, cast.owner)
    ticks = iter(range(100_000))

    def withdrawn_meanwhile() -> dt.datetime:
        if next(ticks) == 3:
            withdraw(assessment=assessment, reason="Merged", by=cast.owner, at=NOW)
        return NOW

    made = make_report(report_id=report.pk, token="first", now=withdrawn_meanwhile)
    assert made is not None
    assert (made.status, made.fault, made.file.name) == (ReportStatus.FAILED, ReportFault.WITHDRAWN, "")
    assert stored() == []
    page = sign_in(cast.owner).get(REPORTS).content.decode()
    assert "The assessment was withdrawn while its report was being made" in page


def test_withdrawn_while_it_waits(cast: Cast) -> None:
    assessment = cast.in_state(Status.SUBMITTED)
    report = ask(assessment, cast.owner)
    withdraw(assessment=assessment, reason="Merged", by=cast.owner, at=NOW)
    made = make(report)
    assert made is not None
    assert (made.status, made.fault) == (ReportStatus.FAILED, ReportFault.WITHDRAWN)


def test_a_missing_font_is_named(cast: Cast, sign_in: SignIn, settings: Any, tmp_path: Path) -> None:
    settings.FONT_DIR = tmp_path
    made = make(ask(cast.draft({}), cast.owner))
    assert made is not None
    assert (made.status, made.fault) == (ReportStatus.FAILED, ReportFault.NO_FONT)
    assert made.error == f"MissingFont('{FONTS['normal']}')"
    assert stored() == []
    assert "A font of the report is missing on the server" in sign_in(cast.owner).get(REPORTS).content.decode()
    with pytest.raises(CommandError, match=r"^The font SourceSans3\[wght\]\.ttf is missing\.$"):
        call_command("render_report", "FI-2026-001", output=tmp_path / "report.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_chapter_that_fails_to_print_leaves_the_issue_before_as_it_is(
    cast: Cast, sign_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    assessment = cast.draft({})
    before = issue(ask(assessment, cast.owner))
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "method.html").write_text("{% include missing %}")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]
    made = make(ask(assessment, cast.owner))
    assert made is not None
    assert (made.status, made.fault, made.issue) == (ReportStatus.FAILED, ReportFault.FAULT, None)
    assert stored() == []
    assert [(each.pk, each.issue, each.is_superseded) for each in ReportFile.objects.issued()] == [
        (before.pk, 1, False),
    ]
    User.objects.filter(pk=cast.owner.pk).update(language="fi")
    assert "Raporttia ei saatu laadittua. Uusi yritys voi onnistua" in sign_in(cast.owner).get(REPORTS).content.decode()


@pytest.mark.any_database
def test_no_room_for_the_file(cast: Cast) -> None:
    report = ask(cast.draft({}), cast.owner)
    # A file in place of the folder of reports: nothing can be stored.
    Path(default_storage.path("")).mkdir(parents=True, exist_ok=True)
    Path(default_storage.path("reports")).write_text("")
    made = make(report)
    assert made is not None
    assert (made.status, made.fault) == (ReportStatus.FAILED, ReportFault.NOT_STORED)


# ---- progress


def test_progress_is_shown_step_by_step(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    report = claimed(ask(assessment, cast.owner))
    note_progress(report=report, step=ReportStep.LAYOUT, at=NOW)
    client = sign_in(cast.reader)
    page = client.get(REPORTS).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert '<li aria-current="step">laying out the pages</li>' in page
    assert page.count('<li class="done">') == 2
    part = client.get(REPORTS, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="progress" hx-get=')
    assert "<html" not in part
    issue_report(report=report, issue=1, dated=NOW.date(), fingerprint="", files=NO_FILES, at=NOW)
    part = client.get(REPORTS, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' not in part
    assert "The report is ready." in part
    assert '<div id="issues" hx-swap-oob="true">' in part


# ---- the recommendations as a workbook


def test_recommendations_as_a_workbook(cast: Cast) -> None:
    assessment = cast.draft({**ELIGIBLE, "B6": {"year": 2024, "horizon": 4, "level": 2}})
    assessment.organisation.name = "=1+1 Cluster\x07"
    context = build_context(assessment, "fi", today=NOW.date())
    book = load_workbook(io.BytesIO(write_recommendations(context)))
    rows = list(book.worksheets[0].iter_rows())
    assert book.worksheets[0].title == "Suositukset"
    assert (rows[0][0].value, rows[0][0].data_type) == ("=1+1 Cluster_x0007_", "s")
    advice = context.all_advice[0]
    given = [cell.value for cell in rows[4]]
    assert given[:5] == [advice.number, "B6", "Strategia", advice.title, advice.text]
    assert given[5:] == [advice.effect.dots.count("●"), advice.effort.dots.count("●"), None, None, None]
    assert len(rows) == 4 + len(context.all_advice)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment(live_cast: Cast) -> None:
    from django.db import connection

    report = ask(live_cast.draft(), live_cast.owner)
    barrier, got = threading.Barrier(2), []

    def claim(token: str) -> None:
        barrier.wait()
        try:
            got.append(claim_report(report_id=report.pk, token=token, at=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=(token,)) for token in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each is not None for each in got) == 1
