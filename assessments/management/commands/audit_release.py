"""`manage.py audit_release`: attacks everything that was published up to a release."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.benchmark.exact_audit import bounds_of
from assessments.benchmark.publishing import measures_of
from assessments.benchmark.release_audit import INSIDERS, attacked, recoverable
from assessments.models import Release
from assessments.queries.release_data import History, history_of
from criteria.definitions import Edition
from criteria.loader import current_edition, edition_keys, load_edition


class Command(BaseCommand):
    """Exits with 1 if the answer of a cluster may be recovered: a doubt, or for --exact something certain."""

    help = "Attacks a release together with all earlier ones, as somebody who reads all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", choices=edition_keys(), help="by default the one in force")
        parser.add_argument("--number", type=int, help="by default the latest release")
        parser.add_argument(
            "--exact",
            nargs="+",
            default=[],
            metavar="MEASURE",
            help="also attack these ladders and choices (their full keys) by integer programs, which is slow; numbers "
            "are refused, and what is found is only printed, not stored or withheld",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["edition"] or current_edition(timezone.localdate()).key
        releases = Release.objects.of(key)
        number = options["number"]
        release = releases.filter(number=number).first() if number else releases.first()
        if release is None:
            raise CommandError(f"There is no such release of the edition {key}.")
        history, edition = history_of(key, until=release.number), load_edition(key)
        # Those of numbers divide them into hundreds of intervals, which are too many for the programs.
        if unknown := set(options["exact"]) - {asked.key for asked in measures_of(edition) if asked.options}:
            raise CommandError(f"No ladder or choice: {', '.join(sorted(unknown))}.")
        found = recoverable(edition, history)
        incomplete = sum(history.removed(source) > 0 for source in history.sources)
        self.stdout.write(
            f"{release}: {len(history.sources)} published groups attacked, with the answers of up to {INSIDERS}"
            f" insiders; {incomplete} of them without the answers of members whose data were removed"
        )
        for measure, count in found.items():
            self.stdout.write(f"{measure}: {count} may be recovered")
        certain = self._attack_exactly(edition, history, options["exact"])
        if certain or found.keys() - set(options["exact"]):
            raise CommandError("Something may be recovered.", returncode=1)
        self.stdout.write("Nothing can be recovered.")

    def _attack_exactly(self, edition: Edition, history: History, measures: Collection[str]) -> int:
        """Writes what is certain of `measures`; returns how much that is."""
        certain = 0
        for asked, column, published in attacked(edition, history, measures):
            bounds = bounds_of(asked, column, published)
            certain += len(bounds.certain)
            self.stdout.write(
                f"{asked.key}, exactly: {len(bounds.certain)} certain; each cluster may have given at least"
                f" {bounds.possible} of {bounds.answers} answers"
            )
        return certain
