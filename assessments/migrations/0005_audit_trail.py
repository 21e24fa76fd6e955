"""The audit trail, protected by database triggers: only a person's name can be removed, while an erasure is open."""

import assessments.models.audit_actions
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


TABLE = "assessments_auditentry"
MESSAGE = "The audit trail is append-only"

# What even an erasure must not change.
KEPT = ("id", "at", "action", "reason", "actor_id", "assessment_id", "organisation_id")
IS_ERASURE = "EXISTS (SELECT 1 FROM assessments_erasure WHERE finished_at IS NULL)"
IS_SAME = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in KEPT)

# SQLite's INSERT OR REPLACE bypasses the trigger on DELETE, and PostgreSQL's TRUNCATE all triggers on rows, so each has
# a trigger of its own.
REFUSE = {
    "sqlite": [
        f"CREATE TRIGGER audit_entry_update BEFORE UPDATE ON {TABLE} "
        f"WHEN NOT ({IS_ERASURE} AND {IS_SAME.replace('IS NOT DISTINCT FROM', 'IS')}) "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        f"CREATE TRIGGER audit_entry_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        f"CREATE TRIGGER audit_entry_replace BEFORE INSERT ON {TABLE} WHEN EXISTS "
        f"(SELECT 1 FROM {TABLE} WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_audit_entry_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {IS_ERASURE} AND {IS_SAME} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
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
    """Creates triggers that refuse to delete rows, and to update them except during an open erasure.

    A later migration that changes this table must call it at its end too: SQLite drops the triggers when it recreates a
    table.
    """
    for statement in REFUSE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def allow_changes(apps, schema_editor):
    """Removes the triggers."""
    for statement in ALLOW[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0004_assessing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finished_at', models.DateTimeField(null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('action', models.CharField(choices=assessments.models.audit_actions.action_choices, max_length=40)),
                ('subject', models.CharField(blank=True, max_length=60)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_entries', to='assessments.assessment')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_entries', to='assessments.organisation')),
            ],
            options={'verbose_name_plural': 'audit entries'},
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['assessment', 'at'], name='assessments_assessm_12d200_idx'),
        ),
        migrations.RunPython(refuse_changes, allow_changes, elidable=False),
    ]
