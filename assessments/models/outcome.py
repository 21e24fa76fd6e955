"""Labels, their credentials and sealed certificates, reminders of their end, and counters for numbering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.issuer import NAME_LENGTH
from assessments.models.people import interface_languages
from criteria.validity import Validity

if TYPE_CHECKING:
    from assessments.models.organisations import Organisation


class Counter(models.Model):
    """The last number assigned in a series, for example of the references of a country and year."""

    series = models.CharField(max_length=40, primary_key=True)
    value = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series} {self.value}"


class LabelQuerySet(models.QuerySet["Label"]):
    """Selections of labels."""

    def standing(self) -> LabelQuerySet:
        """The labels that have not been withdrawn."""
        return self.filter(withdrawn_on=None)

    def last_of(self, organisation: Organisation, level: str) -> Label | None:
        """The label of an organisation at one level that lasts longest, unless it was withdrawn."""
        found = self.standing().filter(organisation=organisation, level=level)
        return found.select_related("assessment").order_by("-valid_until").first()

    def latest_of_each(self) -> LabelQuerySet:
        """The label of each organisation and level that is valid longest, without withdrawn ones."""
        later = self.model.objects.standing().filter(
            organisation=models.OuterRef("organisation"),
            level=models.OuterRef("level"),
            valid_until__gt=models.OuterRef("valid_until"),
        )
        return self.standing().filter(~models.Exists(later)).select_related("organisation", "assessment__organisation")


class Label(models.Model):
    """A label issued on one assessment, at the level of its edition. Its state follows from its dates.

    `is_entered`: the secretariat entered it from the certificate of an issuer other than the operator of the site. The
    label of an operator that named no issuer yet has no `issuer`. `renewed_by` continues it without a gap.
    `state_reason` is why it is suspended or was withdrawn; everybody can read why it was withdrawn.
    """

    assessment = models.OneToOneField("assessments.Assessment", on_delete=models.PROTECT, related_name="label")
    organisation = models.ForeignKey("assessments.Organisation", on_delete=models.PROTECT, related_name="labels")
    level = models.CharField(max_length=8)
    # As it was when the label was issued: the settings may name another issuer later.
    issuer = models.CharField(max_length=NAME_LENGTH, blank=True)
    is_entered = models.BooleanField(default=False)
    number = models.CharField(max_length=24, unique=True)
    interview_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    renewable_until = models.DateField()
    renewed_by = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="renews")
    suspended_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    state_reason = models.TextField(blank=True, max_length=1000)

    objects = LabelQuerySet.as_manager()

    def __str__(self) -> str:
        return self.number

    @property
    def validity(self) -> Validity:
        return Validity(self.valid_from, self.valid_until, self.renewable_until)


class Credential(models.Model):
    """The credential of a label as it was signed: a JWT, made once. `key` is the name of the key that signed it.

    `sha256` is that of the token, by which a presented one is found.
    """

    label = models.OneToOneField(Label, on_delete=models.CASCADE, related_name="credential")
    key = models.CharField(max_length=40)
    token = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.label_id} {self.key}"


class LabelCertificate(models.Model):
    """The certificate of a label in one language, sealed once: everybody gets the same file."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="certificates")
    language = models.CharField(max_length=2, choices=interface_languages)
    file = models.FileField(upload_to="certificates")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "language"], name="certificate_once_per_language")]

    def __str__(self) -> str:
        return f"{self.label_id} {self.language}"


class InterimCheck(models.Model):
    """What a cluster said a year into its label: its numbers by measure, and what became of the first steps by key."""

    label = models.OneToOneField(Label, on_delete=models.CASCADE, related_name="interim_check")
    numbers = models.JSONField(default=dict)
    outcomes = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)
    done_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.label_id}"


class StepOutcome(models.TextChoices):
    """What became of a first step after a year."""

    DONE = "done", pgettext_lazy("recommendation", "Done")
    UNDER_WAY = "under_way", _("Under way")
    NOT_STARTED = "not_started", _("Not started")
    GIVEN_UP = "given_up", _("Given up")


class LabelReminder(models.Model):
    """A reminder about the end of a label that was sent. `kind` is one of queries.reminders.REMINDERS."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=20)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "kind"], name="each_reminder_once")]

    def __str__(self) -> str:
        return f"{self.label_id} {self.kind}"
