"""A person's account: the links on its page, sessions, language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from assessments.models import Session, User
from assessments.queries.sessions import device_words
from tests.conftest import PASSWORD, Cast, delivered, in_both

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
EDGE = f"{CHROME} Edg/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"


def signed_in(user: User, device: str, password: str = PASSWORD) -> Client:
    client = Client(headers={"user-agent": device})
    assert client.post("/accounts/login/", {"login": user.email, "password": password}).status_code == 302
    return client


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (CHROME, "Chrome on Windows"),
        (EDGE, "Edge on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("curl/8.14.1", "Unknown device"),
        ("", "Unknown device"),
        ("<script>Firefox/1", "Firefox"),
    ],
)
def test_a_browser_is_named_as_people_know_it(user_agent: str, words: str) -> None:
    assert device_words(user_agent) == words


def test_a_browser_is_named_in_both_languages() -> None:
    assert in_both(lambda: device_words(FIREFOX)) == ("Firefox on Linux", "Firefox, Linux")


@pytest.mark.parametrize(
    "place",
    ["details/", "preferences/", "sessions/", "/accounts/email/", "/accounts/password/change/", "/inbox/mail/"],
)
def test_one_page_leads_to_all_that_is_the_persons_own(place: str, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.reader)
    assert 'href="/account/"' in client.get("/home/").content.decode()
    address = place if place.startswith("/") else f"/account/{place}"
    assert f'href="{address}"' in client.get("/account/").content.decode()
    # A user who changes how they sign in must authenticate again first.
    assert client.get(address).status_code in (200, 302)


def test_a_person_sees_their_sessions_and_ends_the_others(cast: Cast) -> None:
    here, there = signed_in(cast.reader, FIREFOX), signed_in(cast.reader, IPHONE)
    foreign = signed_in(cast.owner, CHROME)
    page = here.get("/account/sessions/").content.decode()
    assert [name in page for name in ("Firefox on Linux", "Safari on iPhone", "Chrome on Windows")] == [
        True,
        True,
        False,
    ]
    assert page.count("this one") == 1
    # Session keys are never shown.
    assert [session.session_key in page for session in Session.objects.all()] == [False] * 3
    page = here.post("/account/sessions/", follow=True).content.decode()
    assert "1 other session was ended." in page
    assert "Sign out everywhere else" not in page
    assert [client.get("/home/").status_code for client in (here, there, foreign)] == [200, 302, 200]


def test_a_session_shows_when_it_was_used_last(cast: Cast) -> None:
    client = signed_in(cast.reader, FIREFOX)
    Session.objects.create(
        session_key="elsewhere",
        session_data="",
        expire_date=timezone.now() + dt.timedelta(hours=1),
        user=cast.reader,
        device=IPHONE,
    )
    Session.objects.create(
        session_key="ended", session_data="", expire_date=timezone.now(), user=cast.reader, device=EDGE
    )
    shown = client.get("/account/sessions/").context["sessions"]
    assert [(session.device, session.is_this_one) for session in shown] == [
        ("Firefox on Linux", True),
        ("Safari on iPhone", False),
    ]
    assert abs(shown[0].last_used - timezone.now()) < dt.timedelta(minutes=1)
    assert abs(timezone.now() - shown[1].last_used - dt.timedelta(hours=23)) < dt.timedelta(minutes=1)


def test_a_new_password_ends_all_other_sessions_and_is_told_by_mail(cast: Cast) -> None:
    here, there = signed_in(cast.reader, FIREFOX), signed_in(cast.reader, IPHONE)
    new = "tuuli meri kallio"
    answer = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert [client.get("/home/").status_code for client in (here, there)] == [200, 302]
    assert Session.objects.filter(user=cast.reader).count() == 1
    delivered()
    assert [message.to for message in mail.outbox] == [[cast.reader.email]]


def test_a_new_address_takes_the_password_again_and_is_told_to_the_old_one(cast: Cast) -> None:
    client = signed_in(cast.reader, FIREFOX)
    new = {"action_add": "", "email": "new@example.org"}
    assert client.post("/accounts/email/", new)["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", new)
    (confirmation,) = delivered()
    (link,) = re.findall(r"http://testserver(/accounts/confirm-email/\S+)", str(confirmation.body))
    client.post(link)
    client.post("/accounts/email/", {"action_primary": "", "email": "new@example.org"})
    messages = [(message.to, message.subject) for message in delivered()[1:]]
    assert messages == [(["reader@example.org"], "labelcheck: Your e-mail address was changed")]


def test_the_language_is_chosen_and_answers_in_it(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.reader)
    choice = {"language": "fi", "time_zone": "Europe/Lisbon"}
    page = client.post("/account/preferences/", choice, follow=True).content.decode()
    assert ('<html lang="fi">' in page, "Tallennettu" in page, "Portugali, Lissabon" in page) == (True, True, True)
    refused = client.post("/account/preferences/", {**choice, "language": "xx"})
    assert (refused.status_code, "xx ei ole" in refused.content.decode()) == (200, True)
    cast.reader.refresh_from_db()
    assert (cast.reader.language, cast.reader.time_zone) == ("fi", "Europe/Lisbon")
