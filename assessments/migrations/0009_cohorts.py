"""Gives entries of cohorts an identity of their own: imported rows, which have no assessment, are entries too."""

import django.db.models.deletion
from django.conf import settings
from django.core.management.color import no_style
from django.db import migrations, models
from django.db.models import Q

COPY = (
    """
    INSERT INTO assessments_newcohortentry
        (id, assessment_id, organisation_id, imported_id, cluster, country, year, is_latest, is_used, level,
         participants, age)
    SELECT old.assessment_id, old.assessment_id, old.organisation_id, NULL, '', old.country, old.year, old.is_latest,
        (1 = 1),
        COALESCE((SELECT level FROM assessments_label WHERE assessment_id = old.assessment_id), ''),
        (SELECT CAST(value AS integer) FROM assessments_measurement
         WHERE entry_id = old.assessment_id AND measure = 'A2.total'),
        (SELECT CAST(value AS integer) FROM assessments_measurement
         WHERE entry_id = old.assessment_id AND measure = 'A1.age')
    FROM assessments_cohortentry old
    """,
    """
    INSERT INTO assessments_newcohortportfolio (entry_id, portfolio)
    SELECT entry_id, portfolio FROM assessments_cohortportfolio ORDER BY id
    """,
    """
    INSERT INTO assessments_newmeasurement (entry_id, measure, value, choice)
    SELECT entry_id, measure, value, choice FROM assessments_measurement ORDER BY id
    """,
)


def copy_entries(apps, schema_editor):
    connection = schema_editor.connection
    entry = apps.get_model("assessments", "NewCohortEntry")
    with connection.cursor() as cursor:
        for statement in (*COPY, *connection.ops.sequence_reset_sql(no_style(), [entry])):
            cursor.execute(statement)
    # PostgreSQL alters no table while references of its rows are still to be checked.
    connection.check_constraints()


def identity():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


CASCADE = django.db.models.deletion.CASCADE
COMPARED = Q(is_latest=True, is_used=True)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_report_words")]

    operations = [
        migrations.CreateModel(
            name="ImportedCohort",
            fields=[
                identity(),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("source", models.CharField(max_length=300, verbose_name="where the figures come from")),
                ("is_used", models.BooleanField(default=True)),
                ("imported_at", models.DateTimeField()),
                (
                    "imported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NewCohortEntry",
            fields=[
                identity(),
                ("assessment", models.OneToOneField(null=True, on_delete=CASCADE, related_name="+", to="assessments.assessment")),
                ("organisation", models.ForeignKey(null=True, on_delete=CASCADE, related_name="+", to="assessments.organisation")),
                ("imported", models.ForeignKey(null=True, on_delete=CASCADE, related_name="entries", to="assessments.importedcohort")),
                ("cluster", models.CharField(blank=True, max_length=200)),
                ("country", models.CharField(max_length=2)),
                ("year", models.PositiveSmallIntegerField()),
                ("is_latest", models.BooleanField()),
                ("is_used", models.BooleanField(default=True)),
                ("level", models.CharField(blank=True, max_length=8)),
                ("participants", models.PositiveIntegerField(null=True)),
                ("age", models.IntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="NewCohortPortfolio",
            fields=[
                identity(),
                ("portfolio", models.CharField(max_length=40)),
                ("entry", models.ForeignKey(on_delete=CASCADE, related_name="portfolios", to="assessments.newcohortentry")),
            ],
        ),
        migrations.CreateModel(
            name="NewMeasurement",
            fields=[
                identity(),
                ("measure", models.CharField(max_length=40)),
                ("value", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("choice", models.CharField(blank=True, max_length=40)),
                ("entry", models.ForeignKey(on_delete=CASCADE, related_name="measurements", to="assessments.newcohortentry")),
            ],
        ),
        migrations.RunPython(copy_entries, migrations.RunPython.noop),
        migrations.DeleteModel("Measurement"),
        migrations.DeleteModel("CohortPortfolio"),
        migrations.DeleteModel("CohortEntry"),
        migrations.RenameModel("NewCohortEntry", "CohortEntry"),
        migrations.RenameModel("NewCohortPortfolio", "CohortPortfolio"),
        migrations.RenameModel("NewMeasurement", "Measurement"),
        migrations.AlterField(
            "cohortentry",
            "assessment",
            models.OneToOneField(null=True, on_delete=CASCADE, related_name="cohort_entry", to="assessments.assessment"),
        ),
        migrations.AlterField(
            "cohortentry",
            "organisation",
            models.ForeignKey(null=True, on_delete=CASCADE, related_name="cohort_entries", to="assessments.organisation"),
        ),
        migrations.AddConstraint(
            "cohortentry",
            models.UniqueConstraint(
                condition=Q(is_latest=True), fields=("organisation",), name="one_latest_entry_per_organisation"
            ),
        ),
        migrations.AddConstraint(
            "cohortentry",
            models.UniqueConstraint(fields=("imported", "cluster", "year"), name="one_imported_row_per_year"),
        ),
        migrations.AddConstraint(
            "cohortentry",
            models.CheckConstraint(
                condition=Q(assessment__isnull=False, organisation__isnull=False, imported=None)
                | Q(assessment=None, organisation=None, imported__isnull=False),
                name="entry_is_assessed_or_imported",
            ),
        ),
        *(
            migrations.AddIndex("cohortentry", models.Index(condition=COMPARED, fields=[field], name=name))
            for field, name in (
                ("country", "compared_by_country"),
                ("participants", "compared_by_size"),
                ("age", "compared_by_age"),
                ("level", "compared_by_level"),
            )
        ),
        migrations.AddConstraint(
            "cohortportfolio",
            models.UniqueConstraint(fields=("entry", "portfolio"), name="portfolio_once_per_entry"),
        ),
        migrations.AddIndex(
            "cohortportfolio", models.Index(fields=["portfolio", "entry"], name="entries_of_portfolio")
        ),
        migrations.AddConstraint(
            "measurement",
            models.UniqueConstraint(fields=("entry", "measure", "choice"), name="measured_once"),
        ),
        migrations.AddIndex(
            "measurement", models.Index(fields=["measure", "value", "choice"], name="measurements_in_order")
        ),
    ]
