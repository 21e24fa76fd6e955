"""The messages of pages, mail and report: those that templates and code use, and those that a language translates."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

CODE: Final = ("assessments", "criteria", "labelcheck")
# The functions that mark a message, and the positions of its context, singular and plural among their arguments.
MARKS: Final = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


# A message: its context ("" if it has none), then its singular and, if it counts something, its plural.
type Key = tuple[str, tuple[str, ...]]


@cache
def messages_in_use() -> frozenset[Key]:
    """Every message that a template or a module uses. Reads all of them, which takes about two seconds."""
    catalogue = Catalog()
    for source in _sources():
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=MARKS):
            catalogue.add(message, context=context)
    return frozenset(_keyed(catalogue))


def _sources() -> Iterator[str]:
    """The Python of every module and, for every template, the calls of gettext that stand for its texts."""
    root = Path(settings.BASE_DIR)
    for path in (path for folder in CODE for path in (root / folder).rglob("*.py")):
        yield path.read_text(encoding="utf-8")
    for path in (root / "templates").rglob("*.*"):
        # The calls stand where the texts were, but Python must not be indented.
        calls = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
        yield "\n".join(line.strip() for line in calls)


def catalogue_messages(language: str) -> dict[Key, Message]:
    """The messages in the files `django.po` of `language`, translated or not."""
    found: dict[Key, Message] = {}
    for folder in settings.LOCALE_PATHS:
        for file in Path(folder).glob(f"{to_locale(language)}/LC_MESSAGES/django.po"):
            with file.open("rb") as content:
                found |= _keyed(read_po(content, locale=to_locale(language)))
    return found


def is_translated(message: Message) -> bool:
    """Whether every form of the message is translated, and nobody still has to check it."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms) and not message.fuzzy


def _keyed(catalogue: Catalog) -> dict[Key, Message]:
    return {
        (message.context or "", (message.id,) if isinstance(message.id, str) else tuple(message.id)): message
        for message in catalogue
        if message.id
    }
