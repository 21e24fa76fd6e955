"""Which of an edition's answers play a part outside it: in comparisons, and in what the report tells first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from criteria.definitions import Field, FieldKind, Indicator, Text
from criteria.rules import Rules
from criteria.tables import Table


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands: one field of one indicator."""

    indicator: str
    field: str


class ProfileFact(StrEnum):
    """What an organisation's profile tells for its portrait."""

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
    """An answer that belongs to the portrait, a text or a choice, and what it is called there."""

    place: Place
    label: Text


type PortraitLine = ProfileFact | AnsweredFact


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """A number that says what kind of cluster this is: a measure by its full key, or the number in a field.

    `kind` is how it is written: as a year, a percentage, an amount in euros, or any number.
    """

    label: Text
    measure: str
    place: Place | None
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class Roles:
    """What other rooms ask for by its role, whatever an edition calls it. None and "": the edition does not ask it.

    `participants` and `age`: the measures that make clusters similar in size and in age. `portfolios`: the field with
    the technology fields to compare within. `focus`: the text that opens the portrait.
    """

    participants: str
    age: str
    portfolios: Place | None
    focus: Place | None
    portrait: tuple[PortraitLine, ...]
    key_numbers: tuple[KeyNumber, ...]


class _Reader:
    """Reads roles, and refuses those of an answer or a measure that the edition does not have."""

    def __init__(self, indicators: Mapping[str, Indicator], rules: Rules) -> None:
        self.indicators, self.rules = indicators, rules

    def place(self, table: Table, key: str) -> Place | None:
        """The place written as "INDICATOR.FIELD"; None where nothing is written."""
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
        """How a measure is written. One that stands for a whole area has no form of its own."""
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
        participants=reader.measure(given, "participants"),
        age=reader.measure(given, "age"),
        portfolios=reader.place(given, "portfolios"),
        focus=reader.place(given, "focus"),
        portrait=given.each("portrait", reader.line),
        key_numbers=given.each("key_numbers", reader.key_number),
    )
    given.close()
    return roles
