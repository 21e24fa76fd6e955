"""The interview: its appointment and its clock."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Interview(models.Model):
    """The appointment of an interview.

    `sequence` increases by one whenever the interview is moved or an assessor leaves or joins, so that calendars
    replace the earlier entry. A cancelled appointment stays with its time, so that its calendar file can cancel the
    entry. The next appointment uses the same row with a new `uid`, because calendars do not revive a cancelled entry.
    """

    assessment = models.OneToOneField("assessments.Assessment", on_delete=models.CASCADE, related_name="appointment")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(_("length in minutes"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("video link"), max_length=500, blank=True)
    arranged_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def day(self) -> dt.date:
        """The day of the interview in the organisation's time zone."""
        return self.assessment.organisation.day_of(self.starts_at)


class InterviewClock(models.Model):
    """How long an interview has taken: `seconds` before the last start, and since when it is running, if it is."""

    assessment = models.OneToOneField("assessments.Assessment", on_delete=models.CASCADE, related_name="clock")
    seconds = models.PositiveIntegerField(default=0)
    running_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.seconds}"
