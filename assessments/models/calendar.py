"""The public calendar of funding calls and events that the secretariat keeps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarKind(models.TextChoices):
    """What an entry announces."""

    CALL = "call", _("Funding call")
    EVENT = "event", _("Event")


class CalendarEntry(models.Model):
    """A funding call or an event, as its `source` announces it at the address `link`.

    A call ends with its deadline, an event with its last day. A blank `country` or `portfolio` means all of them.
    `language` is that of the texts. `version` increases by one with each change.
    """

    kind = models.CharField(max_length=5, choices=CalendarKind.choices)
    title = models.CharField(max_length=150)
    text = models.TextField()
    for_whom = models.CharField(max_length=200)
    source = models.CharField(max_length=150)
    link = models.URLField(max_length=500)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField()
    country = models.CharField(max_length=2, blank=True)
    portfolio = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "calendar entries"
        indexes = [models.Index(fields=["ends_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on=None) | models.Q(starts_on__lte=models.F("ends_on")),
                name="calendar_entry_starts_before_it_ends",
            )
        ]

    def __str__(self) -> str:
        return self.title
