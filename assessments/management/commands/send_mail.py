"""`manage.py send_mail`: sends the mail waiting in the outbox."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.models import OutboxMail
from assessments.workflow.mail.delivery import deliver_all


class Command(BaseCommand):
    """A worker sends each mail when it is queued; this command sends what a killed worker left. Safe at any time."""

    help = "Sends the mail that is due, and says how much waits or has to be settled by the secretariat."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = deliver_all(now=timezone.now)
        at = timezone.now()
        waiting, stuck = OutboxMail.objects.on_its_way(at).count(), OutboxMail.objects.to_settle(at).count()
        if options["verbosity"] > 0:
            self.stdout.write(f"{sent} sent, {waiting} waiting, {stuck} to settle")
