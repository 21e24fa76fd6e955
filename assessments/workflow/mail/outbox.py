"""Writes mail as text and HTML into the outbox, and settles mail that was not sent."""

from __future__ import annotations

import datetime as dt
import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils import translation

from assessments.models import Assessment, AuditAction, MailState, OutboxMail, User
from assessments.workflow.auditing import record
from assessments.workflow.mail.delivery import deliver_mail
from assessments.workflow.mail.words import Words


class MailSettled(Exception):
    """Somebody has already decided on this mail, or its worker has finished after all."""


def queue_mail(
    *,
    to: str,
    name: str,
    language: str,
    words: Words,
    link: str,
    at: dt.datetime,
    user: User | None = None,
    assessment: Assessment | None = None,
    reply_to: str = "",
    digest_day: dt.date | None = None,
    calendar: str = "",
) -> OutboxMail:
    """Adds a mail to the outbox within the caller's transaction; the worker sends it after the commit.

    `name` is used for the greeting, `link` is an absolute URL; both may be "", as may `calendar`, the calendar files.
    """
    context = {"name": name, "words": words, "link": link, "language": language}
    with translation.override(language):
        engine = engines["django"].engine  # type: ignore[attr-defined]
        text = engine.get_template("mail/frame.txt").render(Context(context, autoescape=False))
        html = render_to_string("mail/frame.html", context)
    mail = OutboxMail.objects.create(
        user=user,
        assessment=assessment,
        to=to,
        reply_to=reply_to or settings.SECRETARIAT_ADDRESS,
        subject=words.subject[:250],
        text=text.strip() + "\n",
        html=html,
        calendar=calendar,
        message_id=f"<{uuid.uuid4()}@{urlsplit(settings.SITE_ADDRESS).hostname}>",
        queued_at=at,
        digest_day=digest_day,
    )
    # If enqueueing fails, the mail stays in the outbox for the next worker; the change itself is kept.
    transaction.on_commit(deliver_mail.enqueue, robust=True)
    return mail


def call_back(mail: OutboxMail | None) -> bool:
    """Cancels a mail that is not being sent yet and removes its content; returns whether it was in time."""
    if mail is None:
        return False
    # A single statement, so that either this or a worker's claim wins.
    waiting = OutboxMail.objects.filter(pk=mail.pk, state=MailState.WAITING)
    return bool(waiting.update(state=MailState.CLOSED, text="", html="", calendar=""))


def _locked_to_settle(mail: OutboxMail, attempt: int, by: User, at: dt.datetime) -> OutboxMail:
    if not by.is_secretariat:
        raise PermissionDenied
    current = OutboxMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if current.attempts != attempt or not OutboxMail.objects.to_settle(at).filter(pk=mail.pk).exists():
        raise MailSettled
    return current


@transaction.atomic
def send_mail_again(*, mail: OutboxMail, attempt: int, by: User, at: dt.datetime) -> OutboxMail:
    """Queues a refused mail, or one of unknown delivery, again with the same Message-ID, for the secretariat.

    `attempt` is the number of the failed attempt that the person saw. Raises MailSettled.
    """
    current = _locked_to_settle(mail, attempt, by, at)
    before, current.state, current.due_at = current.state, MailState.WAITING, None
    current.save(update_fields=["state", "due_at"])
    _record_settled(AuditAction.MAIL_SENT_AGAIN, current, before, by, at)
    transaction.on_commit(deliver_mail.enqueue, robust=True)
    return current


@transaction.atomic
def close_mail(*, mail: OutboxMail, attempt: int, by: User, at: dt.datetime) -> OutboxMail:
    """Closes a mail that was not sent: it will not be sent, and its content is removed. Raises MailSettled."""
    current = _locked_to_settle(mail, attempt, by, at)
    before, current.state = current.state, MailState.CLOSED
    current.text = current.html = current.calendar = ""
    current.save(update_fields=["state", "text", "html", "calendar"])
    _record_settled(AuditAction.MAIL_CLOSED, current, before, by, at)
    return current


def _record_settled(action: AuditAction, mail: OutboxMail, before: str, by: User, at: dt.datetime) -> None:
    record(
        action=action,
        actor=by,
        at=at,
        assessment=mail.assessment,
        subject=mail.to,
        before=before,
        after={"state": mail.state, "mail": mail.subject},
    )
