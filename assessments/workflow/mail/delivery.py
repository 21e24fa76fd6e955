"""Sends the outbox: each mail is marked as claimed before it is handed to the mail server, and with the result after.

If a worker dies in between, it is unknown whether the mail was delivered, and it is never sent again automatically.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import smtplib
from collections.abc import Callable
from email.message import MIMEPart
from email.policy import SMTP
from enum import Enum
from typing import Any, Final

from django.core.mail import EmailMultiAlternatives, mailers
from django.db import transaction
from django.db.models import F, Min
from django.tasks import task
from django.utils import timezone

from assessments.models import MailState, OutboxMail

logger = logging.getLogger(__name__)

type Clock = Callable[[], dt.datetime]

# The delays after attempts that are known to have failed; after the last one, a person must decide.
DELAYS: Final = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
AT_A_TIME: Final = 100
# One file per calendar, because mail programs read only the first calendar of a file.
CALENDAR: Final = re.compile(r"^BEGIN:VCALENDAR\r?$.*?^END:VCALENDAR\r?\n", re.MULTILINE | re.DOTALL)
METHOD: Final = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


class DeliveryOutcome(Enum):
    """The result of an attempt to send a mail."""

    ACCEPTED = "accepted"
    UNREACHABLE = "unreachable"
    NOT_NOW = "not now"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@task()
def deliver_mail() -> int:
    """Sends due mail as a background task, and queues itself again for mail that must wait.

    Defined here and not in assessments.tasks because functions that queue mail enqueue it.
    """
    return deliver_due(now=timezone.now)


def deliver_due(*, now: Clock, at_most: int = AT_A_TIME) -> int:
    """Sends due mail and returns how many were accepted. Several workers may run this at the same time.

    Must not be called within a transaction: claims must be committed before the mail server is contacted.
    """
    accepted = claimed = 0
    while claimed < at_most and (mail := _claim_next(now())):
        claimed += 1
        outcome = _deliver(mail, now)
        if outcome is DeliveryOutcome.UNREACHABLE:
            _put_off_others(mail, now())
            break
        if outcome is DeliveryOutcome.ACCEPTED:
            accepted += 1
            if accepted == 1:
                _take_up_put_off()
    if claimed:
        _come_back(now())
    return accepted


def deliver_all(*, now: Clock) -> int:
    """Repeats `deliver_due` until no mail is due; used where no worker does so."""
    accepted = 0
    while OutboxMail.objects.due(now()).exists():
        accepted += deliver_due(now=now)
    return accepted


def _claim_next(at: dt.datetime) -> OutboxMail | None:
    """The next due mail, marked as being sent; exactly one of several workers gets it."""
    while number := OutboxMail.objects.due(at).values_list("pk", flat=True).first():
        with transaction.atomic(durable=True):
            claimed = (
                OutboxMail.objects.due(at)
                .filter(pk=number)
                .order_by()
                .update(state=MailState.SENDING, attempts=F("attempts") + 1, claimed_at=at)
            )
        if claimed:
            return OutboxMail.objects.get(pk=number)
    return None


def _deliver(mail: OutboxMail, now: Clock) -> DeliveryOutcome:
    server = mailers.default
    try:
        outcome, answer = _converse(server, mail)
        _settle(mail, outcome, answer, at=now())
    finally:
        # Closed only after the result is stored: accepted mail must not become unknown because closing is slow.
        _hang_up(server)
    return outcome


def _converse(server: Any, mail: OutboxMail) -> tuple[DeliveryOutcome, str]:
    """Sends the mail; returns the outcome and the reply of the server or the network error."""
    try:
        message = _message(mail)
        message.message(policy=SMTP).as_bytes()
    except Exception as error:
        # Any error: nothing was sent, and the same content would fail again.
        logger.exception("Mail %s cannot be written", mail.pk)
        return DeliveryOutcome.REFUSED, f"{type(error).__name__}: {error}"
    try:
        server.open()
    except OSError as error:
        return DeliveryOutcome.UNREACHABLE, str(error)
    try:
        server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        return _by_code(code), f"{code} {answer!r}"
    except smtplib.SMTPResponseException as error:
        return _by_code(error.smtp_code), f"{error.smtp_code} {error.smtp_error!r}"
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        return DeliveryOutcome.REFUSED, str(error)
    except OSError as error:
        logger.exception("It is unknown whether mail %s was delivered", mail.pk)
        return DeliveryOutcome.UNKNOWN, str(error)
    return DeliveryOutcome.ACCEPTED, ""


def _by_code(code: int) -> DeliveryOutcome:
    """The meaning of the server's reply code by its first digit (RFC 5321, 4.2.1); UNKNOWN for other codes."""
    return {4: DeliveryOutcome.NOT_NOW, 5: DeliveryOutcome.REFUSED}.get(code // 100, DeliveryOutcome.UNKNOWN)


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for calendar in CALENDAR.findall(mail.calendar):
        message.attach(_calendar_part(calendar))
    return message


def _calendar_part(calendar: str) -> MIMEPart:
    """The calendar file with its method in the header, which mail programs require to offer a reply (RFC 6047)."""
    method = METHOD.search(calendar)
    part = MIMEPart(policy=SMTP)
    part.set_content(
        calendar,
        subtype="calendar",
        params={"method": method[1]} if method else None,
        disposition="attachment",
        filename="interview.ics",
    )
    return part


def _hang_up(server: Any) -> None:
    try:
        server.close()
    except OSError:
        logger.info("The mail server did not say goodbye", exc_info=True)


def _settle(mail: OutboxMail, outcome: DeliveryOutcome, answer: str, *, at: dt.datetime) -> None:
    """Stores the result of the attempt, unless somebody has settled the mail in the meantime."""
    changed: dict[str, Any] = {"error": answer[:500]}
    if outcome is DeliveryOutcome.ACCEPTED:
        changed |= {"state": MailState.SENT, "sent_at": at, "text": "", "html": "", "calendar": ""}
    elif outcome is DeliveryOutcome.UNKNOWN:
        changed |= {"state": MailState.UNKNOWN}
    elif outcome is DeliveryOutcome.REFUSED or mail.attempts > len(DELAYS):
        changed |= {"state": MailState.REFUSED}
    else:
        changed |= {"state": MailState.WAITING, "due_at": at + DELAYS[mail.attempts - 1]}
    OutboxMail.objects.filter(pk=mail.pk, state=MailState.SENDING, attempts=mail.attempts).update(**changed)


def _put_off_others(mail: OutboxMail, at: dt.datetime) -> None:
    """Postpones other due mail while the server is unreachable, so that only one mail uses up attempts."""
    is_given_up = mail.attempts > len(DELAYS)
    delay = DELAYS[0 if is_given_up else mail.attempts - 1]
    with transaction.atomic():
        due = OutboxMail.objects.due(at).select_for_update(skip_locked=True)
        OutboxMail.objects.filter(pk__in=list(due.values_list("pk", flat=True))).update(due_at=at + delay)


def _take_up_put_off() -> None:
    """Makes mail that was postponed before its first attempt due, because the server is reachable again."""
    OutboxMail.objects.filter(state=MailState.WAITING, attempts=0).exclude(due_at=None).update(due_at=None)


def _come_back(at: dt.datetime) -> None:
    """Queues the task again for the time when the next mail is due, if the task backend supports it."""
    waiting = OutboxMail.objects.filter(state=MailState.WAITING)
    if not waiting.exists() or not deliver_mail.get_backend().supports_defer:
        return
    next_due = None if waiting.filter(due_at=None).exists() else waiting.aggregate(next=Min("due_at"))["next"]
    deliver_mail.using(run_after=max(at, next_due or at)).enqueue()
