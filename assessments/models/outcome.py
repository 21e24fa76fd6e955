"""What comes out: labels, report files, and the counters that number them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Counter(models.Model):
    """The last number given out in one series, for example the references of a country and year."""

    series = models.CharField(max_length=40, primary_key=True)
    value = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series} {self.value}"


class LabelLevel(models.TextChoices):
    """The levels of the label that the model knows; this edition awards Bronze."""

    BRONZE = "bronze", _("Bronze")


class LabelQuerySet(models.QuerySet["Label"]):
    """Selections of labels."""

    def latest_of_each(self) -> LabelQuerySet:
        """The label of each organisation that lasts longest."""
        later = self.model.objects.filter(
            organisation=models.OuterRef("organisation"), valid_until__gt=models.OuterRef("valid_until")
        )
        return self.filter(~models.Exists(later)).select_related("organisation", "assessment__organisation")


class Label(models.Model):
    """A label awarded on one assessment."""

    assessment = models.OneToOneField("assessments.Assessment", on_delete=models.PROTECT, related_name="label")
    organisation = models.ForeignKey("assessments.Organisation", on_delete=models.PROTECT, related_name="labels")
    level = models.CharField(max_length=8, choices=LabelLevel.choices)
    number = models.CharField(max_length=24, unique=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    renewable_until = models.DateField()

    objects = LabelQuerySet.as_manager()

    def __str__(self) -> str:
        return self.number


class LabelReminder(models.Model):
    """A mail about the end of a label that has been sent. `kind` is a key of workflow.reminding.REMINDERS."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=20)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "kind"], name="each_reminder_once")]

    def __str__(self) -> str:
        return f"{self.label_id} {self.kind}"


class ReportStatus(models.TextChoices):
    """Where the making of a report stands."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class ReportFile(models.Model):
    """One report that was asked for, and its file once it is made."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="reports")
    language = models.CharField(max_length=2)
    is_assessed = models.BooleanField()
    status = models.CharField(max_length=8, choices=ReportStatus.choices, default=ReportStatus.QUEUED)
    requested_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="reports/%Y/%m", blank=True)
    pages = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["assessment", "-requested_at"])]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.language} {self.status}"
