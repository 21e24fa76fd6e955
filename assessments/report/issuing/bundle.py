"""Many report files in one ZIP, created while it is sent, so that it needs little memory and no disk space."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from zipstream import ZipStream

from assessments.files.storing import content_of
from assessments.models import ReportFile

logger = logging.getLogger(__name__)


def bundle_of(reports: Iterable[ReportFile]) -> ZipStream:
    """The PDFs of these reports, sorted by reference and language; empty, and therefore falsy, without reports.

    The length of the ZIP is known before it is created. A report whose file is missing is left out and logged.
    """
    storage = ReportFile.file.field.storage
    bundle = ZipStream(sized=True)
    for report in sorted(reports, key=lambda each: (each.assessment.reference, each.language, each.kind, each.pk)):
        stored = report.file.name or ""
        try:
            size = storage.size(stored)
        except OSError:
            logger.exception("The file of report %s is missing", report.pk)
            continue
        name = f"{report.assessment.reference}/{report.file_stem}.pdf"
        bundle.add(content_of(storage, stored), name, size=size)
    return bundle
