"""The Finnish interface is complete."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "fi" / "LC_MESSAGES" / "django.po"


def test_every_message_is_translated_and_none_is_doubtful() -> None:
    catalogue = read_po(BytesIO(CATALOGUE.read_bytes()), locale="fi")
    messages = [message for message in catalogue if message.id]
    untranslated = [
        message.id
        for message in messages
        if message.fuzzy or not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]
    assert len(messages) > 600
    assert untranslated == []


def test_every_message_of_the_templates_is_in_the_catalogue() -> None:
    import re

    catalogue = read_po(BytesIO(CATALOGUE.read_bytes()), locale="fi")
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue if message.id}
    templates = Path(settings.BASE_DIR) / "templates"
    used = {
        found
        for path in templates.rglob("*.*")
        for found in re.findall(r"""{% translate "([^"]+)" %}""", path.read_text(encoding="utf-8"))
    }
    assert sorted(used - known) == []


@pytest.mark.django_db
def test_public_pages_speak_finnish() -> None:
    client = Client(headers={"accept-language": "fi"})
    page = client.get("/").content.decode()
    assert '<html lang="fi">' in page
    assert "Kirjaudu sisään" in page
    assert "Sign in" not in page
