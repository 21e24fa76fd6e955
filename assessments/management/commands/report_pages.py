"""`manage.py report_pages`: how full the pages of a report are, and which look wrong."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.models import Assessment, ReportKind
from assessments.report.content.document import build_context
from assessments.report.printing.fill import LEAST, LEAST_AT_END, page_fills
from assessments.report.printing.html import TEMPLATES, render_html
from assessments.report.printing.pdf import lay_out
from criteria.languages import FALLBACK
from criteria.reader import languages


class Command(BaseCommand):
    """`manage.py report_pages REFERENCE ... [--language CODE] [--summary]`."""

    requires_system_checks = ()
    help = (
        f"Prints how full each page of a report is. Fails if a page is less than {LEAST} %% full ({LEAST_AT_END} %% at "
        "the end of a chapter), or if its last line is a heading."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The references of the assessments, and the language and kind of the reports."""
        parser.add_argument("references", nargs="+", metavar="reference", help="for example DEMO-0001")
        parser.add_argument("--language", choices=languages(), default=FALLBACK)
        parser.add_argument("--summary", action="store_true", help="the two pages of its summary alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints a table for each report, then the pages at fault."""
        template = TEMPLATES[ReportKind.SUMMARY if options["summary"] else ReportKind.FULL]
        faults = []
        for reference in options["references"]:
            assessment = Assessment.objects.select_related("organisation").filter(reference=reference).first()
            if assessment is None:
                raise CommandError(f"There is no assessment {reference}.")
            context = build_context(assessment, options["language"], today=timezone.localdate())
            fills = page_fills(lay_out(render_html(context, template=template)))
            self.stdout.write(f"{reference}: {len(fills)} pages")
            for page in fills:
                end = ", the chapter ends" if page.ends_chapter else ""
                self.stdout.write(f"{page.number:4d} {page.percent:4d} %  {page.chapter}{end}")
            faults += [f"{reference} page {page.number}: {page.fault}" for page in fills if page.fault]
        if faults:
            raise CommandError("\n".join(faults))
