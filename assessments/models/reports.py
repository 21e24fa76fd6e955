"""Reports: each request, the worker that makes it, and the files of the finished issue."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.people import interface_languages


class ReportKind(models.TextChoices):
    """The extent of a report: all of it, or only its summary."""

    FULL = "full", _("Whole report")
    SUMMARY = "summary", _("Summary")


class ReportStatus(models.TextChoices):
    """The state of a requested report."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    UNCHANGED = "unchanged", _("Nothing has changed")
    FAILED = "failed", _("Failed")


class ReportStep(models.TextChoices):
    """What the worker is doing, in this order."""

    DATA = "data", _("reading answers and comparisons")
    HTML = "html", _("writing the chapters")
    LAYOUT = "layout", _("laying out the pages")
    WRITING = "writing", _("writing the files")


class ReportFault(models.TextChoices):
    """The reason why a report was not made, explained to the person who requested it."""

    WITHDRAWN = (
        "withdrawn",
        _(
            "The assessment was withdrawn while its report was being made, so none of it was kept. A report asked for "
            "now says that the assessment is withdrawn."
        ),
    )
    NO_FONT = (
        "no_font",
        _(
            "A font of the report is missing on the server, so nothing was made. Tell the secretariat; once the font "
            "is back, ask for the report again."
        ),
    )
    NOT_STORED = (
        "not_stored",
        _(
            "The report could not be stored, because there is no space left on the server at the moment. Ask for it "
            "again later."
        ),
    )
    GAVE_UP = (
        "gave_up",
        _(
            "The work on the report was interrupted several times and has been stopped. Ask for it again; if it fails "
            "again, the secretariat can help."
        ),
    )
    FAULT = "fault", _("The report could not be made. Try again; if it fails again, the secretariat can help.")


OPEN_REPORTS = (ReportStatus.QUEUED, ReportStatus.RUNNING)


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    """Selections of reports."""

    def in_series_of(self, report: ReportFile) -> ReportFileQuerySet:
        """The reports of the same series: the same assessment, language and kind."""
        return self.filter(assessment=report.assessment_id, language=report.language, kind=report.kind)

    def open(self) -> ReportFileQuerySet:
        """The reports still to be made, oldest first."""
        return self.filter(status__in=OPEN_REPORTS).order_by("pk")

    def issued(self) -> ReportFileQuerySet:
        """The finished reports, newest first, each with `is_superseded`: whether its series has a later issue."""
        return (
            self.filter(status=ReportStatus.DONE)
            .annotate(is_superseded=models.Exists(self._later()))
            .order_by("-finished_at", "-pk")
        )

    def latest_of_each(self) -> ReportFileQuerySet:
        """The latest issue of each series."""
        return self.filter(~models.Exists(self._later()), status=ReportStatus.DONE)

    def _later(self) -> models.QuerySet[ReportFile]:
        return self.model.objects.filter(
            assessment=models.OuterRef("assessment"),
            language=models.OuterRef("language"),
            kind=models.OuterRef("kind"),
            status=ReportStatus.DONE,
            issue__gt=models.OuterRef("issue"),
        )

    def overdue(self, at: dt.datetime) -> ReportFileQuerySet:
        """The open reports whose lease has expired or that nobody has taken, oldest first."""
        return self.open().filter(models.Q(lease_until=None) | models.Q(lease_until__lt=at))


class ReportFile(models.Model):
    """One requested report and, once it is made, one issue of its series with its files.

    `code` verifies the issue, `dated` is the date printed on it. `asked_in` is the state of the assessment at the
    time of the request. `release` is the one whose figures an issue shows. `step` and `fault` hold a ReportStep and
    a ReportFault; they have no `choices`, so that their wording needs no migration. `fingerprint` covers all that
    the issue says except its date, number and code; `sha256` and `size` (bytes) are those of the PDF.

    While the report is open, `lease_until` is the time by which progress must be stored, and `token` names the task
    that makes it. UNCHANGED: the issue `same_as` has the same content.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="reports")
    language = models.CharField(max_length=2, choices=interface_languages)
    kind = models.CharField(max_length=8, choices=ReportKind.choices, default=ReportKind.FULL)
    is_assessed = models.BooleanField()
    asked_in = models.CharField(max_length=12, blank=True)
    requested_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField()

    status = models.CharField(max_length=9, choices=ReportStatus.choices, default=ReportStatus.QUEUED)
    step = models.CharField(max_length=10, blank=True)
    token = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=10, blank=True)
    error = models.TextField(blank=True)
    release = models.ForeignKey("assessments.Release", null=True, on_delete=models.PROTECT, related_name="+")
    same_as = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    code = models.CharField(max_length=10, unique=True)
    issue = models.PositiveIntegerField(null=True, blank=True)
    dated = models.DateField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    file = models.FileField(upload_to="reports/%Y/%m", blank=True)
    html = models.FileField(upload_to="reports/%Y/%m", blank=True)
    workbook = models.FileField(upload_to="reports/%Y/%m", blank=True)
    pages = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["assessment", "-requested_at"]),
            models.Index(fields=["status", "lease_until"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "language", "kind", "issue"], name="each_issue_once"),
            # Issues have consecutive numbers, so only one report is made at a time; one more may wait.
            models.UniqueConstraint(
                fields=["assessment", "language", "kind", "status"],
                condition=models.Q(status__in=OPEN_REPORTS),
                name="one_report_of_a_series_in_the_making",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.language} {self.status}"

    @property
    def fault_words(self) -> str:
        """The explanation of the fault."""
        return str(ReportFault(self.fault or ReportFault.FAULT).label)

    @property
    def is_open(self) -> bool:
        """Whether the report is still to be made."""
        return self.status in OPEN_REPORTS

    @property
    def shown_code(self) -> str:
        """The code as people read and type it, in two groups: "7K3M2-9QXTB"."""
        return f"{self.code[:5]}-{self.code[5:]}"

    @property
    def series(self) -> str:
        """The name of the series within an assessment: "en" for the whole report, "en-summary" for its summary."""
        return f"{self.language}-summary" if self.kind == ReportKind.SUMMARY else self.language

    @property
    def file_stem(self) -> str:
        """The name of downloaded files of this issue, without extension. Reads the assessment."""
        return f"labelcheck-{self.assessment.reference}-{self.series}-{self.issue}"
