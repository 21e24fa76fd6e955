"""Following the progress of a report in real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from assessments.models import ReportFile, ReportStep, Session
from assessments.workflow.reporting import issue_report, note_progress
from tests.conftest import NOW, Cast
from tests.report.test_making import NO_FILES, ask, claimed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report(live_cast: Cast) -> ReportFile:
    """A report that is being made."""
    begun = claimed(ask(live_cast.draft(), live_cast.owner))
    note_progress(report=begun, step=ReportStep.LAYOUT, at=NOW)
    return begun


def test_the_page_follows_the_making_until_the_issue_is_there(visit: Callable[..., Any], report: ReportFile) -> None:
    page = visit("owner@example.org")
    page.goto("/assessments/FI-2026-001/reports/")
    step = page.locator("#progress [aria-current=step]")
    expect(step).to_have_text("laying out the pages")
    note_progress(report=report, step=ReportStep.WRITING, at=NOW)
    expect(step).to_have_text("writing the files")
    issue_report(report=report, issue=1, dated=NOW.date(), fingerprint="", files=NO_FILES, at=NOW)
    expect(page.locator("#news")).to_have_text("The report is ready.")
    expect(page.locator("#issues")).to_contain_text("PDF of issue 1")
    expect(page.locator("#progress")).to_have_text("")


def test_with_the_session_gone_no_page_to_sign_in_on_comes_into_this_one(
    visit: Callable[..., Any], report: ReportFile
) -> None:
    page = visit("owner@example.org")
    page.goto("/assessments/FI-2026-001/reports/")
    Session.objects.all().delete()
    expect(page.locator("#progress")).to_have_count(0)
    expect(page.locator("h1")).to_have_count(1)
