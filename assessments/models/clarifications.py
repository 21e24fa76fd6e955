"""The assessor's questions to the cluster, their messages, and earlier versions of answers."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from criteria.definitions import KEY_LENGTH


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    """Selections of questions."""

    def unresolved(self) -> ClarificationQuerySet:
        """The questions that wait for a reply, or for the assessor to accept the reply."""
        return self.filter(resolved_at=None)

    def opening(self, today: dt.date) -> ClarificationQuerySet:
        """The questions that open their indicator for changes on `today`: unresolved, with a deadline not yet past."""
        return self.unresolved().filter(deadline__gte=today)


class Clarification(models.Model):
    """A question of the assessor to the cluster about one indicator, which it opens until the end of `deadline`."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="clarifications")
    indicator = models.CharField(max_length=KEY_LENGTH)
    asked_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    deadline = models.DateField(_("answer by"))
    resolved_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                condition=models.Q(resolved_at=None),
                name="one_unresolved_question_per_indicator",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.indicator}"

    @property
    def is_replied(self) -> bool:
        """Whether the last message is from the cluster, so that the assessor has to respond next."""
        said = list(self.messages.all())
        return bool(said) and not said[-1].is_from_assessor


class ClarificationMessage(models.Model):
    """A message of the assessor or the cluster in the thread of a question; the first one is the question itself."""

    clarification = models.ForeignKey(Clarification, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    is_from_assessor = models.BooleanField()
    text = models.TextField(_("message"), max_length=4000)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=["clarification", "written_at"])]

    def __str__(self) -> str:
        return f"{self.clarification_id} {self.author_id}"


class AnswerVersion(models.Model):
    """An earlier version of the cluster's own answer, replaced after submission. Rows are only ever added."""

    answer = models.ForeignKey("assessments.AnswerRow", on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    not_applicable = models.TextField(blank=True)
    saved_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField()
    replaced_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    replaced_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "version"], name="each_version_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} version {self.version}"
