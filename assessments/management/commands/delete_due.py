"""`manage.py delete_due`: deletes what has been kept long enough, and warns owners before."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.workflow.mail.delivery import deliver_all
from assessments.workflow.retention import delete_due, warn_of_deletions


class Command(BaseCommand):
    """Warns of what is due soon and deletes what is due now; running it twice a day is safe."""

    help = "Deletes what has been kept long enough, and warns owners before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", metavar="DATE", help="the day to judge by, for example 2026-10-01")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            today = dt.date.fromisoformat(options["today"]) if options["today"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(f"{options['today']!r} is not a date; write it as 2026-10-01.") from error
        at = timezone.now()
        for warning in warn_of_deletions(today=today, at=at):
            self.stdout.write(f"{warning.assessment.reference} {warning.rule}: {warning.due_on}")
        for rule, count in sorted(delete_due(today=today, at=at).items()):
            self.stdout.write(f"{rule}: {count} deleted")
        deliver_all(now=timezone.now)
