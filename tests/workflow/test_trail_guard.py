"""The database itself protects the audit trail from changes, on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from assessments.models import AuditAction, AuditEntry
from assessments.workflow.auditing import record
from tests.conftest import NOW, Cast

REFUSED = "The audit trail is append-only"


@pytest.fixture
def entry(cast: Cast) -> AuditEntry:
    return record(
        action=AuditAction.DECIDED, actor=cast.secretary, at=NOW, organisation=cast.organisation, reason="As agreed"
    )


def test_a_row_cannot_be_changed(entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(reason="Otherwise")
    entry.reason = "Otherwise"
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        entry.save()
    assert AuditEntry.objects.get(pk=entry.pk).reason == "As agreed"


def test_a_row_cannot_be_deleted(entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        entry.delete()
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM assessments_auditentry WHERE action = 'decided'")
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_a_row_cannot_be_replaced_by_another_of_its_number(entry: AuditEntry) -> None:
    columns = "id, at, action, subject, reason, actor_id, assessment_id, organisation_id, before, after"
    copy = f"SELECT {columns.replace('reason', chr(39) + 'Otherwise' + chr(39), 1)} FROM assessments_auditentry"
    replace = {
        "sqlite": f"INSERT OR REPLACE INTO assessments_auditentry ({columns}) {copy}",
        "postgresql": f"INSERT INTO assessments_auditentry ({columns}) {copy} "
        "ON CONFLICT (id) DO UPDATE SET reason = 'Otherwise'",
    }[connection.vendor]
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(replace)
    assert AuditEntry.objects.get(pk=entry.pk).reason == "As agreed"


def test_the_table_cannot_be_emptied(entry: AuditEntry) -> None:
    if connection.vendor == "postgresql":
        # Deferred constraints of this transaction are checked first; PostgreSQL would otherwise refuse before reaching
        # the trigger.
        connection.check_constraints()
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE assessments_auditentry")
    with pytest.raises(CommandError), transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_the_triggers_are_restored_after_the_suite_has_emptied_the_tables(turn: int, entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match=REFUSED):
        entry.delete()
    assert AuditEntry.objects.count() == 2
