"""Facts and rulings about an assessor's impartiality: earlier advice, overruled conflicts, the cluster's objection."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AdviserRelation(models.Model):
    """Advice that a person gave to an organisation earlier, as recorded by the person or the secretariat."""

    organisation = models.ForeignKey("assessments.Organisation", on_delete=models.CASCADE, related_name="advisers")
    adviser = models.ForeignKey("assessments.User", on_delete=models.PROTECT, related_name="advised")
    note = models.TextField(_("when and on what"), max_length=500)
    recorded_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "adviser"])]

    def __str__(self) -> str:
        return f"{self.adviser_id} advised {self.organisation_id}"


class Overruling(models.Model):
    """A conflict of one assignment that the secretariat overruled, with its reason.

    `kind` is a value of ConflictKind. `detail` describes the conflict at that time: a different employer, or another
    interest declared later, is a new conflict.
    """

    assignment = models.ForeignKey("assessments.Assignment", on_delete=models.CASCADE, related_name="overrulings")
    kind = models.CharField(max_length=20)
    detail = models.TextField(blank=True)
    reason = models.TextField(_("reason"), max_length=1000)
    overruled_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    overruled_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.kind}"


class Ruling(models.TextChoices):
    """The result of an objection."""

    PENDING = "", _("The secretariat has not ruled yet")
    DISMISSED = "dismissed", _("Dismissed: the assessor stays")
    UPHELD = "upheld", _("Upheld: the assessor is withdrawn")
    SETTLED = "settled", _("Settled: another assessor was assigned")


class Objection(models.Model):
    """The cluster's objection to an assessor (one per assessment), and the secretariat's ruling on it."""

    assessment = models.OneToOneField("assessments.Assessment", on_delete=models.CASCADE, related_name="objection")
    assignment = models.ForeignKey("assessments.Assignment", on_delete=models.CASCADE, related_name="objections")
    reason = models.TextField(_("reason"), max_length=1000)
    raised_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    raised_at = models.DateTimeField()
    ruling = models.CharField(max_length=10, blank=True, choices=Ruling.choices, default=Ruling.PENDING)
    ruling_reason = models.TextField(_("reason"), max_length=1000, blank=True)
    ruled_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.ruling or 'pending'}"
