"""`manage.py export_answers`: writes the answers of an assessment to a portable file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.files.workbook.writing import write_workbook
from assessments.management.commands.eligibility import assessment_of
from assessments.queries.answers import export_answers
from criteria.answer_file import write_answer_file
from criteria.languages import FALLBACK
from criteria.loader import load_edition
from criteria.reader import languages


class Command(BaseCommand):
    """Writes the file in one step, so that an error leaves no partial file."""

    help = "The answers of an assessment as the project's JSON or XLSX form."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference")
        parser.add_argument("--output", type=Path, required=True, help="a name that ends in .xlsx gives a workbook")
        parser.add_argument("--language", choices=languages(), default=FALLBACK, help="of the workbook")

    def handle(self, *args: Any, **options: Any) -> None:
        assessment = assessment_of(options["reference"])
        file = export_answers(assessment)
        output: Path = options["output"]
        if output.suffix.lower() == ".xlsx":
            content = write_workbook(
                file,
                load_edition(assessment.edition),
                language=options["language"],
                reference=assessment.reference,
                year=timezone.localdate().year,
            )
        else:
            content = write_answer_file(file).encode()
        unfinished = output.with_name(f".{output.name}.part")
        try:
            unfinished.write_bytes(content)
            os.replace(unfinished, output)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(str(output))
