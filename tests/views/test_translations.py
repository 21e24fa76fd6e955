"""The interface is translated completely, and the Finnish one addresses readers as one does."""

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

from assessments.management.interface_messages import catalogue_messages, is_translated, messages_in_use
from criteria.languages import FALLBACK
from criteria.reader import languages
from tests.conftest import delivered, is_compiled, person

pytestmark = pytest.mark.any_database

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "fi" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("language", sorted(set(languages()) - {FALLBACK}))
def test_a_catalogue_translates_every_message_in_use_and_no_other(language: str) -> None:
    catalogue = catalogue_messages(language)
    assert sorted(messages_in_use() - catalogue.keys()) == []
    assert sorted(catalogue.keys() - messages_in_use()) == []
    assert [key for key, message in catalogue.items() if not is_translated(message)] == []


def test_our_english_for_words_of_other_packages_is_complete_and_in_use() -> None:
    catalogue = catalogue_messages(FALLBACK)
    assert sorted(catalogue.keys() - messages_in_use()) == []
    assert [key for key, message in catalogue.items() if not is_translated(message)] == []


@pytest.mark.parametrize("language", languages())
def test_translations_have_the_placeholders_of_the_english(language: str) -> None:
    with (Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po").open("rb") as content:
        catalogue = read_po(content, locale=language)
    assert [(message.id, [str(error) for error in errors]) for message, errors in catalogue.check()] == []


@pytest.mark.parametrize(
    ("context", "texts"),
    [
        ("", ("Sessions",)),  # {% translate %}
        ("page 3 of 70", ("of",)),  # {% translate %} with context
        ("", ("Reason: %(reason)s",)),  # {% blocktranslate %}, in mail
        ("", ("%(count)s device", "%(count)s devices")),  # {% blocktranslate count %}
        ("", ("Sign out everywhere else",)),  # _("…") in a template
        ("", ("Assign another assessor",)),  # a text in a module
        ("", ("not known yet",)),  # gettext_noop
        ("effect", ("noticeable",)),  # pgettext_lazy
        ("", ("%(count)d other session was ended.", "%(count)d other sessions were ended.")),  # ngettext
    ],
)
def test_messages_are_found_in_every_form(context: str, texts: tuple[str, ...]) -> None:
    assert (context, texts) in messages_in_use()


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
