"""Reports taken out of the house: what the secretariat downloads in bulk stands in each assessment's audit trail."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.models import AuditAction, AuditEntry, ReportFile, User

# For so long the rest of a download that broke off belongs to its beginning.
GOES_ON: Final = dt.timedelta(days=1)


@transaction.atomic
def take_out_reports(*, reports: Iterable[ReportFile], is_rest: bool, by: User, at: dt.datetime) -> None:
    """Records that `by` downloads these issues in bulk, a row for each assessment; three statements, however many.

    `reports` come with their assessments. `is_rest`: a download that broke off goes on, which is recorded only if its
    beginning was not. Raises PermissionDenied for anybody but the secretariat.
    """
    if not by.is_secretariat:
        raise PermissionDenied
    issues = defaultdict(list)
    for report in reports:
        issues[report.assessment].append(f"{report.series}-{report.issue}")
    begun = AuditEntry.objects.filter(
        action=AuditAction.REPORTS_DOWNLOADED, actor=by, at__gt=at - GOES_ON, assessment__in=list(issues)
    )
    known = set(begun.values_list("assessment", flat=True)) if is_rest else set()
    AuditEntry.objects.bulk_create(
        AuditEntry(
            action=AuditAction.REPORTS_DOWNLOADED, actor=by, at=at, assessment=assessment,
            organisation_id=assessment.organisation_id,
            after={"issues": sorted(taken)},
        )
        for assessment, taken in issues.items()
        if assessment.pk not in known
    )  # fmt: skip
