"""The users, who sign in with their e-mail address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from criteria.reader import language
from criteria.time_zones import zone_labels


class UserManager(BaseUserManager["User"]):
    """Creates users by their e-mail address, which is stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Creates a user; without a password nobody can sign in as them until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Creates a user of the secretariat who may also use the administration pages."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, is_secretariat=True, **fields)


def interface_languages() -> list[tuple[str, str]]:
    """The languages of the interface with their codes."""
    return list(settings.LANGUAGES)


def site_time_zone() -> str:
    """The default time zone, that of the site."""
    return str(settings.TIME_ZONE)


def time_zones() -> Sequence[tuple[str, str]]:
    """All time zones by name, labelled in the active language."""
    return zone_labels(language())


FORMER: Final = re.compile(r"former-\d+@deleted\.invalid")


def former_address(number: int) -> str:
    """The unique placeholder for the e-mail address of a person whose account was deleted."""
    return f"former-{number}@deleted.invalid"


def person_word(text: str) -> str:
    """A name or an e-mail address as pages show it; a placeholder of a deleted account becomes "A former member"."""
    return gettext("A former member") if FORMER.fullmatch(text) else text


class MailChoice(models.TextChoices):
    """When a person wants to be notified by mail."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, what is not read yet")
    NEVER = "never", _("Never")


class User(AbstractUser):
    """A user. Their rights depend on their memberships, their assignments and the three flags below.

    `unread` is the number of their unread notices, stored here because every page shows it.
    """

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=2, default="en", choices=interface_languages)
    time_zone = models.CharField(_("time zone"), max_length=40, default=site_time_zone, choices=time_zones)
    employer = models.CharField(_("employer"), max_length=200, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    is_assessor = models.BooleanField(_("assessor"), default=False)
    is_secretariat = models.BooleanField(_("secretariat"), default=False)
    # Coordinates the clusters of a region or a country, and keeps the public calendar for them.
    is_coordinator = models.BooleanField(_("coordinator"), default=False)

    mail = models.CharField(_("mail"), max_length=8, choices=MailChoice.choices, default=MailChoice.AT_ONCE)
    unread = models.PositiveIntegerField(default=0, editable=False)

    # The row stays, without name and addresses, because other rows refer to it.
    deleted_at = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(email=""), name="user_has_email"),
        ]

    def __str__(self) -> str:
        return self.name or person_word(self.email)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Erasure(models.Model):
    """While it is open, within one transaction, a person's name can be removed from the audit trail.

    No other change of a row is possible. The finished erasure stays as a record.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id}"
