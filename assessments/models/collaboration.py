"""The collaboration of a team on an assessment: presence, flags, comments, hand-overs, invitations, join requests."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.organisations import MembershipRole
from criteria.definitions import KEY_LENGTH

# The maximum length of the note on a request to join.
NOTE_LENGTH = 200


class Presence(models.Model):
    """Where and when a person was last in an assessment. Shows who else is here, and where to continue."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey("assessments.User", on_delete=models.CASCADE, related_name="presences")
    area = models.CharField(max_length=KEY_LENGTH)
    indicator = models.CharField(max_length=KEY_LENGTH, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "user"], name="one_presence_per_person")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.area} of {self.assessment_id}"


class Flag(models.Model):
    """An indicator that the team marked to come back to."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="flags")
    indicator = models.CharField(max_length=KEY_LENGTH)
    flagged_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    flagged_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "indicator"], name="one_flag_per_indicator")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.indicator}"


class Comment(models.Model):
    """A comment on an indicator by a member of the team; never part of the answer.

    Only the team can read it, unless it is marked `to_assessor`: then the assessor also reads it in the interview.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="comments")
    indicator = models.CharField(max_length=KEY_LENGTH)
    author = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("comment"), max_length=2000)
    to_assessor = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["assessment", "indicator", "written_at"])]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.indicator} {self.author_id}"


class HandOver(models.Model):
    """An indicator handed over to a colleague with a note. Open until the colleague (or an owner) gives it back."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="hand_overs")
    indicator = models.CharField(max_length=KEY_LENGTH)
    to = models.ForeignKey("assessments.User", on_delete=models.CASCADE, related_name="handed_to")
    by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(_("note"), max_length=500, blank=True)
    handed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                condition=models.Q(closed_at=None),
                name="handed_to_one_person_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.indicator} to {self.to_id}"


class Invitation(models.Model):
    """An invitation by mail to join an organisation. `token_hash` is the SHA-256 of the token in the mail.

    `mail` is the latest mail; it is cancelled if the invitation becomes void before it is sent.
    """

    organisation = models.ForeignKey("assessments.Organisation", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(max_length=8, choices=MembershipRole.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey("assessments.OutboxMail", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation_id}"


class JoinRequest(models.Model):
    """A person's request to join an organisation. It is open until somebody with the right to decide has decided."""

    organisation = models.ForeignKey("assessments.Organisation", on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey("assessments.User", on_delete=models.CASCADE, related_name="join_requests")
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(decided_at=None),
                name="one_open_request_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} to {self.organisation_id}"
