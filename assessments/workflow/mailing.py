"""Sends one text mail to one person, or says that it could not."""

from __future__ import annotations

import logging

from django.core.mail import send_mail

logger = logging.getLogger(__name__)


class MailNotSent(Exception):
    """The mail server did not take the mail. What the mail was about is stored all the same."""


def send_text(*, to: str, subject: str, text: str) -> None:
    """Sends a plain text mail. Raises MailNotSent.

    Call it after the transaction, so that a slow mail server keeps nobody else from writing.
    """
    try:
        # Names that people typed stand in subjects; a line break in one would end the header.
        send_mail(" ".join(subject.split()), text, None, [to])
    except OSError as error:
        logger.exception("A mail could not be sent")
        raise MailNotSent from error
