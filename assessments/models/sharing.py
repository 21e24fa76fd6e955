"""Links by which an organisation shows a report to somebody without an account, and what was opened by them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# The maximum length of the words for whom a link is.
FOR_WHOM_LENGTH = 120


class OpenedPart(models.TextChoices):
    """What the recipient of a link opened."""

    PAGE = "page", _("the page of the link")
    FILE = "file", _("the document")
    CERTIFICATE = "cert", _("the certificate of the label")


class ShareLink(models.Model):
    """A link to one issue of a report. `token_hash` is the SHA-256 of the token in its address.

    `report` is None once the draft that it belonged to was deleted.
    """

    organisation = models.ForeignKey("assessments.Organisation", on_delete=models.CASCADE, related_name="share_links")
    report = models.ForeignKey("assessments.ReportFile", null=True, on_delete=models.SET_NULL, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    for_whom = models.CharField(max_length=FOR_WHOM_LENGTH)
    made_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.organisation_id} to {self.report_id}"


class ShareOpening(models.Model):
    """One time that a link was opened. Nothing about the device or address of the recipient is stored."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="openings")
    part = models.CharField(max_length=4, choices=OpenedPart.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["link", "at"])]

    def __str__(self) -> str:
        return f"{self.link_id} {self.part}"
