"""Notices in people's inbox on the site, and the outbox of mail."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from assessments.models.organisations import Organisation
    from assessments.models.people import User

# After this time without a result, the worker that was sending a mail is considered dead.
LEASE: Final = dt.timedelta(minutes=10)


class MailState(models.TextChoices):
    """The state of a mail. If sending was interrupted, it stays SENDING or becomes UNKNOWN: it may have arrived."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", _("Delivery unknown")
    REFUSED = "refused", _("Not sent")
    CLOSED = "closed", _("Closed")


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    """Selections of mail."""

    def due(self, at: dt.datetime) -> OutboxMailQuerySet:
        """The mails to be sent at the time `at`, the oldest first."""
        return self.filter(models.Q(due_at=None) | models.Q(due_at__lte=at), state=MailState.WAITING).order_by("pk")

    def of_unknown_delivery(self, at: dt.datetime) -> OutboxMailQuerySet:
        """The mails that may or may not have arrived: sending failed midway, or the worker died."""
        died = models.Q(state=MailState.SENDING, claimed_at__lte=at - LEASE)
        return self.filter(died | models.Q(state=MailState.UNKNOWN)).order_by("pk")

    def to_settle(self, at: dt.datetime) -> OutboxMailQuerySet:
        """The mails that somebody must decide on: of unknown delivery, or refused by the mail server."""
        return self.of_unknown_delivery(at) | self.filter(state=MailState.REFUSED)

    def on_its_way(self, at: dt.datetime) -> OutboxMailQuerySet:
        """The mails that are waiting or being sent, the oldest first."""
        sending = models.Q(state=MailState.SENDING, claimed_at__gt=at - LEASE)
        return self.filter(sending | models.Q(state=MailState.WAITING)).order_by("pk")


class OutboxMail(models.Model):
    """One mail to one address. `attempts` numbers the attempts at sending, so that a late result can be told apart.

    `calendar` holds the attached calendar files, concatenated. The content is removed once the mail is sent or closed:
    notices keep it, and the link of an invitation is a secret. `digest_day` is the day of a daily digest, one per
    person.
    """

    user = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="mails")
    assessment = models.ForeignKey("assessments.Assessment", null=True, on_delete=models.PROTECT, related_name="+")
    to = models.EmailField()
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    message_id = models.CharField(max_length=150, unique=True)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)
    digest_day = models.DateField(null=True, blank=True)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]
        constraints = [models.UniqueConstraint(fields=["user", "digest_day"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.to} {self.state}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Selections of notices."""

    def of(self, user: User) -> NoticeQuerySet:
        """The notices of `user`, the latest first."""
        return self.filter(user=user).with_subject().order_by("-at", "-pk")

    def with_subject(self) -> NoticeQuerySet:
        """The notices with what each is about, and with its recipient."""
        return self.select_related("assessment__organisation", "organisation", "user")

    def for_digest(self) -> NoticeQuerySet:
        """The notices that wait for the daily mail: not mailed yet, and not read on the site since."""
        return self.filter(is_for_digest=True, mail=None, read_at=None).order_by("at", "pk")


class Notice(models.Model):
    """One event of an assessment or of an organisation that one person was notified of.

    `event` is a value of workflow.mail.notices.Event. The text is created when it is read, in the reader's language,
    from `facts`: plain strings and ISO dates. `calendar` is a calendar file that waits for the daily mail.
    """

    user = models.ForeignKey("assessments.User", on_delete=models.CASCADE, related_name="notices")
    assessment = models.ForeignKey(
        "assessments.Assessment", null=True, on_delete=models.CASCADE, related_name="notices"
    )
    organisation = models.ForeignKey(
        "assessments.Organisation", null=True, on_delete=models.CASCADE, related_name="notices"
    )
    event = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    is_for_digest = models.BooleanField(default=False)
    calendar = models.TextField(blank=True)
    mail = models.ForeignKey(OutboxMail, null=True, on_delete=models.SET_NULL, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(assessment__isnull=False, organisation=None)
                | models.Q(assessment=None, organisation__isnull=False),
                name="notice_has_one_subject",
            )
        ]
        indexes = [models.Index(fields=["user", "-at"])]

    def __str__(self) -> str:
        return f"{self.event} to {self.user_id}"

    @property
    def cluster(self) -> Organisation:
        """The organisation that the notice is about, directly or through its assessment."""
        return cast("Organisation", self.assessment.organisation if self.assessment else self.organisation)
