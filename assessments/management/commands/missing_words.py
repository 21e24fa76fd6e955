"""`manage.py missing_words`: lists what a language lacks in the catalogue and in the interface."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.management.interface_messages import catalogue_messages, is_translated, messages_in_use
from criteria.languages import FALLBACK, is_language
from criteria.loader import edition_folders, load_edition
from criteria.reader import languages
from criteria.wordings import missing_wordings


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
    """The English messages of pages, mail and report that `language` does not translate."""
    if language == FALLBACK:
        return []
    translated = {key for key, message in catalogue_messages(language).items() if is_translated(message)}
    return [texts[0] for _context, texts in sorted(messages_in_use() - translated)]
