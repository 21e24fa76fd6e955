"""Two-step sign-in: voluntary, or required for the roles in the settings; wording of the sign-in pages."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client, override_settings

from assessments.checks import check_second_factor
from assessments.models import AuditEntry, User
from assessments.workflow.leaving import delete_account
from assessments.workflow.people import remove_second_factor
from labelcheck.second_factor import SecondFactorAdapter
from labelcheck.settings import base
from tests.conftest import NOW, PASSWORD, Cast
from tests.team_pages import text_of

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]

ALL = ["secretariat", "administration", "assessors"]
SET_UP = "Your role needs two-step sign-in. Set it up here; it takes two minutes."


def code_of(secret: str) -> str:
    """The code that an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_second_factor(user: User) -> tuple[str, list[str]]:
    """Sets up an authenticator app and recovery codes. Returns the secret and the codes."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret, RecoveryCodes.activate(user).get_unused_codes()


def by_password(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def confirm(client: Client) -> None:
    """Enters the password again, which is required before changing how to sign in."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("roles", "sent_to_set_up"),
    [([], []), (["secretariat"], ["secretary"]), (ALL, ["assessor", "secretary"]), (["assessors"], ["assessor"])],
)
def test_roles_that_need_a_second_factor_reach_nothing_before_they_have_one(
    roles: list[str], sent_to_set_up: list[str], cast: Cast, sign_in: SignIn
) -> None:
    with override_settings(SECOND_FACTOR=roles):
        for name in ("owner", "assessor", "secretary"):
            response = sign_in(getattr(cast, name)).get("/home/")
            expected = (302, "/accounts/2fa/") if name in sent_to_set_up else (200, "")
            assert (response.status_code, response.get("Location", "")) == expected


@override_settings(SECOND_FACTOR=ALL)
def test_whoever_must_set_it_up_is_told_so_and_can_still_sign_out(cast: Cast) -> None:
    client = by_password(cast.secretary)
    page = text_of(client.get("/desk/", follow=True))
    assert (SET_UP in page, "Two-step sign-in" in page) == (True, True)
    assert client.post("/language/", {"language": "fi"}).status_code == 302
    assert client.post("/accounts/logout/").status_code == 302


@override_settings(SECOND_FACTOR=ALL)
def test_a_person_of_the_administration_needs_it_in_the_administration_too(cast: Cast, sign_in: SignIn) -> None:
    User.objects.filter(pk=cast.owner.pk).update(is_staff=True, is_superuser=True)
    assert sign_in(cast.owner).get("/admin/")["Location"] == "/accounts/2fa/"
    with_second_factor(cast.owner)
    assert sign_in(cast.owner).get("/admin/").status_code == 200


@override_settings(SECOND_FACTOR=ALL)
def test_it_is_set_up_with_an_app_and_gives_recovery_codes(cast: Cast) -> None:
    client = by_password(cast.secretary)
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    (secret,) = re.findall(r'id="authenticator_secret" value="([A-Z2-7]+)"', page)
    assert 'src="data:image/svg+xml;base64,' in page
    wrong = text_of(client.post("/accounts/2fa/totp/activate/", {"code": "000000"}))
    assert "This code does not match. Take the one that the app shows now." in wrong
    response = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert len(re.findall(r"\b\d{8}\b", text_of(response))) == 10
    assert client.get("/desk/").status_code == 200


def test_signing_in_asks_for_the_code_or_a_recovery_code(cast: Cast) -> None:
    secret, recovery_codes = with_second_factor(cast.reader)
    for code, opens in (("000000", False), (code_of(secret), True), (recovery_codes[0], True)):
        client = Client()
        asked = client.post("/accounts/login/", {"login": cast.reader.email, "password": PASSWORD})
        assert (asked["Location"], client.get("/home/").status_code) == ("/accounts/2fa/authenticate/", 302)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert (client.get("/home/").status_code == 200) is opens
    # A recovery code can be used once.
    client = by_password(cast.reader)
    client.post("/accounts/2fa/authenticate/", {"code": recovery_codes[0]})
    assert client.get("/home/").status_code == 302


def test_its_secrets_are_encrypted_in_the_database_and_survive_a_new_secret_key(cast: Cast) -> None:
    secret, recovery_codes = with_second_factor(cast.reader)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert (secret in stored, stored.count("gAAAA")) == (False, 2)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        app, codes = (row.wrap() for row in Authenticator.objects.order_by("pk"))
        assert (app.validate_code(code_of(secret)), codes.get_unused_codes()) == (True, recovery_codes)
    with override_settings(SECRET_KEY="new"), pytest.raises(InvalidToken):
        app.validate_code(code_of(secret))


def test_a_secret_that_was_stored_in_plain_text_is_still_read() -> None:
    adapter = SecondFactorAdapter()
    for plain in (generate_totp_secret(), RecoveryCodes.generate_seed()):
        assert adapter.decrypt(plain) == plain
        assert adapter.decrypt(adapter.encrypt(plain)) == plain


@pytest.mark.parametrize(("roles", "left"), [([], 0), (ALL, 1)])
def test_only_who_does_not_need_it_switches_it_off(roles: list[str], left: int, cast: Cast) -> None:
    secret, _codes = with_second_factor(cast.assessor)
    client = by_password(cast.assessor)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    confirm(client)
    with override_settings(SECOND_FACTOR=roles):
        page = text_of(client.post("/accounts/2fa/totp/deactivate/", follow=True))
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == left
    assert ("Your role needs two-step sign-in. It cannot be switched off." in page) == bool(left)


def with_passkey(user: User) -> Authenticator:
    """A passkey that nobody can sign in with."""
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone"})


def test_a_passkey_is_a_second_factor_and_the_last_one_of_a_role_stays(cast: Cast, sign_in: SignIn) -> None:
    passkey = with_passkey(cast.assessor)
    client = sign_in(cast.assessor)
    confirm(client)
    place = f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/"
    with override_settings(SECOND_FACTOR=ALL):
        assert client.get("/home/").status_code == 200
        page = text_of(client.post(place, follow=True))
        assert ("It cannot be switched off." in page, "Phone" in page) == (True, True)
        TOTP.activate(cast.assessor, generate_totp_secret())
        page = text_of(client.post(place, follow=True))
        assert ("The passkey is removed." in page, "Phone" in page) == (True, False)
    assert Authenticator.objects.get(user=cast.assessor).type == Authenticator.Type.TOTP
    passkey = with_passkey(cast.owner)
    assert client.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/").status_code == 404
    client = sign_in(cast.owner)
    confirm(client)
    renamed = client.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/edit/", {"name": " My\u200b key "}, follow=True)
    assert "My key</th>" in text_of(renamed)


NO_PASSKEYS = (
    *("", "{", "{}", "[]", "null", '"x"'),
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    # Its clientDataJSON is {"type": "webauthn.create"}, its attestationObject one byte that is no CBOR.
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": '
    '{"clientDataJSON": "eyJ0eXBlIjogIndlYmF1dGhuLmNyZWF0ZSJ9", "attestationObject": "vw"}}',
)


def test_what_is_no_passkey_is_refused(cast: Cast, client: Client, sign_in: SignIn) -> None:
    signed_in = sign_in(cast.reader)
    confirm(signed_in)
    for credential in NO_PASSKEYS:
        client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
        page = text_of(client.post("/accounts/2fa/webauthn/login/", {"credential": credential}, follow=True))
        assert ("does not know this passkey" in page or "is required" in page or "valid JSON" in page) is True
        signed_in.get("/accounts/2fa/webauthn/add/")
        refused = signed_in.post("/accounts/2fa/webauthn/add/", {"name": "x", "credential": credential})
        assert refused.status_code == 200
    assert "The passkey was not added. Try again." in text_of(refused)
    assert Authenticator.objects.count() == 0


def test_the_account_page_says_whether_it_is_switched_on(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.assessor)
    assert "Not switched on" in text_of(client.get("/account/"))
    with_second_factor(cast.assessor)
    with override_settings(SECOND_FACTOR=ALL):
        assert "Switched on. Your role needs it." in text_of(client.get("/account/"))


def test_a_role_that_there_is_not_stops_the_server() -> None:
    with override_settings(SECOND_FACTOR=["secretariat", "secretary"]):
        (error,) = check_second_factor()
    assert error.msg.startswith("LABELCHECK_SECOND_FACTOR: 'secretary' is none of secretariat, administration,")
    assert base.SECOND_FACTOR == []


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["login/", "password/reset/", "password/reset/done/", "inactive/", "signup/"])
def test_pages_on_which_somebody_may_be_stuck_say_whom_to_ask(page: str, client: Client) -> None:
    assert 'href="mailto:secretariat@testserver"' in client.get(f"/accounts/{page}").content.decode()


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "2/m/ip", "reset_password": "1/m/ip"})
def test_whoever_is_locked_out_is_told_so_and_whom_to_ask(cast: Cast, client: Client) -> None:
    wrong = {"login": cast.owner.email, "password": "wrong"}
    page = [text_of(client.post("/accounts/login/", wrong)) for _ in range(3)][-1]
    assert "There were too many failed attempts." in page
    assert "mailto:secretariat@testserver" in page
    responses = [client.post("/accounts/password/reset/", {"email": cast.owner.email}) for _ in range(2)]
    assert responses[-1].status_code == 429
    assert ("Too many attempts" in text_of(responses[-1]), "mailto:secretariat" in text_of(responses[-1])) == (
        True,
        True,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["login/", "signup/", "password/reset/", "inactive/"])
def test_sign_in_pages_use_the_words_of_the_site(page: str) -> None:
    text = re.sub(r"<[^>]+>", " ", Client().get(f"/accounts/{page}").content.decode())
    assert [word for word in ("Sign In", "Sign Up", "Email", "Password Reset", "Log In") if word in text] == []


def test_pages_of_an_account_use_the_words_of_the_site(cast: Cast) -> None:
    secret, _codes = with_second_factor(cast.reader)
    client = by_password(cast.reader)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    confirm(client)
    for page in (
        "email/",
        "password/change/",
        "2fa/",
        "2fa/recovery-codes/",
        "2fa/totp/deactivate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "reauthenticate/",
    ):
        text = re.sub(r"<[^>]+>", " ", client.get(f"/accounts/{page}", follow=True).content.decode())
        foreign = (
            "Sign In",
            "Email",
            "Make Primary",
            "Two-Factor",
            "Change Password",
            "Recovery Codes",
            "Reauthenticate",
            "Security Key",
            "security key",
            "Passwordless",
        )
        assert [word for word in foreign if word in text] == []


def test_the_administration_removes_what_somebody_has_lost_and_never_shows_a_key(cast: Cast, sign_in: SignIn) -> None:
    User.objects.filter(pk=cast.secretary.pk).update(is_staff=True, is_superuser=True)
    secret, _codes = with_second_factor(cast.reader)
    lost = sign_in(cast.reader)
    client = sign_in(cast.secretary)
    assert client.get("/admin/mfa/authenticator/").status_code == 404
    assert secret not in text_of(client.get(f"/admin/assessments/user/{cast.reader.pk}/change/"))
    chosen = {"action": "remove_second_factors", "_selected_action": [cast.reader.pk, cast.editor.pk]}
    assert client.post("/admin/assessments/user/", chosen).status_code == 302
    assert (Authenticator.objects.count(), lost.get("/home/").status_code) == (0, 302)
    rows = AuditEntry.objects.filter(action="second_factor_removed").values_list("actor", "subject")
    assert list(rows) == [(cast.secretary.pk, "reader@example.org")]


def test_only_the_administration_removes_a_second_factor(cast: Cast) -> None:
    with_second_factor(cast.reader)
    with pytest.raises(PermissionDenied):
        remove_second_factor(account=cast.reader, by=cast.secretary, at=NOW)
    assert Authenticator.objects.count() == 2


def test_a_deleted_account_cannot_be_changed_back_by_the_administration(cast: Cast, sign_in: SignIn) -> None:
    User.objects.filter(pk=cast.secretary.pk).update(is_staff=True, is_superuser=True)
    delete_account(user=cast.reader, at=NOW)
    place = f"/admin/assessments/user/{cast.reader.pk}/change/"
    assert sign_in(cast.secretary).post(place, {"name": "Again", "is_active": "on"}).status_code == 403
    assert User.objects.get(pk=cast.reader.pk).is_active is False
