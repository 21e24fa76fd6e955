"""The summary as a report of its own: two pages, tagged, numbered and verified separately, made by its own button."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pypdf import PdfReader

from assessments.models import AuditEntry, ReportFile, ReportKind, ReportStatus, User
from assessments.report.content.document import build_context
from assessments.report.printing.html import TEMPLATES, render_html
from assessments.report.printing.pdf import lay_out, render_pdf
from assessments.workflow.reporting import new_code, request_report
from tests.conftest import NOW, Cast
from tests.report.checkers import faults_of
from tests.report.test_making import REPORTS, ask, issue, make, stored
from tests.report.test_print import EDITION, complete, pages_of

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]
SUMMARY = TEMPLATES[ReportKind.SUMMARY]


@pytest.mark.parametrize(
    ("language", "headings"),
    [("en", ("Summary", "Strengths and first steps")), ("fi", ("Tiivistelmä", "Vahvuudet ja ensimmäiset askeleet"))],
)
def test_two_pages_that_say_whose_they_are(
    cast: Cast, tmp_path: Path, language: str, headings: tuple[str, str]
) -> None:
    assessment = cast.draft({indicator.key: complete(indicator) for indicator in EDITION.indicators})
    context = build_context(assessment, language, today=NOW.date())
    assert context.summary.first_steps != ()
    pdf = render_pdf(render_html(context, template=SUMMARY))
    assert pdf.pages == 2
    long = replace(context, cluster="Elinkeinoelämänkehittämisyhteistyöverkosto " * 5, has_long_name=True)
    assert len(lay_out(render_html(long, template=SUMMARY)).pages) == 2
    assert faults_of(pdf.content, tmp_path) == []
    reader = PdfReader(io.BytesIO(pdf.content))
    pages = pages_of(pdf.content)
    assert [heading in page for heading, page in zip(headings, pages, strict=True)] == [True, True]
    for said in (context.cluster, context.reference, context.date, context.edition, context.marks):
        assert said in pages[0]
    assert [outline["/Title"] for outline in reader.outline] == list(headings)  # type: ignore[index, call-overload]
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Kuvitelma Cluster: ")
    # Pages of the whole report are not part of it.
    assert [link for link in reader.pages[0].get("/Annots", []) if "/Dest" in link.get_object()] == []


def test_nothing_answered_takes_one_page(cast: Cast, tmp_path: Path) -> None:
    pdf = render_pdf(render_html(build_context(cast.draft({}), "en", today=NOW.date()), template=SUMMARY))
    assert pdf.pages == 1
    assert faults_of(pdf.content, tmp_path) == []


def test_a_series_of_its_own(cast: Cast) -> None:
    assessment = cast.draft({})
    issue(ask(assessment, cast.owner), 1)
    asked = request_report(
        assessment=assessment, language="en", kind=ReportKind.SUMMARY, by=cast.owner, at=NOW, code=new_code()
    )
    made = make(asked)
    assert made is not None
    assert (made.status, made.issue, made.pages) == (ReportStatus.DONE, 1, 1)
    assert stored() == [".pdf"]
    assert (made.html.name, made.workbook.name, made.file_stem) == ("", "", "labelcheck-FI-2026-001-en-summary-1")
    page = pages_of(Path(made.file.path).read_bytes())[0]
    assert "Issue 1" in page
    assert f"Verification code {made.shown_code}" in page
    again = make(
        request_report(
            assessment=assessment, language="en", kind=ReportKind.SUMMARY, by=cast.owner, at=NOW, code=new_code()
        )
    )
    assert again is not None
    assert (again.status, again.same_as) == (ReportStatus.UNCHANGED, made)
    assert list(AuditEntry.objects.filter(subject="en-summary").values_list("action", flat=True)) == [
        "report_requested", "report_issued", "report_requested", "report_unchanged",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pressed", "kind"), [({}, ReportKind.FULL), ({"kind": "full"}, ReportKind.FULL), ({"kind": "summary"}, "summary")]
)
def test_the_button_says_what_is_made(
    cast: Cast, sign_in: SignIn, settings: Any, pressed: dict[str, str], kind: str
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    cast.draft({})
    client = sign_in(cast.reader)
    assert client.post(REPORTS, {"language": "fi", **pressed}).status_code == 302
    report = ReportFile.objects.get()
    assert (report.language, report.kind) == ("fi", kind)
    page = client.get(REPORTS).content.decode()
    assert ("<strong>suomi · Summary</strong>" in page, "<strong>suomi</strong>" in page) == (
        kind == ReportKind.SUMMARY, kind == ReportKind.FULL,
    )  # fmt: skip
    assert "Make the summary alone" in page


def test_the_command_writes_it_too(cast: Cast, tmp_path: Path) -> None:
    cast.draft({})
    output = io.StringIO()
    call_command("render_report", "FI-2026-001", summary=True, output=tmp_path / "summary.pdf", stdout=output)
    assert output.getvalue().startswith(f"{tmp_path / 'summary.pdf'}: 1 pages, ")
