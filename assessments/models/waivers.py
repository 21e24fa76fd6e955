"""Criteria that the secretariat waived."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Waiver(models.Model):
    """A binding criterion that the secretariat waived for one assessment, with programme and reason."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="waivers")
    criterion = models.CharField(max_length=20)
    programme = models.CharField(_("recognised programme"), max_length=200)
    reason = models.TextField(_("reason"), max_length=1000)
    granted_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="one_waiver_per_criterion")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.criterion}"
