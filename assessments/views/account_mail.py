"""Mail of accounts: what confirms an address or sets a new password goes through the outbox like all other mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.contrib.sites.shortcuts import get_current_site
from django.utils import timezone, translation

from assessments.forms.text import check_mail_address
from assessments.models import User
from assessments.views.pages import language
from assessments.workflow.mail.outbox import queue_mail
from assessments.workflow.mail.words import Words


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What this site does otherwise than allauth does by itself."""

    def clean_email(self, email: str) -> str:
        """An address that mail can be sent to. Raises ValidationError."""
        check_mail_address(email)
        return email

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queues a mail of an account: tried at once, and again if the mail server cannot take it."""
        account = User.objects.filter(email__iexact=email).first()
        words_in = account.language if account else language()
        site = get_current_site(current.request)
        with translation.override(words_in):
            # The greeting and the signature are those of all other mail.
            message = self.render_mail(
                template_prefix, email, {"request": current.request, "email": email, "current_site": site, **context}
            )
        queue_mail(
            to=email,
            name=account.name if account else "",
            language=words_in,
            words=Words(message.subject, str(message.body)),
            link="",
            at=timezone.now(),
            user=account,
        )
