"""Impartiality as rows, the assessor's recommendation, and an audit trail that the database keeps from being changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "assessments_auditentry"
MESSAGE = "The audit trail is append-only"

# SQLite's INSERT OR REPLACE deletes past the trigger on DELETE, and PostgreSQL's TRUNCATE past all triggers on rows,
# so each is refused by a trigger of its own.
REFUSE = {
    "sqlite": [
        f"CREATE TRIGGER audit_entry_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        f"CREATE TRIGGER audit_entry_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        f"CREATE TRIGGER audit_entry_replace BEFORE INSERT ON {TABLE} WHEN EXISTS "
        f"(SELECT 1 FROM {TABLE} WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_audit_entry_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER audit_entry_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_audit_entry_change()",
        f"CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_entry_change()",
    ],
}
ALLOW = {
    "sqlite": [f"DROP TRIGGER audit_entry_{change}" for change in ("update", "delete", "replace")],
    "postgresql": [
        f"DROP TRIGGER audit_entry_change ON {TABLE}",
        f"DROP TRIGGER audit_entry_truncate ON {TABLE}",
        "DROP FUNCTION refuse_audit_entry_change()",
    ],
}


def refuse_changes(apps, schema_editor):
    """Makes the database refuse every update and delete of the audit trail.

    A later migration that changes this table must end with it too: SQLite drops triggers when it makes a table anew.
    """
    for statement in REFUSE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def allow_changes(apps, schema_editor):
    """Takes the triggers away again."""
    for statement in ALLOW[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0002_working_together'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assessment',
            name='proposal',
            field=models.CharField(blank=True, choices=[('label', 'Award the Bronze label'), ('no_label', 'No label')], max_length=8),
        ),
        migrations.AddField(
            model_name='assessment',
            name='proposal_reason',
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name='assignment',
            name='declared_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='assignment',
            name='found',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='assignment',
            name='interest',
            field=models.TextField(blank=True, max_length=1000, verbose_name='interest'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='host',
            field=models.CharField(blank=True, max_length=200, verbose_name='host organisation'),
        ),
        migrations.AddField(
            model_name='user',
            name='employer',
            field=models.CharField(blank=True, max_length=200, verbose_name='employer'),
        ),
        migrations.AddField(
            model_name='user',
            name='region',
            field=models.CharField(blank=True, max_length=120, verbose_name='region'),
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(max_length=1000, verbose_name='reason')),
                ('raised_at', models.DateTimeField()),
                ('ruling', models.CharField(blank=True, choices=[('', 'The secretariat has not ruled yet'), ('dismissed', 'Dismissed: the assessor stays'), ('upheld', 'Upheld: the assessor is withdrawn'), ('settled', 'Settled: another assessor was assigned')], default='', max_length=10)),
                ('ruling_reason', models.TextField(blank=True, max_length=1000, verbose_name='reason')),
                ('ruled_at', models.DateTimeField(blank=True, null=True)),
                ('assessment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='objection', to='assessments.assessment')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='assessments.assignment')),
                ('raised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ruled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AdviserRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(max_length=500, verbose_name='when and on what')),
                ('recorded_at', models.DateTimeField()),
                ('adviser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advised', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='advisers', to='assessments.organisation')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'adviser'], name='assessments_organis_09ab8b_idx')],
            },
        ),
        migrations.CreateModel(
            name='Overruling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('detail', models.TextField(blank=True)),
                ('reason', models.TextField(max_length=1000, verbose_name='reason')),
                ('overruled_at', models.DateTimeField()),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrulings', to='assessments.assignment')),
                ('overruled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.RunPython(refuse_changes, allow_changes, elidable=False),
    ]
