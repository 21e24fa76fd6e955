"""`manage.py bench`: measures server times, queries and printing in a database of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tests.bench import comparison, printing, questionnaire, releasing
from tests.bench.throwaway import demo_database
from tests.bench.timing import Subject, table


class Measuring(Protocol):
    """Measures one subject with the given number of runs, or with its default if None."""

    def __call__(self, *, runs: int | None) -> Subject: ...


SUBJECTS: Final[Mapping[str, Measuring]] = {
    "questionnaire": questionnaire.measured,
    "comparison": comparison.measured,
    "report": printing.measured,
    "release": releasing.measured,
}
# These take minutes and are measured only when requested by name.
LARGE: Final[Mapping[str, Measuring]] = {
    "comparison": comparison.measured_with_large,
    "release": releasing.measured_with_large,
}


class Command(BaseCommand):
    """Prints a table for each subject. The configured database is not used."""

    help = "Median server times and query counts, in a throwaway database with the demo data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("subject", nargs="*", help=f"one or more of: {', '.join(SUBJECTS)} (default: all)")
        parser.add_argument(
            "--large", action="store_true", help="compare among 100,000 clusters as well; filling them in takes minutes"
        )
        parser.add_argument(
            "--runs", type=int,
            help=f"of each request (default: {questionnaire.RUNS}), of each comparison (default: {comparison.RUNS}), "
            f"of each report (default: {printing.RUNS})",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if unknown := set(options["subject"]) - set(SUBJECTS):
            raise CommandError(f"There is nothing to measure called {', '.join(sorted(unknown))}.")
        if options["runs"] is not None and options["runs"] < 1:
            raise CommandError("At least one run is needed.")
        if settings.DEBUG:
            raise CommandError("Debugging slows every page. Set LABELCHECK_DEBUG=false, or use `make bench`.")
        subjects = {**SUBJECTS, **(LARGE if options["large"] else {})}
        with demo_database():
            for name in options["subject"] or subjects:
                self.stdout.write(table(subjects[name](runs=options["runs"])))
