"""Facts about one assessment that many others build on."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from assessments.models import Assessment


def assessment_year(assessment: Assessment) -> int:
    """The year the answers speak of: that of the hand-in, or of the start while it is a draft."""
    return year_of(assessment.submitted_at or assessment.created_at)


def year_of(at: dt.datetime) -> int:
    """The year by the clock of the site's time zone, for what is numbered and for what answers speak of."""
    return timezone.localdate(at).year
