"""`manage.py eligibility`: the verdict of an assessment."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.models import Assessment
from assessments.queries.eligibility import verdict_of

WORDS = {True: "eligible", False: "not eligible", None: "not known yet"}


def assessment_of(reference: str) -> Assessment:
    """The assessment with the given reference. Raises CommandError if there is none."""
    try:
        return Assessment.objects.select_related("organisation").get(reference=reference)
    except Assessment.DoesNotExist as error:
        raise CommandError(f"There is no assessment with the reference {reference!r}.") from error


class Command(BaseCommand):
    """Prints each criterion with its state, value, threshold and reason."""

    help = "The eligibility verdict of an assessment."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        assessment = assessment_of(options["reference"])
        verdict = verdict_of(assessment)
        rules = [
            {
                "key": rule.criterion.key,
                "state": rule.state.value,
                "binding": rule.criterion.binding,
                "value": rule.value,
                "threshold": rule.criterion.threshold,
                "reason": rule.reason("en"),
            }
            for rule in verdict.rules
        ]
        if options["format"] == "json":
            result = {"reference": assessment.reference, "eligible": verdict.is_eligible, "rules": rules}
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{assessment.reference}: {WORDS[verdict.is_eligible]}")
        for rule in rules:
            weight = "binding" if rule["binding"] else "advice"
            self.stdout.write(f"  {rule['key']:<13}{rule['state']:<9}{weight:<8} {rule['value']}  {rule['reason']}")
