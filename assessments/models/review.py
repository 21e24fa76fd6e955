"""The review of an assessment: its assessors, and their remarks on the indicators."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from criteria.definitions import KEY_LENGTH


class Assignment(models.Model):
    """An assessor of an assessment. A former assessor's row stays, with the time it ended.

    The model allows two assessors at a time, which a future edition may require; the workflow allows one. `interest` is
    what the assessor declared ("" for none). `found` lists all conflicts found or declared so far, as {"kind",
    "detail"}.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="assignments")
    assessor = models.ForeignKey("assessments.User", on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    interest = models.TextField(_("interest"), max_length=1000, blank=True)
    found = models.JSONField(default=list, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "assessor"], condition=models.Q(ended_at=None), name="assigned_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.assessor_id}"


class Remark(models.Model):
    """The assessor's remark on one indicator, printed in the report. `version` increases by one with every save."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="remarks")
    indicator = models.CharField(max_length=KEY_LENGTH)
    text = models.TextField(_("remark"), max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "indicator"], name="one_remark_per_indicator")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.indicator}"
