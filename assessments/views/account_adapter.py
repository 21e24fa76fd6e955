"""Adapts allauth to this site: its mail goes through the outbox, and sessions record their device."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation

from assessments.forms.text import check_mail_address
from assessments.models import User
from assessments.queries.sessions import DEVICE, DEVICE_LENGTH
from assessments.views.pages import language
from assessments.workflow.mail.outbox import queue_mail
from assessments.workflow.mail.words import Words
from assessments.workflow.people import end_other_sessions


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Overrides allauth's defaults."""

    def is_safe_url(self, url: str) -> bool:
        """Whether a redirect to `url` is safe; an invalid URL is not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The URL that confirms an address, with the configured host and never that of the request."""
        return str(settings.SITE_ADDRESS) + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The URL for setting a new password, with the configured host and never that of the request."""
        user, _dash, secret = key.partition("-")
        place = reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": secret})
        return str(settings.SITE_ADDRESS) + place

    def login(self, request: HttpRequest, user: User) -> None:
        """Starts a session that stores the User-Agent header, so that its person recognises the device later.

        From here on, messages are in the language of the person, like the pages that show them.
        """
        super().login(request, user)
        translation.activate(user.language)
        request.session[DEVICE] = request.headers.get("User-Agent", "")[:DEVICE_LENGTH]

    def set_password(self, user: User, password: str) -> None:
        """Sets the password and ends all other sessions."""
        super().set_password(user, password)
        end_other_sessions(user=user, key=current.request.session.session_key)

    def clean_email(self, email: str) -> str:
        """The address, if mail can be sent to it. Raises ValidationError."""
        check_mail_address(email)
        return email

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queues account mail, so that it is retried if the mail server does not accept it."""
        account = User.objects.filter(email__iexact=email).first()
        words_in = account.language if account else language()
        host = urlsplit(settings.SITE_ADDRESS).netloc
        site = SimpleNamespace(domain=host, name=host)
        with translation.override(words_in):
            # Greeting and signature are those of all other mail.
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
