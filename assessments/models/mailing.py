"""What people are told: notices in their inbox on the site, and the outbox of mail."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from assessments.models.people import User

# A conversation with the mail server that has lasted so long is over: its worker has died.
LEASE: Final = dt.timedelta(minutes=10)


class MailState(models.TextChoices):
    """Where a mail stands. A conversation whose end nobody saw leaves it at SENDING or UNKNOWN: it may have arrived."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", _("Fate unknown")
    REFUSED = "refused", _("Not sent")
    CLOSED = "closed", _("Closed")


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    """Selections of mail."""

    def due(self, at: dt.datetime) -> OutboxMailQuerySet:
        """What is to be sent by the moment `at`, the oldest first."""
        return self.filter(models.Q(due_at=None) | models.Q(due_at__lte=at), state=MailState.WAITING).order_by("pk")

    def of_unknown_fate(self, at: dt.datetime) -> OutboxMailQuerySet:
        """What may have arrived or not: the conversation broke off, or the worker died in the middle of it."""
        died = models.Q(state=MailState.SENDING, claimed_at__lte=at - LEASE)
        return self.filter(died | models.Q(state=MailState.UNKNOWN)).order_by("pk")

    def to_settle(self, at: dt.datetime) -> OutboxMailQuerySet:
        """What somebody has to decide on: unknown fates, and what the mail server would not take."""
        return self.of_unknown_fate(at) | self.filter(state=MailState.REFUSED)

    def on_its_way(self, at: dt.datetime) -> OutboxMailQuerySet:
        """What waits or is being sent, the oldest first."""
        sending = models.Q(state=MailState.SENDING, claimed_at__gt=at - LEASE)
        return self.filter(sending | models.Q(state=MailState.WAITING)).order_by("pk")


class OutboxMail(models.Model):
    """One mail to one address. `attempts` numbers the conversations begun, so that a late end of one is told apart.

    `calendar` holds the calendar files that go with it, one after the other. The words are taken away once the mail
    is sent or closed: notices keep them, and an invitation's link is a key.
    `digest_day`: the day whose digest it is, one for each person.
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
        """What `user` was told, the latest first."""
        return self.filter(user=user).select_related("assessment__organisation", "user").order_by("-at", "-pk")

    def for_digest(self) -> NoticeQuerySet:
        """What waits for its person's daily mail: not mailed yet, and not read on the site meanwhile."""
        return self.filter(is_for_digest=True, mail=None, read_at=None).order_by("at", "pk")


class Notice(models.Model):
    """One event that one person was told of. `event` is a value of workflow.notifying.Event.

    The words are made when they are read, in the reader's language, from `facts`: plain words and ISO dates.
    `calendar` is a calendar file that waits for the daily mail.
    """

    user = models.ForeignKey("assessments.User", on_delete=models.CASCADE, related_name="notices")
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="notices")
    event = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    is_for_digest = models.BooleanField(default=False)
    calendar = models.TextField(blank=True)
    mail = models.ForeignKey(OutboxMail, null=True, on_delete=models.SET_NULL, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "-at"])]

    def __str__(self) -> str:
        return f"{self.event} to {self.user_id}"
