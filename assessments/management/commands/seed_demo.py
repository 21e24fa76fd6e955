"""`manage.py seed_demo`: fictional clusters in every state of the workflow, and a cohort to compare with."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from assessments.demo.people import LOGINS
from assessments.demo.seeding import Seeded, seed
from assessments.demo.shapes import PASSWORD


class Command(BaseCommand):
    help = "Adds fictional clusters in every state of the workflow and a cohort to compare with. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        # Migrates first, so that the command also works on an empty database.
        call_command("migrate", verbosity=0, interactive=False)
        seeded = seed()
        if options["verbosity"] > 0:
            self.stdout.write(report(seeded))


def report(seeded: Seeded) -> str:
    """What was added, and the accounts to sign in with."""
    if seeded.shown or seeded.compared:
        first = _("Added %(shown)d demo assessments to look at and %(compared)d to compare with.") % {
            "shown": seeded.shown,
            "compared": seeded.compared,
        }
    else:
        first = _("The demo data is there already; nothing was changed.")
    rows = [(person.email, person.task, person.name) for person in LOGINS]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(
        [
            first,
            _("All people and clusters in it are fictional."),
            "",
            *table,
            "",
            _("Password for all: %(password)s") % {"password": PASSWORD},
        ]
    )
