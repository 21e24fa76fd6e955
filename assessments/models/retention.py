"""Warnings that something is about to be deleted because its retention period ends."""

from __future__ import annotations

from django.db import models


class DeletionWarning(models.Model):
    """The owners were told that what `rule` is about (a key of the retention rules) will be deleted on `due_on`."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="deletion_warnings")
    rule = models.CharField(max_length=20)
    sent_at = models.DateTimeField()
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "rule"], name="one_deletion_warning_per_rule")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.rule} {self.due_on}"
