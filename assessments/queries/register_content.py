"""What an organisation writes for its page in the public register, and what it publishes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Self

from babel.languages import get_official_languages

from assessments.models import Organisation
from assessments.queries.marks import mark_of
from criteria.countries import countries
from criteria.languages import FALLBACK, is_language
from criteria.text import searchable

# The texts of a page, and what else can be published; the order is that of the page.
TEXTS: Final[tuple[str, ...]] = ("portrait", "services", "gains", "price", "effort", "contact")
STORIES: Final = "stories"
WEBSITE: Final = "website"
PARTS: Final[tuple[str, ...]] = (*TEXTS, STORIES, WEBSITE)
MOST_STORIES: Final = 5


@dataclass(frozen=True, slots=True)
class Story:
    """A success story: the field, the problem and what came of it."""

    portfolio: str
    language: str
    problem: str
    result: str

    @property
    def searched(self) -> str:
        """Its texts in the form in which they are found."""
        return f"{searchable(self.problem)}\n{searchable(self.result)}"


@dataclass(frozen=True, slots=True)
class PageContent:
    """The texts of a page by part and language, in English and in the organisation's own `language`.

    `shown` are the parts that the organisation wants to publish.
    """

    language: str
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    stories: tuple[Story, ...] = ()
    website: str = ""
    shown: tuple[str, ...] = PARTS

    @classmethod
    def from_portable(cls, raw: Mapping[str, Any]) -> Self:
        """The content that `portable` describes."""
        stories = tuple(Story(**story) for story in raw["stories"])
        return cls(raw["language"], raw["texts"], stories, raw["website"], tuple(raw["shown"]))

    @property
    def portable(self) -> dict[str, Any]:
        """The content in a form that JSON can hold."""
        stories = [
            {"portfolio": each.portfolio, "language": each.language, "problem": each.problem, "result": each.result}
            for each in self.stories
        ]
        texts = {part: dict(wordings) for part, wordings in self.texts.items()}
        shown = list(self.shown)
        return {"language": self.language, "texts": texts, "stories": stories, "website": self.website, "shown": shown}

    @property
    def mark(self) -> str:
        """Identifies this content."""
        return mark_of(self.portable)

    @property
    def published(self) -> PageContent:
        """Only the parts that are to be published, without blank ones."""
        texts = {part: self.texts[part] for part in TEXTS if part in self.shown and self.texts.get(part)}
        stories = self.stories if STORIES in self.shown else ()
        website = self.website if WEBSITE in self.shown else ""
        found = {*texts, *([STORIES] if stories else []), *([WEBSITE] if website else [])}
        return PageContent(self.language, texts, stories, website, tuple(part for part in PARTS if part in found))

    def wording(self, part: str, reader: str) -> tuple[str, str]:
        """The text of `part` for a reader, and its language: theirs, English, or the organisation's own.

        ("", "") if there is no text.
        """
        wordings = self.texts.get(part, {})
        found = next((code for code in (reader, FALLBACK, self.language) if wordings.get(code)), "")
        return wordings.get(found, ""), found

    def stories_for(self, reader: str) -> list[Story]:
        """The stories, those in the reader's language first."""
        return sorted(self.stories, key=lambda story: story.language != reader)

    @property
    def searched(self) -> str:
        """Every text in the form in which it is found."""
        texts = (searchable(text) for wordings in self.texts.values() for text in wordings.values())
        return "\n".join([*texts, *(story.searched for story in self.stories)])


@cache
def own_languages() -> tuple[str, ...]:
    """The languages that are official in some country, without English, in the order of their codes."""
    found = {code for country in countries() for code in get_official_languages(country.key, regional=True)}
    return tuple(sorted(code for code in found if is_language(code) and code != FALLBACK))


def first_content(organisation: Organisation) -> PageContent:
    """What a draft begins with: the language of the country, and what the profile says about the price."""
    official = (code for code in get_official_languages(organisation.country) if code in own_languages())
    price = organisation.membership_price
    texts = {"price": {FALLBACK: price}} if price else {}
    return PageContent(next(official, "fi"), texts, website=organisation.website)
