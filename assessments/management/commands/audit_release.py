"""`manage.py audit_release`: attacks everything that was published up to a release."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.benchmark.release_audit import INSIDERS, recoverable
from assessments.models import Release
from assessments.queries.release_data import history_of
from criteria.loader import current_edition, edition_keys, load_edition


class Command(BaseCommand):
    """Exits with 1 if the answer of a cluster may be recovered."""

    help = "Attacks a release together with all earlier ones, as somebody who reads all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", choices=edition_keys(), help="by default the one in force")
        parser.add_argument("--number", type=int, help="by default the latest release")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["edition"] or current_edition(timezone.localdate()).key
        releases = Release.objects.of(key)
        number = options["number"]
        release = releases.filter(number=number).first() if number else releases.first()
        if release is None:
            raise CommandError(f"There is no such release of the edition {key}.")
        history = history_of(key, until=release.number)
        found = recoverable(load_edition(key), history)
        attacked = [source for source in history.sources if history.is_complete(source)]
        self.stdout.write(
            f"{release}: {len(attacked)} of {len(history.sources)} published groups attacked, with the answers of up to"
            f" {INSIDERS} insiders"
        )
        for measure, count in found.items():
            self.stdout.write(f"{measure}: {count} may be recovered")
        if found:
            raise CommandError("Something may be recovered.", returncode=1)
        self.stdout.write("Nothing can be recovered.")
