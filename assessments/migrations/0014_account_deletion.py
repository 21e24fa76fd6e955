"""Allows removing the name of a person whose account was deleted from the audit trail, and no other change."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

earlier = import_module("assessments.migrations.0005_audit_trail")

KEPT = ("id", "at", "action", "reason", "actor_id", "assessment_id", "organisation_id")
IS_ERASURE = "EXISTS (SELECT 1 FROM assessments_erasure WHERE finished_at IS NULL)"
IS_SAME = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in KEPT)

# Only the trigger on UPDATE differs from that of migration 0005.
REFUSE = {
    "sqlite": [
        f"CREATE TRIGGER audit_entry_update BEFORE UPDATE ON {earlier.TABLE} "
        f"WHEN NOT ({IS_ERASURE} AND {IS_SAME.replace('IS NOT DISTINCT FROM', 'IS')}) "
        f"BEGIN SELECT RAISE(ABORT, '{earlier.MESSAGE}'); END",
        *earlier.REFUSE["sqlite"][1:],
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_audit_entry_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {IS_ERASURE} AND {IS_SAME} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{earlier.MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *earlier.REFUSE["postgresql"][1:],
    ],
}
allow_changes = earlier.allow_changes


def refuse_changes(apps, schema_editor):
    """Creates triggers that refuse to delete audit rows, and to update them except during an open erasure.

    A later migration that changes this table must call it at its end too: SQLite drops the triggers when it recreates a
    table.
    """
    for statement in REFUSE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0013_joining'),
    ]

    operations = [
        migrations.RunPython(earlier.allow_changes, earlier.refuse_changes, elidable=False),
        migrations.AddField(
            model_name='user',
            name='deleted_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finished_at', models.DateTimeField(null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.RunPython(refuse_changes, allow_changes, elidable=False),
    ]
