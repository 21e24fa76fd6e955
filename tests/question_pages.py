"""Shared by the tests of questions: a question to the cluster, and its page."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from assessments.models import Assessment, Clarification, Status
from assessments.workflow.clarifications import ask_cluster
from tests.conftest import Cast

PAGE = "/assessments/FI-2026-001/questions/A2/"
AT = timezone.now()
TODAY = timezone.localdate(AT)
DEADLINE = TODAY + dt.timedelta(days=7)
OTHER = {"total": 40, "signed": 30, "paying": 20, "active": 25}


def asked(cast: Cast, *, indicator: str = "A2", deadline: dt.date = DEADLINE, at: dt.datetime = AT) -> Clarification:
    """A question on an assessment in interview."""
    assessment = Assessment.objects.first() or cast.in_state(Status.INTERVIEW)
    return ask_cluster(
        assessment=assessment, indicator=indicator, text="Why 34?", deadline=deadline, by=cast.assessor, at=at
    )
