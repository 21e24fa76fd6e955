"""`manage.py missing_words`: lists what a language lacks in the catalogue and in the interface."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel.messages import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import to_locale

from criteria.languages import FALLBACK, is_language
from criteria.loader import edition_folders, load_edition
from criteria.reader import languages
from criteria.wordings import missing_wordings

type Messages = Mapping[tuple[str, str], Message]


class Command(BaseCommand):
    """Lists every place, as a work list for translators."""

    help = (
        "What is missing in a language: texts of each edition by file and key, then messages of pages, mail and report."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", help="the code of one language, also of one that is only begun, such as sv")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = options["language"]
        if asked is not None and not is_language(asked):
            raise CommandError(f"{asked!r} is not the code of a language.")
        for language in [asked] if asked else languages():
            for key, places in missing_texts(language).items():
                self._list(f"{language}: edition {key}", places)
            self._list(f"{language}: interface", missing_messages(language))

    def _list(self, where: str, missing: list[str]) -> None:
        self.stdout.write(f"{where}: {len(missing)} missing")
        for line in missing:
            self.stdout.write(f"  {' '.join(line.split())}")


def missing_texts(language: str) -> dict[str, list[str]]:
    """The file and key of each text without a wording in `language`, by edition."""
    folders = edition_folders()
    return {key: missing_wordings(load_edition(key), language, folder) for key, folder in folders.items()}


def missing_messages(language: str) -> list[str]:
    """The English messages that `language` does not translate although some language's catalogue has them."""
    if language == FALLBACK:
        return []
    used = {key for file in _catalogues("*") for key in _messages(file)}
    found: Messages = {
        key: message for file in _catalogues(to_locale(language)) for key, message in _messages(file).items()
    }
    return sorted(text for context, text in used if not _is_translated(found.get((context, text))))


def _catalogues(locale: str) -> list[Path]:
    return [file for path in settings.LOCALE_PATHS for file in Path(path).glob(f"{locale}/LC_MESSAGES/django.po")]


def _messages(file: Path) -> Messages:
    """The messages of a catalogue as (context, English singular); the context is "" if there is none."""
    with file.open("rb") as content:
        catalogue = read_po(content)
    return {
        (message.context or "", message.id if isinstance(message.id, str) else message.id[0]): message
        for message in catalogue
        if message.id
    }


def _is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)
