"""Labels, reminders of their end, and counters for numbering."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """The last number assigned in a series, for example of the references of a country and year."""

    series = models.CharField(max_length=40, primary_key=True)
    value = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series} {self.value}"


class LabelQuerySet(models.QuerySet["Label"]):
    """Selections of labels."""

    def latest_of_each(self) -> LabelQuerySet:
        """The label of each organisation that is valid longest."""
        later = self.model.objects.filter(
            organisation=models.OuterRef("organisation"), valid_until__gt=models.OuterRef("valid_until")
        )
        return self.filter(~models.Exists(later)).select_related("organisation", "assessment__organisation")


class Label(models.Model):
    """A label issued on one assessment, at the level of its edition.

    `is_entered`: the secretariat entered it from the certificate of an issuer other than the operator of the site. The
    label of an operator that named no issuer yet has no `issuer`.
    """

    assessment = models.OneToOneField("assessments.Assessment", on_delete=models.PROTECT, related_name="label")
    organisation = models.ForeignKey("assessments.Organisation", on_delete=models.PROTECT, related_name="labels")
    level = models.CharField(max_length=8)
    # As it was when the label was issued: the settings may name another issuer later.
    issuer = models.CharField(max_length=200, blank=True)
    is_entered = models.BooleanField(default=False)
    number = models.CharField(max_length=24, unique=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    renewable_until = models.DateField()

    objects = LabelQuerySet.as_manager()

    def __str__(self) -> str:
        return self.number


class LabelReminder(models.Model):
    """A reminder about the end of a label that was sent. `kind` is one of queries.reminders.REMINDERS."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=20)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "kind"], name="each_reminder_once")]

    def __str__(self) -> str:
        return f"{self.label_id} {self.kind}"
