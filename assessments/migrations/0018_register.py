"""The public register."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# The columns that are searched for a part of their text.
SEARCHED = {
    "assessments_organisation": "slug",
    "assessments_organisationname": "identity",
    "assessments_registerentry": "searched",
    "assessments_successstory": "searched",
}


def index_trigrams(apps, schema_editor):
    """Creates indexes of trigrams on PostgreSQL; SQLite, which has none, reads the tables instead."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table, column in SEARCHED.items():
        schema_editor.execute(f"CREATE INDEX {table}_trigrams ON {table} USING gin ({column} gin_trgm_ops)")


def drop_trigrams(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in SEARCHED:
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_trigrams")


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0017_consultations'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('identity', models.CharField(max_length=600)),
                ('slug', models.CharField(max_length=600)),
                ('country', models.CharField(max_length=2)),
                ('level', models.CharField(max_length=8)),
                ('dated', models.CharField(blank=True, max_length=100)),
                ('valid_until', models.DateField(null=True)),
                ('portfolio', models.CharField(blank=True, max_length=200)),
                ('source', models.CharField(max_length=300)),
                ('imported_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RegisterDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(default=dict)),
                ('updated_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField()),
                ('searched', models.TextField()),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'register entries',
            },
        ),
        migrations.CreateModel(
            name='SuccessStory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.CharField(blank=True, max_length=20)),
                ('language', models.CharField(max_length=8)),
                ('problem', models.TextField()),
                ('result', models.TextField()),
                ('searched', models.TextField()),
            ],
            options={
                'verbose_name_plural': 'success stories',
            },
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['name'], name='assessments_name_c202ba_idx'),
        ),
        migrations.AddIndex(
            model_name='historicallabel',
            index=models.Index(fields=['name'], name='assessments_name_2b97ed_idx'),
        ),
        migrations.AddIndex(
            model_name='historicallabel',
            index=models.Index(fields=['identity'], name='assessments_identit_deca79_idx'),
        ),
        migrations.AddField(
            model_name='registerdraft',
            name='organisation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='register_draft', to='assessments.organisation'),
        ),
        migrations.AddField(
            model_name='registerdraft',
            name='updated_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='registerentry',
            name='organisation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='register_entry', to='assessments.organisation'),
        ),
        migrations.AddField(
            model_name='successstory',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stories', to='assessments.registerentry'),
        ),
        migrations.AddIndex(
            model_name='successstory',
            index=models.Index(fields=['portfolio'], name='assessments_portfol_117e0d_idx'),
        ),
        migrations.RunPython(index_trigrams, drop_trigrams),
    ]
