"""An incomplete language: a handful of Swedish wordings beside the catalogue and the interface, as data only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from criteria import loader
from criteria.loader import edition_folders, load_edition

# By file: the English text and its Swedish translation.
TEXTS = {
    "A1_age.toml": [
        ("Age of the cluster organisation", "Klusterorganisationens ålder"),
        ("year|years", "år|år"),
    ],
    "E3_communication_and_web.toml": [("Social media", "Sociala medier")],
    "edition.toml": [("Aviation and space", "Flyg och rymd")],
}
MESSAGES = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Criteria"
msgstr "Kriterier"

msgid "%(label)s: step %(own)s of 4"
msgstr "%(label)s: steg %(own)s av 4"

msgid "One has fallen."
msgid_plural "%(count)s have fallen."
msgstr[0] "En står lägre."
msgstr[1] "%(count)s står lägre."

#, fuzzy
msgid "Sign in"
msgstr "Logga"
"""


def with_swedish(text: str, english: str, swedish: str) -> str:
    """A catalogue file with a Swedish wording added wherever the English one occurs."""
    lone, inline = f'en = "{english}"\n', f'en = "{english}", '
    assert lone in text or inline in text, english
    return text.replace(lone, f'{lone}sv = "{swedish}"\n').replace(inline, f'{inline}sv = "{swedish}", ')


@pytest.fixture
def swedish(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The site in English, Finnish and incomplete Swedish; returns the folder of the edition."""
    folder = Path(shutil.copytree(edition_folders()["2019"], tmp_path / "editions" / "bronze_2019"))
    for name, texts in TEXTS.items():
        written = (folder / name).read_text(encoding="utf-8")
        for english, swedish in texts:
            written = with_swedish(written, english, swedish)
        (folder / name).write_text(written, encoding="utf-8")
    messages = tmp_path / "locale" / "sv" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "django.po").write_text(MESSAGES.lstrip(), encoding="utf-8")
    with (messages / "django.po").open("rb") as source, (messages / "django.mo").open("wb") as target:
        write_mo(target, read_po(source, locale="sv"))
    settings.LANGUAGES = [*settings.LANGUAGES, ("sv", "svenska")]
    settings.LOCALE_PATHS = [tmp_path / "locale", *settings.LOCALE_PATHS]
    monkeypatch.setattr(loader, "EDITIONS", [folder.parent])
    edition_folders.cache_clear()
    load_edition.cache_clear()
    yield folder
    edition_folders.cache_clear()
    load_edition.cache_clear()
