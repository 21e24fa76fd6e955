"""Assessments and the answers in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from assessments.models.people import User


from assessments.issuer import NEGATIVE_STATE, POSITIVE_PROPOSAL, POSITIVE_STATE
from criteria.definitions import KEY_LENGTH


class Status(models.TextChoices):
    """The state of an assessment. Only functions in assessments.workflow change it.

    LABELLED is a positive decision. If the operator does not issue the label, it says that the cluster is ready for it.
    """

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    INTERVIEW = "interview", _("In interview")
    ASSESSED = "assessed", _("Waiting for decision")
    LABELLED = "labelled", POSITIVE_STATE
    NOT_LABELLED = "not_labelled", NEGATIVE_STATE
    WITHDRAWN = "withdrawn", _("Withdrawn")
    # A draft that its owner deleted. Only the row remains, because the audit trail refers to it.
    DELETED = "deleted", _("Deleted")


class Proposal(models.TextChoices):
    """The assessor's recommendation to the secretariat."""

    LABEL = "label", POSITIVE_PROPOSAL
    NO_LABEL = "no_label", NEGATIVE_STATE


# Functions, because the words depend on the settings, and migrations must not.
def status_choices() -> Sequence[tuple[str, str | Promise]]:
    """The states with their words."""
    return Status.choices


def proposal_choices() -> Sequence[tuple[str, str | Promise]]:
    """The recommendations with their words."""
    return Proposal.choices


FINISHED = (Status.LABELLED, Status.NOT_LABELLED)
# The states of assessments that exist for people.
EXISTING = tuple(status for status in Status if status != Status.DELETED)
OPEN = (Status.DRAFT, Status.SUBMITTED, Status.INTERVIEW, Status.ASSESSED)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Selections of assessments."""

    def assigned_to(self, user: User) -> AssessmentQuerySet:
        """The assessments that `user` currently assesses, oldest submission first."""
        return self.filter(assignments__assessor=user, assignments__ended_at=None).order_by("submitted_at")

    def finished(self) -> AssessmentQuerySet:
        """The decided assessments, with or without a label."""
        return self.filter(status__in=FINISHED)


BaseAssessmentManager = models.Manager.from_queryset(AssessmentQuerySet)


class AssessmentManager(BaseAssessmentManager["Assessment"]):
    """All assessments except deleted drafts, which must not appear in any page, list or count."""

    def get_queryset(self) -> AssessmentQuerySet:
        """The assessments that exist for people."""
        return AssessmentQuerySet(self.model, using=self._db).exclude(status=Status.DELETED)


class Assessment(models.Model):
    """One assessment of an organisation by the questionnaire. It keeps its edition for life.

    `written_in` is the language of the texts that assessor and secretariat write for its report; blank: not known.

    `objects` leaves out deleted drafts; `all_objects` includes them, for example to find a free reference.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    organisation = models.ForeignKey("assessments.Organisation", on_delete=models.PROTECT, related_name="assessments")
    edition = models.CharField(max_length=12)
    status = models.CharField(_("state"), max_length=12, choices=status_choices, default=Status.DRAFT)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    interview_on = models.DateField(_("date of the interview"), null=True, blank=True)
    assessed_at = models.DateTimeField(null=True, blank=True)
    proposal = models.CharField(max_length=8, blank=True, choices=proposal_choices)
    proposal_reason = models.TextField(blank=True, max_length=2000)
    decided_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    written_in = models.CharField(max_length=10, blank=True)

    objects = AssessmentManager()
    all_objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["status", "submitted_at"])]
        constraints = [
            # Two open assessments of one organisation would compete for the same answers.
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(status__in=OPEN),
                name="one_open_assessment_per_organisation",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED


class StoredAnswer(NamedTuple):
    """The content of an AnswerRow without its authors and times, which is all that most pages need."""

    indicator: str
    values: dict[str, Any]
    not_applicable: str
    version: int
    is_carried: bool
    agreed: dict[str, Any] | None
    agreed_at: dt.datetime | None


class AnswerQuerySet(models.QuerySet["AnswerRow"]):
    """Selections of answers."""

    def stored(self) -> list[StoredAnswer]:
        """The content of the rows. One query."""
        return [StoredAnswer(*row) for row in self.values_list(*StoredAnswer._fields)]

    def counting(self) -> AnswerQuerySet:
        """The rows that count: a carried-over answer does once the cluster confirmed it or something was agreed."""
        return self.filter(models.Q(is_carried=False) | models.Q(agreed_at__isnull=False))


class AnswerRow(models.Model):
    """The answer to one indicator: the cluster's own and the value agreed with the assessor.

    `values` and `agreed` are in the portable form of criteria.answers. `version` increases by one with every save.

    `is_carried`: carried over from the previous assessment and not confirmed by the cluster, so that it does not count
    until something is agreed on it. The mark stays then: if the agreement is taken back, the answer is as before.

    `agreed_at` without `agreed`: agreed as the cluster answered. `agreed_version` increases by one with every change of
    the agreement; `agreed_own_version` is the version of the cluster's own answer that was agreed on.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    indicator = models.CharField(max_length=KEY_LENGTH)
    values = models.JSONField(default=dict)
    not_applicable = models.TextField(blank=True, max_length=500)
    version = models.PositiveIntegerField(default=1)
    is_carried = models.BooleanField(default=False)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    agreed = models.JSONField(null=True, blank=True)
    agreed_reason = models.TextField(blank=True, max_length=1000)
    agreed_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_version = models.PositiveIntegerField(default=0)
    agreed_own_version = models.PositiveIntegerField(null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "indicator"], name="one_answer_per_indicator")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.indicator}"
