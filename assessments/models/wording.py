"""People's additions to a report: their own texts, and chapters left out."""

from __future__ import annotations

from django.db import models


class ReportPart(models.Model):
    """One part of an assessment's report: whether it is printed, and the text of the assessor or secretariat for it.

    `part` is a key of queries.wording (for example "foreword", or an area's). A part without a row is printed as it is.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="report_parts")
    part = models.CharField(max_length=20)
    is_shown = models.BooleanField(default=True)
    text = models.TextField(blank=True)
    updated_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "part"], name="one_row_per_report_part")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.part}"
