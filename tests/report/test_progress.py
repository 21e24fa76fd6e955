"""The page of reports in a browser: the steps update while a worker runs, and the issue appears."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessments.models import ReportFile, ReportStep
from tests.conftest import Cast
from tests.report.test_killed import wait_until, worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_progress_without_a_press(visit: Callable[..., Any], live_cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MEDIA_ROOT = tmp_path / "files"
    live_cast.draft({})
    page = visit("owner@example.org")
    page.goto("/assessments/FI-2026-001/reports/")
    page.get_by_role("button", name="Make the report").click()
    page.get_by_text("Queued: it is made as soon as").wait_for()
    page.evaluate("window.isTheSamePage = true")
    with worker(tmp_path) as process:
        # Layout of this small report takes less time than the page's polling interval, so the worker is paused there.
        wait_until(ReportFile.objects.get(), ReportStep.LAYOUT)
        process.send_signal(signal.SIGSTOP)
        page.locator("[aria-current=step]", has_text="laying out the pages").wait_for()
        process.send_signal(signal.SIGCONT)
        page.get_by_role("link", name="PDF of issue 1").wait_for()
    assert page.locator("#news").inner_text() == "The report is ready."
    assert page.locator("[hx-trigger]").count() == 0
    assert page.evaluate("window.isTheSamePage") is True
    page.get_by_role("link", name=ReportFile.objects.get().shown_code).click()
    page.get_by_text("The code belongs to the latest issue of this report.").wait_for()


def test_without_javascript(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page = visit("owner@example.org", java_script_enabled=False)
    page.goto("/assessments/FI-2026-001/reports/")
    page.get_by_role("button", name="Make the report").click()
    page.get_by_role("link", name="PDF of issue 1").wait_for()
    page.goto("/verify/")
    page.get_by_label("Verification code").fill(ReportFile.objects.get().shown_code.lower())
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("✓ Genuine").wait_for()
