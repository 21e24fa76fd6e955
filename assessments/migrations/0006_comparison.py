"""The numbers used in comparisons."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0005_audit_trail'),
    ]

    operations = [
        migrations.CreateModel(
            name='CohortEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cluster', models.CharField(blank=True, max_length=200)),
                ('identity', models.CharField(max_length=600)),
                ('country', models.CharField(max_length=2)),
                ('year', models.PositiveSmallIntegerField()),
                ('is_latest', models.BooleanField(default=False)),
                ('is_used', models.BooleanField(default=True)),
                ('level', models.CharField(blank=True, max_length=8)),
                ('assessment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='cohort_entry', to='assessments.assessment')),
            ],
        ),
        migrations.CreateModel(
            name='CohortPortfolio',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.CharField(max_length=40)),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='portfolios', to='assessments.cohortentry')),
            ],
        ),
        migrations.CreateModel(
            name='ImportedCohort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                ('source', models.CharField(max_length=300, verbose_name='where the figures come from')),
                ('rows', models.PositiveIntegerField()),
                ('is_used', models.BooleanField(default=True)),
                ('imported_at', models.DateTimeField()),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='cohortentry',
            name='imported',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='assessments.importedcohort'),
        ),
        migrations.CreateModel(
            name='JudgedLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=12)),
                ('own', models.PositiveSmallIntegerField()),
                ('agreed', models.PositiveSmallIntegerField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='judged_levels', to='assessments.assessment')),
            ],
        ),
        migrations.CreateModel(
            name='Measurement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=40)),
                ('value', models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ('choice', models.CharField(blank=True, max_length=40)),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='measurements', to='assessments.cohortentry')),
            ],
        ),
        migrations.AddField(
            model_name='cohortentry',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='cohort_entries', to='assessments.organisation'),
        ),
        migrations.AddConstraint(
            model_name='cohortportfolio',
            constraint=models.UniqueConstraint(fields=('entry', 'portfolio'), name='portfolio_once_per_entry'),
        ),
        migrations.AddConstraint(
            model_name='judgedlevel',
            constraint=models.UniqueConstraint(fields=('assessment', 'indicator'), name='judged_once'),
        ),
        migrations.AddIndex(
            model_name='measurement',
            index=models.Index(fields=['measure', 'value', 'choice', 'entry'], name='measurements_in_order'),
        ),
        migrations.AddConstraint(
            model_name='measurement',
            constraint=models.UniqueConstraint(fields=('entry', 'measure', 'choice'), name='measured_once'),
        ),
        migrations.AddIndex(
            model_name='cohortentry',
            index=models.Index(fields=['identity', 'year'], name='entries_of_cluster'),
        ),
        migrations.AddConstraint(
            model_name='cohortentry',
            constraint=models.UniqueConstraint(condition=models.Q(('is_latest', True)), fields=('identity',), name='one_latest_entry_per_cluster'),
        ),
        migrations.AddConstraint(
            model_name='cohortentry',
            constraint=models.UniqueConstraint(fields=('imported', 'cluster', 'year'), name='one_imported_row_per_year'),
        ),
        migrations.AddConstraint(
            model_name='cohortentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assessment__isnull', False), ('imported', None), ('organisation__isnull', False)), models.Q(('assessment', None), ('imported__isnull', False), ('organisation', None)), _connector='OR'), name='entry_is_assessed_or_imported'),
        ),
    ]
