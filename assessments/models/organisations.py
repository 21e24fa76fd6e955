"""The cluster organisations and the people who work for them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.validators import MinLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.people import site_time_zone, time_zones
from criteria.eligibility import EccpStatus
from criteria.registration_numbers import MOST_CHARACTERS
from criteria.text import IDENTITY_LENGTH

if TYPE_CHECKING:
    from assessments.models.people import User


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Selections of organisations."""

    def of(self, user: User) -> OrganisationQuerySet:
        """The organisations that `user` belongs to."""
        return self.filter(memberships__user=user)


class Organisation(models.Model):
    """A cluster organisation, with the profile used for eligibility, comparison and report.

    `number_identity` is the normalised registration number. `same_as` is an earlier organisation with the same name,
    for example one from which a file was imported again: both are the same cluster.
    """

    ECCP_CHOICES = [
        (EccpStatus.BLANK.value, _("Not answered yet")),
        (EccpStatus.NONE.value, _("No profile")),
        (EccpStatus.SUBMITTED.value, _("Submitted, waiting for acceptance")),
        (EccpStatus.ACCEPTED.value, _("Accepted")),
    ]

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_local = models.CharField(_("name in the cluster's own language"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, validators=[MinLengthValidator(2)])
    registration_number = models.CharField(_("registration number"), max_length=MOST_CHARACTERS, blank=True)
    number_identity = models.CharField(max_length=MOST_CHARACTERS, blank=True, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=40, default=site_time_zone, choices=time_zones)
    region = models.CharField(_("region"), max_length=120, blank=True)
    host = models.CharField(_("host organisation"), max_length=200, blank=True)
    portfolios = models.JSONField(_("technology fields"), default=list, blank=True)
    website = models.URLField(_("website"), blank=True)
    eccp_status = models.CharField(
        _("profile on the ECCP"), max_length=12, blank=True, default="", choices=ECCP_CHOICES
    )
    eccp_profile = models.URLField(_("address of the ECCP profile"), blank=True)
    eccp_accepted = models.DateField(_("accepted on"), null=True, blank=True)
    programme = models.CharField(_("recognised programme"), max_length=200, blank=True)
    membership_price = models.TextField(_("price of membership in plain words"), max_length=500, blank=True)
    # Re-encoded from the upload; shown to members and printed on the title page of reports.
    logo = models.FileField(upload_to="logos/%Y/%m", blank=True)
    same_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Kinds of reminders of the end of a label (assessments/queries/reminders.py) that it does not want.
    reminders_off = models.JSONField(default=list, blank=True)
    is_fictional = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    people = models.ManyToManyField("assessments.User", through="assessments.Membership", related_name="organisations")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "number_identity"],
                condition=~models.Q(number_identity=""),
                name="one_organisation_per_number",
            )
        ]
        indexes = [models.Index(fields=["country"]), models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name

    @property
    def identity(self) -> str:
        """The identity of the cluster in comparisons. Unlike the normalised names of imported rows, it has capital
        letters.
        """
        return f"ORGANISATION {self.same_as_id or self.pk}"

    def day_of(self, at: dt.datetime) -> dt.date:
        """The date of a moment in the organisation's time zone."""
        return timezone.localdate(at, ZoneInfo(self.time_zone))


class OrganisationName(models.Model):
    """A present or former name of an organisation. Its identity belongs to this one only, even after a renaming."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    identity = models.CharField(max_length=IDENTITY_LENGTH, unique=True)

    def __str__(self) -> str:
        return self.name


class MembershipRole(models.TextChoices):
    """What a person may do for an organisation."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    READER = "reader", _("Reader")


class Membership(models.Model):
    """One person's role in one organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey("assessments.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=MembershipRole.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_per_person")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"
