"""The numbers of finished assessments and imported cohorts as plain indexed rows, so that a comparison is a query."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from criteria.definitions import KEY_LENGTH
from criteria.text import IDENTITY_LENGTH


class ImportedCohort(models.Model):
    """A file of past benchmarks imported by the secretariat; it is used, hidden or removed as a whole.

    `rows` is the number of its entries, stored because a page must not count a hundred thousand on each visit.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    source = models.CharField(_("where the figures come from"), max_length=300)
    rows = models.PositiveIntegerField()
    is_used = models.BooleanField(default=True)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.name


class CohortEntryQuerySet(models.QuerySet["CohortEntry"]):
    """Selections of entries."""

    def compared(self) -> CohortEntryQuerySet:
        """The entries that count in comparisons: the latest of each cluster, unless its imported cohort is hidden."""
        return self.filter(is_latest=True, is_used=True)


class CohortEntry(models.Model):
    """One finished assessment, or one row of an imported cohort, as a member of cohorts.

    `identity` identifies the cluster: it is the organisation's or, in an imported row with a name that no organisation
    has or had, the normalised name. Comparisons use only the latest entry of a cluster. `level` is that of the awarded
    label, "" without one.
    """

    assessment = models.OneToOneField(
        "assessments.Assessment", null=True, on_delete=models.CASCADE, related_name="cohort_entry"
    )
    organisation = models.ForeignKey(
        "assessments.Organisation", null=True, on_delete=models.CASCADE, related_name="cohort_entries"
    )
    # The constraint below is an index of it, as in the models that follow.
    imported = models.ForeignKey(
        ImportedCohort, null=True, db_index=False, on_delete=models.CASCADE, related_name="entries"
    )
    cluster = models.CharField(max_length=200, blank=True)
    identity = models.CharField(max_length=IDENTITY_LENGTH)
    country = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    is_latest = models.BooleanField(default=False)
    is_used = models.BooleanField(default=True)
    level = models.CharField(max_length=8, blank=True)

    objects = CohortEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=Q(is_latest=True), name="one_latest_entry_per_cluster"
            ),
            models.UniqueConstraint(fields=["imported", "cluster", "year"], name="one_imported_row_per_year"),
            models.CheckConstraint(
                condition=Q(assessment__isnull=False, organisation__isnull=False, imported=None)
                | Q(assessment=None, organisation=None, imported__isnull=False),
                name="entry_is_assessed_or_imported",
            ),
        ]
        indexes = [models.Index(fields=["identity", "year"], name="entries_of_cluster")]

    def __str__(self) -> str:
        return f"{self.cluster or self.assessment_id} {self.year}"


class CohortPortfolio(models.Model):
    """A technology field that an entry belongs to; at most two each."""

    entry = models.ForeignKey(CohortEntry, db_index=False, on_delete=models.CASCADE, related_name="portfolios")
    portfolio = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "portfolio"], name="portfolio_once_per_entry")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.portfolio}"


class Measurement(models.Model):
    """One measure of one entry: a number, or a choice of a distribution; a multiple choice has several rows."""

    entry = models.ForeignKey(CohortEntry, db_index=False, on_delete=models.CASCADE, related_name="measurements")
    measure = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    choice = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "measure", "choice"], name="measured_once")]
        # Sorted by value, so that outliers are found without reading all numbers of a measure. It has all columns, so
        # that a release reads a measure from the index alone.
        indexes = [models.Index(fields=["measure", "value", "choice", "entry"], name="measurements_in_order")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.measure}"


class JudgedLevel(models.Model):
    """The level (0 to 4) of one practice as the cluster submitted it, and as it was after the interview."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="judged_levels")
    indicator = models.CharField(max_length=KEY_LENGTH)
    own = models.PositiveSmallIntegerField()
    agreed = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "indicator"], name="judged_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.indicator} {self.own} {self.agreed}"
