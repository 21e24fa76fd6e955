"""Maintains the tallies: how often each number and each choice occurs among all compared clusters."""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction

from assessments.models import CohortEntry, Counter, Measurement, Tally

SERIES: Final = "tallies"


def lock_entries() -> None:
    """Locks all entries, so that no other transaction changes which ones count or whose they are."""
    Counter.objects.select_for_update().get_or_create(series=SERIES)


@transaction.atomic
def tally() -> None:
    """Updates the tallies with the entries that now count, and without those that no longer do.

    Transactions never count the same entry twice: they wait for each other. Comparisons are always right, because they
    add what is not tallied yet, and fast if that is little.
    """
    lock_entries()
    pending, params = CohortEntry.objects.to_tally().order_by().values("id", "is_tallied").query.sql_with_params()
    held, tallies = Measurement._meta.db_table, Tally._meta.db_table
    signed = "SUM(CASE WHEN entry.is_tallied THEN -1 ELSE 1 END)"
    with connection.cursor() as cursor:
        # All transactions use the same order, to avoid deadlocks.
        cursor.execute(
            f"""
            INSERT INTO {tallies} (measure, value, choice, count)
            SELECT held.measure, COALESCE(held.value, 0), held.choice, {signed}
            FROM ({pending}) AS entry JOIN {held} held ON held.entry_id = entry.id
            WHERE 1 = 1
            GROUP BY held.measure, COALESCE(held.value, 0), held.choice
            HAVING {signed} <> 0
            ORDER BY 1, 2, 3
            ON CONFLICT (measure, value, choice) DO UPDATE SET count = {tallies}.count + excluded.count
            """,  # noqa: S608  (table names are constants; every value is a parameter)
            params,
        )
    CohortEntry.objects.filter(is_latest=True, is_used=True, is_tallied=False).update(is_tallied=True)
    CohortEntry.objects.to_tally().update(is_tallied=False)
