"""Records bulk downloads of reports in the audit trail of each assessment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.models import AuditAction, AuditEntry, ReportFile, User


@transaction.atomic
def record_bulk_download(*, reports: Iterable[ReportFile], by: User, at: dt.datetime) -> None:
    """Records that `by` downloads these reports in bulk, with one row per assessment.

    `reports` must have their assessments loaded. Raises PermissionDenied for anybody outside the secretariat.
    """
    if not by.is_secretariat:
        raise PermissionDenied
    issues = defaultdict(list)
    for report in reports:
        issues[report.assessment].append(f"{report.series}-{report.issue}")
    AuditEntry.objects.bulk_create(
        AuditEntry(
            action=AuditAction.REPORTS_DOWNLOADED, actor=by, at=at, assessment=assessment,
            organisation_id=assessment.organisation_id,
            after={"issues": sorted(downloaded)},
        )
        for assessment, downloaded in issues.items()
    )  # fmt: skip
