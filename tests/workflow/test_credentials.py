"""Credentials of labels, verified by a program that shares no code with the one that makes them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import OKPKey

from assessments.checks import check_credential_keys
from assessments.files.credential_keys import SigningKey, create_key, public_keys, signing_key
from assessments.files.credentials import sign_list
from assessments.models import AuditEntry, Credential, Label, Status, User
from assessments.workflow.labelling import lift_suspension, suspend_label, withdraw_label
from tests.conftest import NOW, Cast
from tests.verifier import Refused, is_set, verified

# joserfc would rather call it Ed25519 (RFC 9864), which most verifiers do not know yet.
pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")

ADDRESS, ISSUER = "https://label.example.org", "did:web:label.example.org"
NUMBER = "FI-B-2026-0001"
FILE = "/assessments/FI-2026-001/label/credential.jwt"
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _with_an_address(settings: Any) -> None:
    settings.SITE_ADDRESS = ADDRESS


def fetch(address: str) -> bytes:
    """The file that the site has at a public address."""
    response = Client().get(address.removeprefix(ADDRESS))
    assert response.status_code == 200
    assert (response["Access-Control-Allow-Origin"], response["Cache-Control"]) == ("*", "public, max-age=300")
    return response.content


def outcome(token: str, at: dt.datetime = NOW) -> str:
    """Why a verifier refuses the credential; "" if it accepts it."""
    try:
        verified(token, ISSUER, fetch, at=at)
    except Refused as refused:
        return str(refused)
    return ""


def awarded(cast: Cast) -> Label:
    """A label that does not end soon; its credential says when it ended as it was awarded."""
    cast.in_state(Status.LABELLED)
    Label.objects.update(valid_until=dt.date(2999, 9, 30), renewable_until=dt.date(3000, 9, 30))
    return Label.objects.select_related("assessment").get()


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    call_command("credential_key", *arguments)
    return capsys.readouterr().out.splitlines()


def test_the_credential_says_what_the_label_is_and_verifies(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    key = create_key(NOW)
    awarded(cast)
    pages = sign_in(cast.reader)
    response = pages.get(FILE)
    assert response["Content-Type"] == "application/vc+jwt"
    assert response["Content-Disposition"] == f'attachment; filename="{NUMBER}.jwt"'
    found = verified(response.content.decode(), ISSUER, fetch, at=NOW)
    subject = found["credentialSubject"]
    assert (found["id"], found["name"]) == (f"{ADDRESS}/labels/{NUMBER}/", "Bronze label")
    assert found["issuer"]["name"] == "Kuvitelma Label Office (fictional issuer)"
    assert subject["identifier"][0]["identityHash"] == "Kuvitelma Cluster"
    assert subject["achievement"]["achievementType"] == "QualityAssuranceCredential"
    # From the first to the last day of the label in Helsinki.
    assert (found["validFrom"], found["validUntil"]) == ("2026-09-14T21:00:00Z", "2028-09-30T20:59:59Z")
    assert found["awardedDate"] == "2026-10-01T12:00:00+00:00"
    # It is stored as it was signed, and the cluster finds it where the label is.
    assert (pages.get(FILE).content, Credential.objects.get().key) == (response.content, key.name)
    for page in (f"/labels/{NUMBER}/", "/assessments/FI-2026-001/"):
        assert f'href="{FILE}"' in pages.get(page).content.decode()
    assert FILE not in Client().get(f"/labels/{NUMBER}/").content.decode()
    made = AuditEntry.objects.get(action="credential_made")
    assert made.after == {"label": NUMBER, "key": key.name}


def test_a_verifier_refuses_what_was_changed_or_forged_or_is_not_valid_now(cast: Cast) -> None:
    key = create_key(NOW)
    awarded(cast)
    token = Credential.objects.get().token
    assert outcome(token) == ""
    head, body, signature = token.split(".")
    for part, place in ((head, 3), (body, 5), (body, len(body) // 2), (signature, 0), (signature, 40)):
        changed = part[:place] + ("A" if part[place] != "A" else "B") + part[place + 1 :]
        assert outcome(token.replace(part, changed)) != ""
    # With a key of somebody else, under the name of ours or one of their own, which the credential brings along.
    claims, stranger = verified(token, ISSUER, fetch, at=NOW), OKPKey.generate_key("Ed25519")
    for kid in (f"{ISSUER}#{key.name}", "did:web:forger.example#1"):
        forged = {"alg": "EdDSA", "kid": kid, "jwk": stranger.as_dict(private=False)}
        assert outcome(jwt.encode(forged, claims, stranger, algorithms=["EdDSA"])) != ""
    assert outcome(token, dt.datetime(2026, 9, 14, 20, 59, tzinfo=dt.UTC)) == "InvalidClaimError"
    assert outcome(token, dt.datetime(2028, 9, 30, 21, 0, tzinfo=dt.UTC)) == "ExpiredTokenError"


def test_a_suspended_or_withdrawn_label_is_in_the_list(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    create_key(NOW)
    label = awarded(cast)
    token, act = Credential.objects.get().token, {"assessment": label.assessment, "by": cast.secretary, "at": NOW}
    suspend_label(reason="A complaint", **act)
    assert outcome(token) == "suspension"
    assert sign_in(cast.reader).get(FILE).status_code == 409
    lift_suspension(reason="It was none", **act)
    assert outcome(token) == ""
    withdraw_label(reason="Merged", **act)
    assert outcome(token) == "suspension"


def test_the_list_grows_with_the_number_of_labels(settings: Any) -> None:
    key = SigningKey("1", Ed25519PrivateKey.generate())
    token = sign_list([5, 131_072], key, highest=131_072, at=NOW)
    public = OKPKey.import_key(key.private.public_key())
    subject = jwt.decode(token, public, algorithms=["EdDSA"]).claims["credentialSubject"]
    assert [is_set(subject["encodedList"], index) for index in (0, 5, 131_071, 131_072, 131_073)] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_a_new_key_breaks_nothing_and_a_revoked_one_everything_it_signed(
    cast: Cast, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    create_key(NOW)
    awarded(cast)
    first = Credential.objects.get()
    modes = {path.suffix: path.stat().st_mode & 0o777 for path in settings.CREDENTIAL_KEYS.iterdir()}
    assert (modes[".pem"], settings.CREDENTIAL_KEYS.stat().st_mode & 0o777) == (0o600, 0o700)
    [said] = run(capsys=capsys)
    assert re.fullmatch(f"{ISSUER}#[0-9T]{{21}} signs from now on.", said)
    assert (outcome(first.token), Credential.objects.get()) == ("", first)
    # Of the first key only the public part is left.
    assert [path.stem for path in settings.CREDENTIAL_KEYS.glob("*.pem")] == [signing_key().name]
    assert len(public_keys()) == 2
    assert run("--revoke", first.key, capsys=capsys)[1:] == [NUMBER]
    assert outcome(first.token) == "KeyError"
    assert outcome(Credential.objects.get().token, LATER) == ""
    with pytest.raises(CommandError, match="There is no key 'x'"):
        run("--revoke", "x", capsys=capsys)


def test_a_label_awarded_without_a_key_gets_its_credential_later(
    cast: Cast, sign_in: Callable[[User], Client], capsys: pytest.CaptureFixture[str]
) -> None:
    label = awarded(cast)
    pages = sign_in(cast.owner)
    assert (pages.get(FILE).status_code, Client().get("/.well-known/did.json").status_code) == (404, 404)
    assert Client().get("/credentials/status.jwt").status_code == 404
    assert FILE not in pages.get(f"/labels/{NUMBER}/").content.decode()
    # Not one that ended, was withdrawn, or was entered from the certificate of another issuer.
    past = timezone.localdate() - dt.timedelta(days=1)
    for values in ({"valid_until": past}, {"withdrawn_on": past}, {"is_entered": True}):
        before = {name: getattr(label, name) for name in values}
        Label.objects.update(**values)
        assert run(capsys=capsys)[1:] == []
        Label.objects.update(**before)
    assert run(capsys=capsys)[1:] == [NUMBER]
    assert outcome(pages.get(FILE).content.decode()) == ""


def test_who_awards_nothing_signs_nothing(cast: Cast, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    create_key(NOW)
    settings.ISSUER = {"role": "prepares", "name": "ESCA", "address": "", "basis": "", "logo": ""}
    cast.in_state(Status.LABELLED)
    assert not Credential.objects.exists()
    with pytest.raises(CommandError, match="awards no labels"):
        run(capsys=capsys)


def test_a_key_that_the_site_could_not_read_is_not_created(
    monkeypatch: pytest.MonkeyPatch, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    with pytest.raises(CommandError, match="as the user who runs the site"):
        run(capsys=capsys)
    assert not settings.CREDENTIAL_KEYS.exists()


def test_keys_that_cannot_be_used_stop_the_server(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def faults() -> list[str]:
        return [fault.msg for fault in check_credential_keys()]

    assert faults() == []
    key = create_key(NOW)
    assert faults() == []
    path = settings.CREDENTIAL_KEYS / f"{key.name}.pem"
    path.chmod(0o640)
    assert faults() == [f"{path} can be read by others: its permissions must be 0600"]
    path.write_text("not a key")
    path.chmod(0o600)
    [fault] = faults()
    assert fault.startswith("The key of credentials cannot be read: ")
    path.unlink()
    settings.SITE_ADDRESS = "http://localhost:8000"
    [fault] = faults()
    assert fault.startswith("LABELCHECK_ADDRESS: did:web requires an https URL")
    with pytest.raises(CommandError, match="requires an https URL"):
        run(capsys=capsys)


def test_the_private_key_is_nowhere_but_in_its_file(cast: Cast) -> None:
    key = create_key(NOW)
    awarded(cast)
    document = json.loads(fetch(f"{ADDRESS}/.well-known/did.json"))
    [method] = document["verificationMethod"]
    assert set(method["publicKeyJwk"]) == {"kty", "crv", "x"}
    secret = key.private.private_bytes_raw().hex()
    assert secret not in repr(key)


def test_a_page_answers_whether_a_file_is_a_credential_as_it_was_signed(cast: Cast) -> None:
    create_key(NOW)
    awarded(cast)
    token = Credential.objects.get().token

    def present(content: bytes) -> HttpResponse:
        return Client().post("/verify/credential/", {"file": SimpleUploadedFile("a.jwt", content)}, follow=True)

    found = present(f"{token}\n".encode())
    assert found.redirect_chain == [(f"/labels/{NUMBER}/", 302)]
    assert "This site has signed the credential, and nothing in it was changed." in found.content.decode()
    for other in (token[:-1], token.lower(), token * 10, "ä", "[" * 19_000, "\0"):
        unknown = present(other.encode())
        assert unknown.status_code == 404
        assert "This site did not sign this file as it is." in unknown.content.decode()
    assert present(b"").status_code == 422
