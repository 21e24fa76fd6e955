"""Common positions and quick questions: what the secretariat asks clusters, and what they reply."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsultationKind(models.TextChoices):
    """What clusters are asked for: whether they support a text, or one answer to a question."""

    POSITION = "position", _("Common position")
    QUESTION = "question", _("Quick question")


class Stance(models.TextChoices):
    """A cluster's reply to a common position."""

    SUPPORT = "support", _("We support it")
    AMEND = "amend", _("We would support it with a change")
    DECLINE = "decline", _("We do not support it")


class Consultation(models.Model):
    """A common position or a quick question. A draft until `opened_at`, then open until the end of `deadline`.

    `choices` are the answers to a question; an empty list means yes and no. `country` and `portfolio` limit who is
    asked; blank: all clusters. `result` is the text published at the end: of a position its final wording.

    `told_until` is set while clusters are being told of the opening or publication: all organisations up to this
    primary key are. None: nobody is left to be told.
    """

    kind = models.CharField(max_length=8, choices=ConsultationKind.choices)
    title = models.CharField(max_length=150)
    text = models.TextField()
    choices = models.JSONField(default=list)
    country = models.CharField(max_length=2, blank=True)
    portfolio = models.CharField(max_length=40, blank=True)
    deadline = models.DateField()
    drafted_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    drafted_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    told_until = models.PositiveBigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title

    @property
    def is_position(self) -> bool:
        return self.kind == ConsultationKind.POSITION


class ConsultationReply(models.Model):
    """The reply of one organisation. `choice` is a Stance, or the number of the chosen answer, counted from 1.

    `text` is the change proposed to a position. `is_named`: the organisation may be published as a supporter.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="replies")
    organisation = models.ForeignKey("assessments.Organisation", on_delete=models.CASCADE, related_name="consulted")
    choice = models.CharField(max_length=8)
    text = models.TextField(blank=True)
    is_named = models.BooleanField(default=False)
    replied_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    replied_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "organisation"], name="one_reply_per_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} to {self.consultation_id}"
