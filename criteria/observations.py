"""Observations: what stands out across the areas of one set of answers, each a fact with its numbers in one or two
sentences.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest

from criteria.answers import Answers
from criteria.definitions import Choice, Edition, PluralText, Text
from criteria.formatting import (
    NO_BREAK_SPACE,
    format_euro,
    format_month,
    format_names,
    format_number,
    format_percent,
)
from criteria.languages import put_together


class ObservationKind(StrEnum):
    """What an observation is about, in the order in which observations are read."""

    RISK = "risk"
    DEPENDENCY = "dependency"
    CONTRAST = "contrast"
    STRAIN = "strain"
    MOMENTUM = "momentum"


class ValueKind(StrEnum):
    """How a value in a sentence is written.

    A percentage and an amount are rounded to whole ones. A month is written with its year. A word is the key of one of
    the edition's words, indicators are a tuple of keys.
    """

    NUMBER = "number"
    PERCENT = "percent"
    EURO = "euro"
    YEAR = "year"
    MONTH = "month"
    WORD = "word"
    INDICATORS = "indicators"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A value in the sentences of an observation. A number may have a unit in the case that the sentence needs."""

    key: str
    kind: ValueKind
    unit: PluralText | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """An observation of an edition, in a few words and in full.

    `rests_on` are the keys of indicators and, for all indicators of an area, that of the area. `text` contains the
    placeholders in braces. The edition's function with the same key decides whether the observation applies.
    """

    key: str
    kind: ObservationKind
    rests_on: tuple[str, ...]
    title: Text
    text: Text
    placeholders: tuple[Placeholder, ...]


@dataclass(frozen=True, slots=True)
class Observations:
    """The observations of an edition by kind, those of one kind in order of weight, and words in their sentences."""

    entries: tuple[Observation, ...] = ()
    words: tuple[Choice, ...] = ()

    def word(self, key: str) -> Text:
        """The word `key`. Raises KeyError if there is none."""
        return {word.key: word.label for word in self.words}[key]


@dataclass(frozen=True, slots=True)
class Standing:
    """Numbers by the full key of their measure and levels by indicator, as of `year`."""

    year: int
    numbers: Mapping[str, Decimal]
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """What an observation can rest on: the answers as of `day`, what follows from them, and the earlier assessment."""

    answers: Answers
    day: dt.date
    now: Standing
    earlier: Standing | None


type Value = Decimal | dt.date | str | tuple[str, ...]
type Values = Mapping[str, Value]
type Observer = Callable[[Facts], Values | None]


@dataclass(frozen=True, slots=True)
class Observed:
    """An observation that applies, with the values of its placeholders."""

    observation: Observation
    values: Values

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The keys of the indicators and areas it rests on, then of the indicators that it names."""
        named = (key for value in self.values.values() if isinstance(value, tuple) for key in value)
        return tuple(dict.fromkeys([*self.observation.rests_on, *named]))

    def sentences(self, edition: Edition, language: str) -> str:
        """The text of the observation in `language`."""
        text = self.observation.text.in_language(language)
        shown = {
            placeholder.key: _written(placeholder, self.values[placeholder.key], edition, language)
            for placeholder in self.observation.placeholders
        }
        return put_together(text.format(**shown), text, *shown.values())


def _written(placeholder: Placeholder, value: Value, edition: Edition, language: str) -> str:
    match value:
        case Decimal():
            return _number(placeholder, value, language)
        case dt.date():
            return format_month(value, language)
        case str():
            return edition.observations.word(value).in_language(language)
        case _:
            titles = [f"{key}{NO_BREAK_SPACE}{edition.indicator(key).title.in_language(language)}" for key in value]
            return format_names(titles, language)


def _number(placeholder: Placeholder, value: Decimal, language: str) -> str:
    match placeholder.kind:
        case ValueKind.PERCENT:
            return format_percent(value, language, decimals=0)
        case ValueKind.EURO:
            return format_euro(value, language, decimals=0)
        case ValueKind.YEAR:
            return str(value)
    shown = format_number(value, language)
    if placeholder.unit is None:
        return shown
    unit = placeholder.unit.for_number(value, language)
    return put_together(f"{shown}{NO_BREAK_SPACE}{unit}", unit)


def observe(edition: Edition, facts: Facts) -> tuple[Observed, ...]:
    """The observations that apply, by kind and weight. None applies if an answer that it needs is missing."""
    found = ((each, edition.rules.observations[each.key](facts)) for each in edition.observations.entries)
    return tuple(Observed(each, values) for each, values in found if values is not None)


def varied(found: Sequence[Observed], most: int) -> tuple[Observed, ...]:
    """At most `most` observations in their order: the first of each kind, then the second of each, and so on."""
    kinds = [[each for each in found if each.observation.kind is kind] for kind in ObservationKind]
    rounds = [each for places in zip_longest(*kinds) for each in places if each is not None]
    return tuple(each for each in found if each in rounds[:most])
