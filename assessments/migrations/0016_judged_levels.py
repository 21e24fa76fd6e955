from collections.abc import Mapping
from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from criteria.answers import Answer, value_from_portable
from criteria.definitions import Edition
from criteria.development import develop
from criteria.loader import load_edition
from criteria.measures import measure_all

LAST_YEAR = 9999


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Stores the levels of what was finished before, as finishing does from now on. It uses nothing but the criteria:
    the workflow may change, what was finished does not.
    """
    of = {name: apps.get_model("assessments", name) for name in ("Assessment", "AnswerVersion", "JudgedLevel")}
    for assessment in of["Assessment"].objects.filter(status__in=["assessed", "labelled", "not_labelled"]).order_by("pk"):
        edition = load_edition(assessment.edition)
        year = timezone.localdate(assessment.submitted_at or assessment.created_at).year
        first = {}
        for version in of["AnswerVersion"].objects.filter(answer__assessment=assessment).order_by("-version"):
            first[version.answer_id] = version
        own, effective = {}, {}
        for row in assessment.answers.all():
            said = first.get(row.pk, row)
            if not row.is_carried:
                own[row.indicator] = _typed(edition, row.indicator, said.values, said.not_applicable)
            if row.agreed is not None:
                effective[row.indicator] = _typed(edition, row.indicator, row.agreed, "")
            elif row.agreed_at is not None or not row.is_carried:
                effective[row.indicator] = _typed(edition, row.indicator, row.values, row.not_applicable)
        before, after = _levels(edition, own, year), _levels(edition, effective, year)
        of["JudgedLevel"].objects.bulk_create(
            of["JudgedLevel"](assessment=assessment, indicator=key, own=level, agreed=after[key])
            for key, level in before.items()
            if key in after
        )


def _typed(edition: Edition, key: str, values: Mapping[str, Any], not_applicable: str) -> Answer:
    asked = [field for field in edition.indicator(key).fields if field.key in values]
    typed = {field.key: value_from_portable(field, values[field.key], year=LAST_YEAR) for field in asked}
    return Answer({name: value for name, value in typed.items() if value is not None}, not_applicable)


def _levels(edition: Edition, answers: Mapping[str, Answer], year: int) -> Mapping[str, int]:
    return develop(edition, answers, measure_all(edition, answers, year=year)).levels


class Migration(migrations.Migration):
    dependencies = [("assessments", "0015_first_recommendations")]

    operations = [
        migrations.CreateModel(
            name="JudgedLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=4)),
                ("own", models.PositiveSmallIntegerField()),
                ("agreed", models.PositiveSmallIntegerField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judged_levels",
                        to="assessments.assessment",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("assessment", "indicator"), name="judged_once")]
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
