"""Basic facts about one assessment, and which edition an organisation answers."""

from __future__ import annotations

import datetime as dt

from assessments.models import Assessment
from assessments.models.answering import OPEN
from criteria.clock import site_day
from criteria.definitions import Edition
from criteria.loader import current_edition, load_edition


def assessment_year(assessment: Assessment) -> int:
    """The reporting year of the answers: that of the submission, or of the start while it is a draft."""
    return year_of(assessment.submitted_at or assessment.created_at)


def year_of(at: dt.datetime) -> int:
    """The year of `at` in the site's time zone; used for reporting years and numbering."""
    return site_day(at).year


def edition_to_answer(slug: str, today: dt.date) -> Edition:
    """The edition of the open assessment of the organisation `slug` or, if there is none, of a new one."""
    open_one = Assessment.objects.filter(organisation__slug=slug, status__in=OPEN).first()
    return load_edition(open_one.edition) if open_one else current_edition(today)
