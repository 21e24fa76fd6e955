"""Protection against strangers: sign-in, sessions, links in mail, caches."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from assessments.models import Session, User
from labelcheck.logs import CURRENT, RequestFilter, masked
from labelcheck.settings import base
from tests.conftest import PASSWORD, Cast, delivered
from tests.team_pages import text_of

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["login", "signup", "logout", "password/reset"])
@pytest.mark.parametrize("place", ["http%3A%2F%2F%5B%3A%3A1", "%2F%2Fevil.example", "javascript%3Aalert(1)", "%00"])
def test_an_invalid_next_parameter_is_harmless(client: Client, page: str, place: str) -> None:
    response = client.get(f"/accounts/{page}/?next={place}")
    assert response.status_code in (200, 302)
    assert "evil.example" not in response.get("Location", "")


def test_the_administration_signs_in_as_everybody_does(client: Client, cast: Cast) -> None:
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/").headers["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    # No other page accepts a password.
    tried = client.post("/admin/login/", {"username": cast.secretary.email, "password": PASSWORD})
    assert (tried.status_code, "sessionid" in client.cookies) == (302, False)


def test_a_signed_in_person_without_rights_is_told_so_by_the_administration(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.owner).get("/admin/login/?next=/admin/").status_code == 403


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1, ACCOUNT_RATE_LIMITS=base.ACCOUNT_RATE_LIMITS)
def test_one_address_is_limited_whatever_it_claims_and_locks_nobody_else_out(cast: Cast) -> None:
    def tried(password: str, *addresses: str) -> HttpResponse:
        form = {"login": cast.owner.email, "password": password}
        return Client(headers={"x-forwarded-for": ", ".join(addresses)}).post("/accounts/login/", form)

    # The last address is the one that the proxy adds.
    pages = [text_of(tried("wrong", f"192.0.2.{number}", "198.51.100.7")) for number in range(20)]
    assert ["too many failed attempts" in page for page in pages] == [False] * 10 + [True] * 10
    assert "too many failed attempts" in text_of(tried(PASSWORD, "198.51.100.7"))
    assert tried(PASSWORD, "198.51.100.8")["Location"] == "/home/"


@pytest.mark.parametrize(
    "password",
    [
        "demo123456",
        "password2026",
        "kuvitelma1",
        "owner-2026!",
        "1234567890",
        "labelcheck1",
        "0401234567",
        "11111111111111",
        "savosavosavo",
        "Aa1!Aa1!Aa1!",
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    user = User(email="owner@kuvitelma.example", name="Kuvitelma Owner")
    with pytest.raises(ValidationError):
        validate_password(password, user)


@pytest.mark.parametrize("password", [PASSWORD, "tuuli meri kallio", "x8!kQz-41vv"])
def test_a_good_password_is_taken(password: str) -> None:
    validate_password(password, User(email="owner@kuvitelma.example", name="Kuvitelma Owner"))


@override_settings(ALLOWED_HOSTS=["testserver", "testserver:1337"])
def test_links_in_mail_ignore_the_host_header(client: Client, cast: Cast) -> None:
    client.post("/accounts/password/reset/", {"email": cast.owner.email}, headers={"host": "testserver:1337"})
    delivered()
    (message,) = mail.outbox
    assert "http://testserver/accounts/password/reset/key/" in message.body
    assert "1337" not in message.body + message.subject


def test_the_link_of_an_invitation_ignores_the_host_header(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)
    client.post(
        "/organisations/kuvitelma/people/",
        {"email": "new@example.org", "role": "editor"},
        headers={"host": "testserver:1337"},
    )
    delivered()
    (message,) = mail.outbox
    assert ("http://testserver/invitations/" in message.body, "1337" in message.body) == (True, False)


@pytest.mark.parametrize(
    "page", ["/home/", "/inbox/", "/assessments/FI-2026-001/", "/assessments/FI-2026-001/trail/csv/"]
)
def test_private_pages_are_not_cached(page: str, cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    assert sign_in(cast.owner).get(page)["Cache-Control"] == "no-store, private"


def test_public_pages_may_be_cached(client: Client) -> None:
    assert "no-store" not in client.get("/criteria/").headers.get("Cache-Control", "")


def test_a_session_ends_when_nobody_uses_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.owner)
    session = Session.objects.get()
    end = session.expire_date
    assert (end - timezone.now()) <= dt.timedelta(days=1)
    # Use shortly after the last write does not write; later use extends the session.
    client.get("/home/")
    assert Session.objects.get().expire_date == end
    Session.objects.update(expire_date=end - dt.timedelta(hours=20))
    assert client.get("/home/").status_code == 200
    assert Session.objects.get().expire_date > end - dt.timedelta(minutes=1)
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert client.get("/home/").status_code == 302


def test_every_answer_and_every_log_line_name_their_request(client: Client) -> None:
    first, second = (client.get("/criteria/")["X-Request-Id"] for _ in range(2))
    assert first != second
    record = logging.LogRecord("labelcheck", logging.INFO, "", 0, "", None, None)
    token = CURRENT.set(first)
    RequestFilter().filter(record)
    CURRENT.reset(token)
    assert record.request == first


def test_an_error_on_our_side_says_under_which_id_the_log_has_it(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("assessments.views.organisations.render", broken)
    client = sign_in(cast.owner)
    client.raise_request_exception = False
    response = client.get("/home/")
    assert response.status_code == 500
    assert response["X-Request-Id"] in response.content.decode()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("GET /shared/a-token/file/?x=1 HTTP/1.1", "GET /shared/***/file/?x=1 HTTP/1.1"),
        ("https://example.org/invitations/a-token/", "https://example.org/invitations/***/"),
        ("/accounts/password/reset/key/1-abc/", "/accounts/password/reset/key/***/"),
        ("/organisations/a/invitations/3/again/", "/organisations/a/invitations/3/again/"),
    ],
)
def test_logs_have_no_secret_part_of_an_address(line: str, expected: str, caplog: pytest.LogCaptureFixture) -> None:
    assert masked(line) == expected
    with caplog.filtering(RequestFilter()):
        logging.getLogger("django.request").warning("Gone: %s", line)
    assert caplog.messages == [f"Gone: {expected}"]
