"""`manage.py issue_reminders`: mail about labels that end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.workflow.mail.delivery import deliver_all
from assessments.workflow.reminders import send_due_reminders


class Command(BaseCommand):
    """Sends the reminders that are due and not sent yet; running it twice a day is safe."""

    help = "Expiry and renewal mail that is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", metavar="DATE", help="the day to judge by, for example 2026-10-01")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            today = dt.date.fromisoformat(options["today"]) if options["today"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(f"{options['today']!r} is not a date; write it as 2026-10-01.") from error
        sent = send_due_reminders(today=today, at=timezone.now())
        deliver_all(now=timezone.now)
        for reminder in sent:
            self.stdout.write(f"{reminder.label.number} {reminder.kind}")
        self.stdout.write(f"{len(sent)} sent")
