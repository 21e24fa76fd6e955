"""Stores the numbers far beyond the published quartiles, which the secretariat should look at again."""

from __future__ import annotations

from django.db.models import Q

from assessments.benchmark.overview import far_numbers, overview
from assessments.models import ReleaseOutlier
from criteria.definitions import Edition


def store_outliers(edition: Edition, among: Q) -> None:
    """Stores those of the current release, of the measurements that fulfil `among`, within the caller's transaction."""
    seen = overview(edition)
    if seen.release is not None:
        ReleaseOutlier.objects.bulk_create(
            ReleaseOutlier(release=seen.release, entry_id=row.entry_id, measure=row.measure, value=row.value or 0)
            for row in far_numbers(seen, among)
        )
