"""The public register: what organisations write for it, what they publish in it, and labels of earlier times."""

from __future__ import annotations

from django.db import models

from criteria.text import IDENTITY_LENGTH


class RegisterDraft(models.Model):
    """What an organisation has written for its page in the register. Only its owners read it.

    `content` is a `PageContent` of queries.register_content in its portable form.
    """

    organisation = models.OneToOneField(
        "assessments.Organisation", on_delete=models.CASCADE, related_name="register_draft"
    )
    content = models.JSONField(default=dict)
    updated_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organisation_id}"


class RegisterEntry(models.Model):
    """What an organisation has published in the register. Without a row, only its labels are public.

    Public pages read this table and never the drafts. `searched` holds the texts in the form in which they are found.
    """

    organisation = models.OneToOneField(
        "assessments.Organisation", on_delete=models.CASCADE, related_name="register_entry"
    )
    content = models.JSONField()
    searched = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "register entries"

    def __str__(self) -> str:
        return f"{self.organisation_id}"


class SuccessStory(models.Model):
    """A success story that an organisation has published, as a row so that it is found by its field and its words.

    `searched` holds its texts in the form in which they are found.
    """

    entry = models.ForeignKey(RegisterEntry, on_delete=models.CASCADE, related_name="stories")
    portfolio = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8)
    problem = models.TextField()
    result = models.TextField()
    searched = models.TextField()

    class Meta:
        verbose_name_plural = "success stories"
        indexes = [models.Index(fields=["portfolio"])]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.portfolio}"


class HistoricalLabel(models.Model):
    """A label that another source lists. The operator of this site neither awarded nor examined it.

    `dated` is what the source says about its time, `valid_until` the last day if the source names one, and `portfolio`
    the field in the words of the source. `slug` is the name in the letters of addresses, by which it is found.
    """

    name = models.CharField(max_length=200)
    identity = models.CharField(max_length=IDENTITY_LENGTH)
    slug = models.CharField(max_length=IDENTITY_LENGTH)
    country = models.CharField(max_length=2)
    level = models.CharField(max_length=8)
    dated = models.CharField(max_length=100, blank=True)
    valid_until = models.DateField(null=True)
    portfolio = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)
    imported_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name"]), models.Index(fields=["identity"])]

    def __str__(self) -> str:
        return f"{self.name} {self.level}"
