"""Stores the labels that other sources list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from assessments.files.register_file import ListedElsewhere
from assessments.models import AuditAction, HistoricalLabel, User
from assessments.workflow.auditing import record
from criteria.text import address_part, identity


@transaction.atomic
def import_historical_labels(*, rows: Collection[ListedElsewhere], by: User | None, at: dt.datetime) -> None:
    """Replaces all labels of other sources by `rows`."""
    before = HistoricalLabel.objects.count()
    HistoricalLabel.objects.all().delete()
    HistoricalLabel.objects.bulk_create(
        HistoricalLabel(
            name=row.name,
            identity=identity(row.name),
            slug=address_part(row.name),
            country=row.country,
            level=row.level,
            dated=row.dated,
            valid_until=row.valid_until,
            portfolio=row.portfolio,
            source=row.source,
            imported_at=at,
        )
        for row in rows
    )
    record(action=AuditAction.HISTORICAL_LABELS_IMPORTED, actor=by, at=at, before=str(before), after=str(len(rows)))
