"""`manage.py render_report`: writes the report on an assessment to a file, without a server."""

from __future__ import annotations

import os
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.models import Assessment, ReportKind
from assessments.report.content.document import build_context
from assessments.report.issuing.unprintable import unprintable_texts
from assessments.report.printing.fonts import MissingFont, require_fonts
from assessments.report.printing.html import TEMPLATES, render_html
from assessments.report.printing.report import print_report
from criteria.languages import FALLBACK
from criteria.reader import languages


class Command(BaseCommand):
    """`manage.py render_report REFERENCE [--language CODE] [--format pdf|html] [--summary] --output FILE`."""

    # Skips the system checks: what the report needs is checked when it is read, and the rest of the site is not loaded.
    requires_system_checks = ()
    help = "Renders the report on an assessment as a PDF, or as the one HTML document that becomes the PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The assessment's reference, and how and where to write the report."""
        parser.add_argument("reference", help="for example DEMO-0001")
        parser.add_argument("--language", choices=languages(), default=FALLBACK)
        parser.add_argument("--format", choices=("pdf", "html"), default="pdf")
        parser.add_argument("--summary", action="store_true", help="the two pages of its summary alone")
        parser.add_argument("--output", required=True, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the file completely, or leaves an existing file unchanged."""
        started = time.monotonic()
        reference, output = options["reference"], options["output"]
        assessment = Assessment.objects.select_related("organisation").filter(reference=reference).first()
        if assessment is None:
            raise CommandError(f"There is no assessment {reference}.")
        if not output.parent.is_dir():
            raise CommandError(f"The folder {output.parent} does not exist.")
        try:
            require_fonts()
            said = self._render(assessment, options)
        except MissingFont as error:
            raise CommandError(f"The font {error} is missing.") from error
        self.stdout.write(f"{output}: {said}, {time.monotonic() - started:.1f} s")

    def _render(self, assessment: Assessment, options: dict[str, Any]) -> str:
        """Writes the file, and returns what it is."""
        output = options["output"]
        context = build_context(assessment, options["language"], today=timezone.localdate())
        for text in unprintable_texts(context):
            self.stderr.write(f"No font has these characters. {text.place}: {text.characters}")
        template = TEMPLATES[ReportKind.SUMMARY if options["summary"] else ReportKind.FULL]
        if options["format"] == "html":
            write_whole(output, render_html(context, embedded_fonts=True, template=template).encode())
            return "HTML"
        pdf = print_report(render_html(context, template=template))
        write_whole(output, pdf.content)
        return f"{pdf.pages} pages"


def write_whole(output: Path, content: bytes) -> None:
    """Writes `content` to a temporary file and moves it to `output`, so that nobody reads a partial file."""
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(output)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
