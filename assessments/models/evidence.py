"""Evidence for answers: files stored outside the web root, and links."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from criteria.definitions import KEY_LENGTH


class Evidence(models.Model):
    """A file or link that supports a statement in an answer. Exactly one of `file` and `link` is set.

    `media_type` is detected from the content, not taken from the name; `size` is in bytes.
    `seen_at` is when the assessor marked it as seen, None if not.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="evidence")
    indicator = models.CharField(max_length=KEY_LENGTH)
    title = models.CharField(_("title"), max_length=200)
    statement = models.CharField(_("statement it supports"), max_length=500)
    link = models.URLField(_("web address"), blank=True, max_length=500)
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m", blank=True)
    file_name = models.CharField(max_length=150, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    seen_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["assessment", "indicator"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(link="") ^ models.Q(file=""), name="evidence_is_a_file_or_a_link")
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.indicator} {self.title}"
