"""What people add to the recommendations: the assessor's edits and order, and the cluster's replies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from criteria.definitions import KEY_LENGTH


class RecommendationEdit(models.Model):
    """The assessor's edit of a recommendation (rejected or reworded), or a recommendation of the assessor's own.

    Drafts are never stored: they are derived from the answers and change with them. `key` is the recommendation's key
    in the catalogue. A blank title or text keeps the catalogue's wording. An own recommendation has an `indicator`, an
    effect and an effort (1 to 5), and a key of its own.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="recommendation_edits"
    )
    key = models.CharField(max_length=60)
    is_rejected = models.BooleanField(default=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("recommendation"), max_length=4000, blank=True)
    indicator = models.CharField(max_length=KEY_LENGTH, blank=True)
    effect = models.PositiveSmallIntegerField(default=3)
    effort = models.PositiveSmallIntegerField(default=3)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "key"], name="one_edit_per_recommendation")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.key}"

    @property
    def is_own(self) -> bool:
        """Whether the assessor wrote it; it is then not in the catalogue."""
        return bool(self.indicator)


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
