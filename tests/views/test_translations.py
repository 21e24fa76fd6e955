"""The Finnish interface is complete."""

from __future__ import annotations

import os
import re
import time
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client

from tests.conftest import delivered, is_compiled, person

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "fi" / "LC_MESSAGES" / "django.po"


def test_every_message_of_the_templates_is_in_the_catalogue() -> None:
    catalogue = read_po(BytesIO(CATALOGUE.read_bytes()), locale="fi")
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue if message.id}
    templates = Path(settings.BASE_DIR) / "templates"
    used = {
        found
        for path in templates.rglob("*.*")
        for found in re.findall(r"""(?:{% translate |_\()"([^"]+)\"""", path.read_text(encoding="utf-8"))
    }
    assert sorted(used - known) == []


@pytest.mark.django_db
def test_public_pages_speak_finnish() -> None:
    client = Client(headers={"accept-language": "fi"})
    page = client.get("/").content.decode()
    assert '<html lang="fi">' in page
    assert "Kirjaudu sisään" in page
    assert "Sign in" not in page


# Finnish forms that address one person informally: the pronoun, its possessive suffix on words of these pages, verbs.
TO_ONE_PERSON = re.compile(
    r"\b(sin[äu]\w*|(salasana|tili|osoitte?e|sähköposti\w*|istunto|pyyntö|nime|viesteihi|kirjoittama|tarvitsema)\w*si|"
    r"ole hyvä|olet|et ole|voit|saat|haluat|tunnet|tarkoitat|poistut|lähetät|kirjaudut|kirjoitit|tallensit|pyysit|"
    r"syötä|klikkaa|pysy|yritä|katso|lue (?:se|ne)|kirjoita pelkkä)\b",
    re.IGNORECASE,
)


def test_no_message_addresses_one_person_informally() -> None:
    catalogue = read_po(BytesIO(CATALOGUE.read_bytes()), locale="fi")
    strings = [message.string for message in catalogue]
    words = [each for found in strings for each in ([found] if isinstance(found, str) else found)]
    assert [each for each in words if TO_ONE_PERSON.search(each)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "confirm-email/nothing/"],
)
def test_pages_of_accounts_speak_as_the_others_do(address: str) -> None:
    client = Client(headers={"accept-language": "fi"})
    for response in (client.get(f"/accounts/{address}"), client.post(f"/accounts/{address}", {"email": "nobody"})):
        text = re.sub(r"<[^>]+>", " ", response.content.decode())
        assert [found[0] for found in TO_ONE_PERSON.finditer(text)] == []


@pytest.mark.django_db
def test_mail_and_pages_of_an_account_speak_as_the_others_do() -> None:
    owner = person("owner@example.org", language="fi")
    client = Client(headers={"accept-language": "fi"})
    client.post("/accounts/password/reset/", {"email": owner.email})
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    client.post("/accounts/signup/", {"email": owner.email, "password1": "x", "name": "Owner"})
    texts = [f"{message.subject} {message.body}" for message in delivered()]
    assert len(texts) >= 2
    client.force_login(owner)
    for address in ("email/", "password/change/", "logout/"):
        texts.append(client.get(f"/accounts/{address}").content.decode())
        texts.append(
            client.post(
                f"/accounts/{address}", {"oldpassword": "wrong", "action_remove": "", "email": owner.email}
            ).content.decode()
        )
    shown = [re.sub(r"<[^>]+>", " ", text) for text in texts]
    assert [found[0] for text in shown for found in TO_ONE_PERSON.finditer(text)] == []


def test_what_counts_as_compiled(tmp_path: Path) -> None:
    source, compiled = tmp_path / "django.po", tmp_path / "django.mo"
    source.touch()
    assert not is_compiled(source)
    compiled.touch()
    assert is_compiled(source)
    os.utime(source, (time.time() + 60,) * 2)
    assert not is_compiled(source)
