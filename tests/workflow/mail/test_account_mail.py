"""Account mail through the outbox: in the person's language, retried, and with its link removed once sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.models import MailState, OutboxMail, User
from assessments.workflow.mail.delivery import deliver_due
from tests.conftest import Cast, delivered

RESET = "/accounts/password/reset/"


def test_a_new_password_is_set_by_a_mail_in_the_persons_language(cast: Cast) -> None:
    User.objects.filter(pk=cast.owner.pk).update(language="fi")
    Client().post(RESET, {"email": cast.owner.email})
    waiting = OutboxMail.objects.get()
    assert (waiting.state, waiting.to, waiting.text.startswith("Hei Owner,\n\n")) == ("waiting", cast.owner.email, True)
    (message,) = delivered()
    assert "http://testserver/accounts/password/reset/key/" in str(message.body)
    assert '<a href="http://testserver/accounts/password/reset/key/' in str(message.alternatives[0].content)
    # The outbox no longer contains the link.
    assert set(OutboxMail.objects.values_list("state", "text", "html")) == {("sent", "", "")}


def test_the_mail_waits_while_the_server_does_not_answer(cast: Cast, settings: Any) -> None:
    options = {"host": "127.0.0.1", "port": 9, "timeout": 5}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    response = Client().post(RESET, {"email": cast.owner.email})
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/password/reset/done/")
    assert deliver_due(now=timezone.now) == 0
    mail = OutboxMail.objects.get()
    assert (mail.state, mail.attempts, mail.text == "") == (MailState.WAITING, 1, False)


@pytest.mark.parametrize("email", ["owner@example.org", "nobody@example.org"])
def test_the_page_says_the_same_whether_there_is_an_account(cast: Cast, email: str) -> None:
    response = Client().post(RESET, {"email": email}, follow=True)
    assert (response.status_code, email in response.content.decode()) == (200, False)
    assert [message.to for message in delivered()] == [[email]]
