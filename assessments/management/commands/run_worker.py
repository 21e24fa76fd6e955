"""`manage.py run_worker`: runs background tasks, and takes up those that a killed worker left behind."""

from __future__ import annotations

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from assessments.tasks import take_up_lost_consultations, take_up_lost_mail, take_up_lost_reports, take_up_release

# Seconds between checks for lost reports and mail; a check takes one query each.
SWEEP_EVERY = 15.0
# Seconds between removals of what has expired, and checks whether a release is due.
TIDY_EVERY = 3600.0
# Seconds to wait if the database is unavailable.
RECONNECT_AFTER = 2.0

logger = logging.getLogger(__name__)


class OneTask(Worker):
    """The worker of django-tasks-db, limited to one task; `has_worked` says whether there was one."""

    has_worked = False

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Runs the task and records that there was one."""
        super().run_task(db_task_result)
        self.has_worked = True


class Command(BaseCommand):
    """Runs until it is terminated (after finishing its current task). Several may run on one database."""

    help = "Makes reports and does other work in the background."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The waiting time, and whether to exit when the queue is empty."""
        parser.add_argument("--interval", type=float, default=1.0, help="seconds of rest when there is nothing to do")
        parser.add_argument("--once", action="store_true", help="end when there is nothing left to do")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs the worker."""
        # The queue's own logger: it writes a line per task, and none for checking an empty queue.
        logging.getLogger("django.tasks").setLevel(logging.INFO)
        name, self.swept, self.tidied = get_random_string(32), 0.0, 0.0
        is_running = True
        while is_running:
            try:
                worker = self._work(name)
            except (OperationalError, InterfaceError):
                # The database is unavailable: wait, since the tasks wait there too.
                logger.exception("The database cannot be reached; trying again in %s seconds", RECONNECT_AFTER)
                connection.close()
                if options["once"]:
                    raise
                time.sleep(RECONNECT_AFTER)
                continue
            is_running = worker.running and not (options["once"] and not worker.has_worked)
            if is_running and not worker.has_worked:
                time.sleep(options["interval"])

    def _work(self, name: str) -> OneTask:
        """Takes up lost work and tidies up from time to time, and runs one task if there is one."""
        if time.monotonic() - self.swept >= SWEEP_EVERY or not self.swept:
            take_up_lost_reports(at=timezone.now())
            take_up_lost_mail(at=timezone.now())
            self.swept = time.monotonic()
        if time.monotonic() - self.tidied >= TIDY_EVERY or not self.tidied:
            # Several workers may do this at the same time: rows that are gone are no fault.
            call_command("clearsessions")
            call_command("prune_db_task_results", verbosity=0)
            take_up_release(at=timezone.now())
            take_up_lost_consultations()
            self.tidied = time.monotonic()
        worker = OneTask(
            queue_names=["default"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=name,
            excluded_queue_names=[],
        )
        worker.configure_signals()
        worker.run()
        return worker
