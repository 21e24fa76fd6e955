"""`manage.py send_mail_digest`: sends the daily mail to those who want one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.workflow.mail.delivery import deliver_all
from assessments.workflow.mail.digest import make_digests


class Command(BaseCommand):
    """Queues one mail per person about unread notices. Run it every morning; running it twice does no harm."""

    help = "The daily mail of everybody who wants one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", metavar="DATE", help="the day whose mail it is, for example 2026-10-01")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            today = dt.date.fromisoformat(options["today"]) if options["today"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(f"{options['today']!r} is not a date; write it as 2026-10-01.") from error
        made = make_digests(today=today, at=timezone.now())
        deliver_all(now=timezone.now)
        self.stdout.write(f"{made} queued")
