"""`manage.py import_register`: shows the labels that another source lists in the register, as historical."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.files.register_file import RegisterFileFault, read_register_file
from assessments.workflow.historical import import_historical_labels


class Command(BaseCommand):
    """Replaces all labels of other sources by those of the file, or stores nothing and names the wrong line."""

    help = "Labels that other sources list, from a CSV file with semicolons."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = read_register_file(options["file"].read_text(encoding="utf-8-sig"))
        except (RegisterFileFault, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        import_historical_labels(rows=rows, by=None, at=timezone.now())
        self.stdout.write(f"{len(rows)} labels of other sources are in the register.")
