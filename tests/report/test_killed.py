"""If a worker is killed while making a report, another one makes it, once, and no files of the first one remain."""

from __future__ import annotations

import signal
import subprocess
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import ReportFile, ReportStatus, ReportStep
from assessments.tasks import make_report_file
from assessments.workflow.reporting import LEASE, new_code, request_report
from tests.conftest import Cast
from tests.worker_process import process_of


def worker(folder: Path, *options: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """Starts a worker process for this test's queue."""
    return process_of(folder, "run_worker", "--interval", "0.1", *options)


def wait_until(report: ReportFile, step: ReportStep) -> None:
    """Waits until the worker reports that it is at `step`."""
    deadline = time.monotonic() + 240
    while report.step != step:
        assert time.monotonic() < deadline, report
        assert report.status in (ReportStatus.QUEUED, ReportStatus.RUNNING)
        time.sleep(0.02)
        report.refresh_from_db()


def finish(folder: Path) -> None:
    """Runs a second worker until the queue is empty."""
    with worker(folder, "--once") as process:
        output, _ = process.communicate(timeout=400)
        assert process.returncode == 0, output


def kill_at(folder: Path, report: ReportFile, step: ReportStep) -> None:
    """Kills a worker when it has come to `step`."""
    with worker(folder) as process:
        wait_until(report, step)
        process.send_signal(signal.SIGKILL)
        process.wait()
    report.refresh_from_db()


def end_the_lease() -> None:
    """Moves the lease into the past instead of waiting for its end."""
    ReportFile.objects.update(lease_until=timezone.now() - LEASE)


def test_workers_killed_in_the_middle(live_cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    assessment = live_cast.draft({})
    with transaction.atomic():
        report = request_report(
            assessment=assessment, language="en", by=live_cast.owner, at=timezone.now(), code=new_code()
        )
        make_report_file.enqueue(report_id=report.pk)
    kill_at(tmp_path, report, ReportStep.LAYOUT)
    assert (report.status, report.attempts) == (ReportStatus.RUNNING, 1)
    end_the_lease()
    kill_at(tmp_path, report, ReportStep.WRITING)
    assert (report.status, report.attempts) == (ReportStatus.RUNNING, 2)
    # While the lease is valid, the last worker might still be alive.
    finish(tmp_path)
    report.refresh_from_db()
    assert (report.status, report.attempts) == (ReportStatus.RUNNING, 2)
    end_the_lease()
    finish(tmp_path)
    report.refresh_from_db()
    assert (report.status, report.issue, report.attempts) == (ReportStatus.DONE, 1, 3)
    kept = sorted(path.name for path in (tmp_path / "files" / "reports").rglob("*") if path.is_file())
    stem = f"FI-2026-001-en-full-{report.pk}-3"
    assert kept == [f"{stem}.html", f"{stem}.pdf", f"{stem}.xlsx"]
    assert (tmp_path / "files" / report.file.name).stat().st_size == report.size
    made = DBTaskResult.objects.filter(task_path__endswith=".make_report_file")
    assert list(made.order_by("enqueued_at").values_list("status", flat=True)) == [
        "FAILED", "FAILED", "SUCCESSFUL",
    ]  # fmt: skip
    # Nothing is left to do.
    finish(tmp_path)
    assert ReportFile.objects.count() == 1
    assert made.count() == 3
