"""Roles: which answers and measures of an edition comparison and report use, so that no code need name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from criteria.definitions import Field, FieldKind, Indicator, Text
from criteria.rules import Rules
from criteria.tables import Table


@dataclass(frozen=True, slots=True)
class Place:
    """One field of one indicator."""

    indicator: str
    field: str


class ProfileFact(StrEnum):
    """A fact of an organisation's profile that the report's portrait may show."""

    NAME = "name"
    NAME_LOCAL = "name_local"
    COUNTRY = "country"
    REGION = "region"
    PORTFOLIOS = "portfolios"
    WEBSITE = "website"
    ECCP_STATUS = "eccp_status"
    ECCP_PROFILE = "eccp_profile"
    ECCP_ACCEPTED = "eccp_accepted"
    PROGRAMME = "programme"
    MEMBERSHIP_PRICE = "membership_price"


@dataclass(frozen=True, slots=True)
class AnsweredFact:
    """A line of the portrait with an answer: a text or a choice, and its label in the portrait."""

    place: Place
    label: Text


type PortraitLine = ProfileFact | AnsweredFact


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """A number that characterises the cluster: a measure by its full key, or the number in a field.

    `kind` says how it is formatted: as a year, a percentage, an amount in euros, or any number.
    """

    label: Text
    measure: str
    place: Place | None
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class Roles:
    """The answers and measures of an edition that other packages use. None or "" if the edition has no such answer.

    `portfolios` is the field with the technology fields to compare within, `focus` the text at the start of the
    portrait.
    """

    portfolios: Place | None
    focus: Place | None
    portrait: tuple[PortraitLine, ...]
    key_numbers: tuple[KeyNumber, ...]


class _Reader:
    """Reads roles and refuses those of a field or measure that the edition does not have."""

    def __init__(self, indicators: Mapping[str, Indicator], rules: Rules) -> None:
        self.indicators, self.rules = indicators, rules

    def place(self, table: Table, key: str) -> Place | None:
        """The place written as "INDICATOR.FIELD"; None if the key is missing."""
        if not (written := table.take(key, str, "")):
            return None
        indicator, _dot, field = written.rpartition(".")
        if indicator not in self.indicators or field not in {f.key for f in self.indicators[indicator].fields}:
            raise table.fault(key, f"{written!r} is not a field of an indicator")
        return Place(indicator, field)

    def measure(self, table: Table, key: str) -> str:
        measure = table.take(key, str, "")
        if measure and measure not in self.rules.formulas:
            raise table.fault(key, f"formulas.py has no formula {measure!r}")
        return measure

    def field(self, place: Place) -> Field:
        return self.indicators[place.indicator].field(place.field)

    def line(self, table: Table) -> PortraitLine:
        fact = table.take("profile", str, "")
        if fact and fact not in ProfileFact:
            raise table.fault("profile", f"{fact!r} is not a fact of the profile")
        place = self.place(table, "field")
        if bool(fact) == bool(place):
            raise table.fault("profile", "needs either profile or field")
        if place is None:
            return ProfileFact(fact)
        return AnsweredFact(place, table.optional_text("label") or self.field(place).label)

    def key_number(self, table: Table) -> KeyNumber:
        measure, place = self.measure(table, "measure"), self.place(table, "field")
        if bool(measure) == bool(place):
            raise table.fault("measure", "needs either measure or field")
        kind = self.field(place).kind if place else self.kind_of(measure)
        return KeyNumber(table.text("label"), measure, place, kind)

    def kind_of(self, key: str) -> FieldKind:
        """How a measure is formatted; DECIMAL for the measure of a whole area."""
        for indicator in self.indicators.values():
            for measure in indicator.measures:
                if f"{indicator.key}.{measure.key}" == key:
                    if measure.percent:
                        return FieldKind.PERCENT
                    return FieldKind.EURO if measure.euro else FieldKind.DECIMAL
        return FieldKind.DECIMAL


def read_roles(table: Table, indicators: Mapping[str, Indicator], rules: Rules) -> Roles:
    """The roles in the table `roles` of an edition. Raises CatalogueError."""
    given = Table(table.take("roles", dict, {}), f"{table.place}: roles")
    reader = _Reader(indicators, rules)
    roles = Roles(
        portfolios=reader.place(given, "portfolios"),
        focus=reader.place(given, "focus"),
        portrait=given.each("portrait", reader.line),
        key_numbers=given.each("key_numbers", reader.key_number),
    )
    given.close()
    return roles
