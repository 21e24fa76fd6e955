"""`manage.py advice`: how often each recommendation is given, and to whom it does not fit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.models import Assessment
from assessments.queries.answers import effective_answers
from assessments.queries.assessments import assessment_year
from criteria.advice import Run, advice_lines, given_advice
from criteria.loader import edition_keys, load_edition


class Command(BaseCommand):
    """Counts the recommendations that follow from the effective answers of all assessments on one edition."""

    help = "How often each recommendation is given, and to whom it does not fit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", choices=edition_keys(), default=edition_keys()[-1])

    def handle(self, *args: Any, **options: Any) -> None:
        assessments = Assessment.objects.filter(edition=options["edition"]).order_by("reference")
        runs = [
            Run(assessment.reference, effective_answers(assessment), assessment_year(assessment))
            for assessment in assessments
        ]
        given = given_advice(load_edition(options["edition"]), runs)
        self.stdout.write("\n".join(advice_lines(given, len(runs))))
        if any(advice.misfits for advice in given):
            raise CommandError("A recommendation is given to whom it does not fit.")
