"""Basic facts about one assessment."""

from __future__ import annotations

import datetime as dt

from assessments.models import Assessment
from criteria.clock import site_day


def assessment_year(assessment: Assessment) -> int:
    """The reporting year of the answers: that of the submission, or of the start while it is a draft."""
    return year_of(assessment.submitted_at or assessment.created_at)


def year_of(at: dt.datetime) -> int:
    """The year of `at` in the site's time zone; used for reporting years and numbering."""
    return site_day(at).year
