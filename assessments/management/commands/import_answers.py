"""`manage.py import_answers`: imports a portable answer file into an organisation's draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.files.workbook.opening import LARGEST_FILE
from assessments.files.workbook.reading import read_any
from assessments.forms.faults import fault_message
from assessments.queries.assessments import edition_to_answer
from assessments.workflow.importing import (
    DryRun,
    NoCountry,
    NoOpenDraft,
    NoSuchOrganisation,
    OtherEdition,
    UnusableSlug,
    import_answers,
)
from criteria.answer_file import AnswerFile, FileFault, RefusedFile, fraction_fault


class Command(BaseCommand):
    """Reads the file and either stores all of it or lists every fault. The last line printed is the reference."""

    help = "Answers from the project's JSON or XLSX form into an organisation's draft."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--create", action="store_true", help="make the organisation from the file too")
        parser.add_argument("--dry-run", action="store_true", help="check and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["organisation"]
        file = self._read(options["file"], slug)
        try:
            assessment = import_answers(
                file=file,
                slug=slug,
                may_create=options["create"],
                is_dry_run=options["dry_run"],
                by=None,
                at=timezone.now(),
            )
        except NoSuchOrganisation as error:
            raise CommandError(f"There is no organisation {slug!r}; --create makes it from the file.") from error
        except NoCountry as error:
            raise CommandError("The file names no country, which a new organisation needs.") from error
        except UnusableSlug as error:
            raise CommandError(f"{slug!r} is not a slug: up to 80 letters, digits, hyphens and underscores.") from error
        except NoOpenDraft as error:
            raise CommandError(f"The open assessment {error} has been handed in; its answers are frozen.") from error
        except OtherEdition as error:
            raise CommandError(f"Meanwhile the open assessment is about the edition {error}; try again.") from error
        except DryRun as trial:
            self.stdout.write("Nothing was stored: this was a dry run.")
            self.stdout.write(trial.reference)
            return
        self.stdout.write(assessment.reference)

    def _read(self, path: Path, slug: str) -> AnswerFile:
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise CommandError(f"{path.name} is larger than {LARGEST_FILE // 1024 // 1024} MB.")
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path.name} cannot be read: {error.strerror}.") from error
        try:
            today = timezone.localdate()
            file = read_any(content, edition_to_answer(slug, today), year=today.year)
            # A command cannot ask what a fraction in a percentage means.
            if faults := [FileFault(path, fraction_fault(file.number(path))) for path in sorted(file.fractions)]:
                raise RefusedFile(faults)
            return file
        except RefusedFile as refused:
            lines = [_told(fault, path.name) for fault in refused.faults]
            raise CommandError("\n".join([f"{path.name} is refused; nothing was stored.", *lines])) from refused


def _told(fault: FileFault, name: str) -> str:
    return f"{fault.path or name}: {fault_message(fault.fault, 'en')}"
