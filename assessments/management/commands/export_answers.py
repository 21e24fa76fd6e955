"""`manage.py export_answers`: the answers of an assessment as a portable file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.management.commands.eligibility import assessment_of
from assessments.workflow import export_answers
from criteria.answer_file import write_answer_file


class Command(BaseCommand):
    """Writes the file in one step, so that a failure leaves nothing half written."""

    help = "The answers of an assessment as the project's JSON form."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference")
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        text = write_answer_file(export_answers(assessment_of(options["reference"])))
        output: Path = options["output"]
        unfinished = output.with_name(f".{output.name}.part")
        try:
            unfinished.write_text(text, encoding="utf-8")
            os.replace(unfinished, output)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(str(output))
