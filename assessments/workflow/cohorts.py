"""Cohorts of past benchmarks imported by the secretariat: imported, hidden or used, and removed as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from assessments.files.cohort_file import CohortRow
from assessments.models import AuditAction, CohortEntry, ImportedCohort, User
from assessments.queries.identity import identities_of
from assessments.workflow.auditing import record
from assessments.workflow.entries import lock_entries
from assessments.workflow.identity import choose_latest
from assessments.workflow.measuring import MeasuredEntry, store_entries
from assessments.workflow.outliers import store_outliers
from criteria.definitions import Edition
from criteria.measures import MeasureSet


def _require_secretariat(by: User) -> None:
    if not by.is_secretariat:
        raise PermissionDenied


@transaction.atomic
def import_cohort(
    *, edition: Edition, name: str, source: str, rows: Sequence[CohortRow], by: User, at: dt.datetime
) -> ImportedCohort:
    """Stores a cohort and uses it from now on, each cluster with its latest year. Raises PermissionDenied.

    `rows` must have been read by the measures of `edition`.
    """
    _require_secretariat(by)
    cohort = ImportedCohort.objects.create(name=name, source=source, rows=len(rows), imported_at=at, imported_by=by)
    # The lock prevents clusters of the file from being registered or renamed while its rows are matched.
    lock_entries()
    identities = identities_of([row.cluster for row in rows])
    store_entries(
        [
            MeasuredEntry(
                CohortEntry(
                    imported=cohort,
                    cluster=row.cluster,
                    identity=identities[row.cluster],
                    country=row.country,
                    year=row.year,
                    level=row.level,
                ),
                row.portfolios,
                MeasureSet(row.numbers, row.choices),
            )
            for row in rows
        ],
    )
    store_outliers(edition, Q(entry__imported=cohort))
    record(action=AuditAction.COHORT_IMPORTED, actor=by, at=at, subject=name, after={"rows": len(rows)}, reason=source)
    return cohort


def _set_used(cohort: ImportedCohort, *, is_used: bool) -> None:
    """Includes its entries in comparisons, or lets the next entry in use represent each of its clusters."""
    lock_entries()
    cohort.entries.update(is_used=is_used)
    choose_latest(cohort.entries.values_list("identity", flat=True))


@transaction.atomic
def use_cohort(*, cohort: ImportedCohort, is_used: bool, by: User, at: dt.datetime) -> ImportedCohort:
    """Includes an imported cohort in comparisons, or hides it. Raises PermissionDenied."""
    _require_secretariat(by)
    current = ImportedCohort.objects.select_for_update().get(pk=cohort.pk)
    before, current.is_used = current.is_used, is_used
    current.save(update_fields=["is_used"])
    _set_used(current, is_used=is_used)
    action = AuditAction.COHORT_USED if is_used else AuditAction.COHORT_HIDDEN
    record(action=action, actor=by, at=at, subject=current.name, before=before, after=is_used)
    return current


@transaction.atomic
def remove_cohort(*, cohort: ImportedCohort, by: User, at: dt.datetime) -> None:
    """Removes an imported cohort with all its rows. Raises PermissionDenied."""
    _require_secretariat(by)
    current = ImportedCohort.objects.select_for_update().get(pk=cohort.pk)
    name, before = current.name, {"source": current.source, "rows": current.rows}
    # Before its rows are deleted, other entries must represent its clusters.
    _set_used(current, is_used=False)
    current.delete()
    record(action=AuditAction.COHORT_REMOVED, actor=by, at=at, subject=name, before=before)
