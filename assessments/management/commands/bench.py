"""`manage.py bench`: measures server times, queries and printing in a database of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tests.bench import comparison, printing, questionnaire, register
from tests.bench.throwaway import demo_database
from tests.bench.timing import Subject, surroundings, table


class Measuring(Protocol):
    """Measures one topic in one or more tables, with the given number of runs, or with its default if None."""

    def __call__(self, *, runs: int | None) -> Iterator[Subject]: ...


SUBJECTS: Final[Mapping[str, Measuring]] = {
    "questionnaire": questionnaire.measured,
    "comparison": comparison.measured,
    "register": register.measured,
    "report": printing.measured,
}
# What takes many minutes and is measured only with the option `--large`.
LARGE: Final[Mapping[str, Measuring]] = {"comparison": comparison.measured_with_large}


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
            f"of each page of the register (default: {register.RUNS}), of each report (default: {printing.RUNS})",
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
            self.stdout.write(surroundings())
            for name in options["subject"] or subjects:
                for subject in subjects[name](runs=options["runs"]):
                    self.stdout.write(table(subject))
