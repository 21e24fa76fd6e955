"""The rows of the audit trail."""

from __future__ import annotations

from typing import Final

from django.db import models

from assessments.models.audit_actions import action_choices

SUBJECT_LENGTH: Final = 60


class AuditEntry(models.Model):
    """One change: who, when, what, before, after and why. Database triggers refuse to change or delete rows."""

    assessment = models.ForeignKey(
        "assessments.Assessment", null=True, on_delete=models.PROTECT, related_name="audit_entries"
    )
    organisation = models.ForeignKey(
        "assessments.Organisation", null=True, on_delete=models.PROTECT, related_name="audit_entries"
    )
    actor = models.ForeignKey("assessments.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    action = models.CharField(max_length=40, choices=action_choices)
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["assessment", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
