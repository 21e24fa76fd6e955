"""What assessors and the secretariat add: assignments, remarks, recommendations, waivers, the audit trail."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.audit_actions import action_choices
from criteria.definitions import KEY_LENGTH

SUBJECT_LENGTH: Final = 60


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
