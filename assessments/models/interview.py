"""The interview and its results: the appointment, its clock, the order of recommendations, and replies to them."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class RecommendationOrder(models.Model):
    """The assessor's order of recommendations by key, and the first steps among them.

    Recommendations not in `keys` follow by effect. `first` is None if none was marked, so that they are computed; an
    empty list means that the assessor wants none.
    """

    assessment = models.OneToOneField("assessments.Assessment", on_delete=models.CASCADE, related_name="advice_order")
    keys = models.JSONField(default=list)
    first = models.JSONField(null=True, default=None)
    updated_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.assessment_id}"


class Reply(models.TextChoices):
    """A cluster's possible replies to a recommendation."""

    WILL_DO = "will_do", _("We will do it")
    DONE = "done", pgettext_lazy("recommendation", "Done")
    NOT_NOW = "not_now", _("Not now")


class RecommendationReply(models.Model):
    """The cluster's reply to a recommendation after the decision: will do by a day, done, or not now and why.

    `version` increases by one with every save.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="replies")
    key = models.CharField(max_length=60)
    reply = models.CharField(max_length=8, choices=Reply.choices)
    due_on = models.DateField(null=True, blank=True)
    note = models.TextField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "key"], name="one_reply_per_recommendation")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.key} {self.reply}"
