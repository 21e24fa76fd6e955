"""The numbers of finished assessments, as plain indexed rows, so that a comparison is a query."""

from __future__ import annotations

from django.db import models


class CohortEntry(models.Model):
    """One finished assessment as a member of cohorts. Only the latest of an organisation is compared with."""

    assessment = models.OneToOneField(
        "assessments.Assessment", primary_key=True, on_delete=models.CASCADE, related_name="cohort_entry"
    )
    organisation = models.ForeignKey(
        "assessments.Organisation", on_delete=models.CASCADE, related_name="cohort_entries"
    )
    country = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    is_latest = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(is_latest=True), name="one_latest_entry_per_organisation"
            )
        ]
        indexes = [models.Index(fields=["is_latest", "country"])]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.year}"


class CohortPortfolio(models.Model):
    """A technology field that a finished assessment belongs to; at most two each."""

    entry = models.ForeignKey(CohortEntry, on_delete=models.CASCADE, related_name="portfolios")
    portfolio = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "portfolio"], name="portfolio_once_per_entry")]
        indexes = [models.Index(fields=["portfolio"])]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.portfolio}"


class Measurement(models.Model):
    """One measure of one finished assessment: a number, or the choice made where a distribution is compared."""

    entry = models.ForeignKey(CohortEntry, on_delete=models.CASCADE, related_name="measurements")
    measure = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    choice = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "measure"], name="measured_once")]
        indexes = [models.Index(fields=["measure", "value"])]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.measure}"
