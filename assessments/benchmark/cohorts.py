"""The cohorts that an assessment is compared with, and the order in which they are tried."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from django.db.models import Exists, OuterRef, Q

from assessments.models import Assessment, CohortEntry, CohortPortfolio
from assessments.models.comparison import CohortEntryQuerySet
from assessments.queries.answers import portfolios_of
from criteria.answers import Answers
from criteria.definitions import ENTRY_LEVEL, Edition, Level

ALL: Final = "all"
HOLDERS: Final = "holders"
HIGHER_LEVELS: Final = tuple(level for level in Level if level is not ENTRY_LEVEL)
# Lower limits of the bands, in participants and in years; this project's own.
SIZE_BANDS: Final = (30, 60, 120)
AGE_BANDS: Final = (3, 10)


class CohortKind(StrEnum):
    """What the members of a cohort have in common."""

    ALL = "all"
    PORTFOLIO = "portfolio"
    COUNTRY = "country"
    PORTFOLIO_AND_COUNTRY = "portfolio_and_country"
    HOLDERS = "holders"
    SIZE = "size"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group of clusters with something in common. A band includes `low` and excludes `high`.

    `key` names the group in URLs and is the same for every reader: "all", "food", "country-FI", "food-FI", "holders",
    "size-30", "age-3".
    """

    kind: CohortKind
    portfolio: str = ""
    country: str = ""
    low: int | None = None
    high: int | None = None

    @property
    def key(self) -> str:
        """The cohort's name in URLs (see the class)."""
        match self.kind:
            case CohortKind.PORTFOLIO:
                return self.portfolio
            case CohortKind.COUNTRY:
                return f"country-{self.country}"
            case CohortKind.PORTFOLIO_AND_COUNTRY:
                return f"{self.portfolio}-{self.country}"
            case CohortKind.SIZE | CohortKind.AGE:
                return f"{self.kind}-{self.low or 0}"
            case _:
                return str(self.kind)

    def condition(self) -> Q:
        """The condition that a CohortEntry must fulfil to be a member."""
        found = Q()
        if self.portfolio:
            found &= Q(Exists(CohortPortfolio.objects.filter(entry=OuterRef("pk"), portfolio=self.portfolio)))
        if self.country:
            found &= Q(country=self.country)
        if self.kind is CohortKind.HOLDERS:
            found &= Q(level__in=HIGHER_LEVELS)
        column = {CohortKind.SIZE: "participants", CohortKind.AGE: "age"}.get(self.kind)
        if column and self.low is not None:
            found &= Q(**{f"{column}__gte": self.low})
        if column and self.high is not None:
            found &= Q(**{f"{column}__lt": self.high})
        return found


EVERYBODY: Final = Cohort(CohortKind.ALL)


@dataclass(frozen=True, slots=True)
class CohortPart:
    """The clusters that are in all cohorts of `within` (all clusters if empty) and in none of `without`."""

    within: tuple[Cohort, ...] = ()
    without: tuple[Cohort, ...] = ()

    def condition(self) -> Q:
        """The condition that a CohortEntry must fulfil to belong to the part."""
        found = Q()
        for cohort in self.within:
            found &= cohort.condition()
        # Within a technology field, not being of "field and country" means not being of the country; the field need not
        # be checked again.
        given = {cohort.portfolio for cohort in self.within}
        for cohort in self.without:
            is_given = cohort.country and cohort.portfolio in given
            found &= ~(replace(cohort, portfolio="") if is_given else cohort).condition()
        return found


@dataclass(frozen=True, slots=True)
class Choices:
    """The cohorts of one assessment.

    `ladder`: nested cohorts, from all clusters to the closest group; each measure uses the closest one with enough
    clusters. `beside`: cohorts that cut across the ladder and are shown only if a reader chooses them.
    """

    ladder: tuple[Cohort, ...]
    beside: tuple[Cohort, ...]

    @property
    def all(self) -> tuple[Cohort, ...]:
        """All cohorts, all clusters first. If they reveal too much together, the later one is withheld."""
        return (*self.ladder, *self.beside)

    def rests(self, cohort: Cohort, hidden: Container[Cohort]) -> tuple[CohortPart, ...]:
        """The groups whose figures a reader could compute by subtracting `cohort` from the wider ones that are shown.

        `hidden` are the cohorts that are not shown.
        """
        if cohort in self.beside:
            return (CohortPart(without=(cohort,)),)
        steps = [step for step in self.ladder[: self.ladder.index(cohort) + 1] if step not in hidden]
        return tuple(CohortPart((wide,), (narrow,)) for wide, narrow in pairwise(steps))

    def cuts(self, cohort: Cohort, hidden: Container[Cohort]) -> tuple[CohortPart, ...]:
        """The parts into which a cohort beside the ladder divides the rings between the ladder's steps.

        Their members must not all have the same answer; `hidden` are the cohorts that are not shown.
        """
        if cohort in self.ladder:
            return ()
        steps = [step for step in self.ladder if step not in hidden]
        rings = [CohortPart((wide,), (narrow,)) for wide, narrow in pairwise(steps)] + [CohortPart((steps[-1],))]
        inside = [CohortPart((*ring.within, cohort), ring.without) for ring in rings]
        return (*inside, *(CohortPart(ring.within, (*ring.without, cohort)) for ring in rings))


def band_of(kind: CohortKind, number: Decimal | int, limits: tuple[int, ...]) -> Cohort:
    """The band of size or age that contains `number`. `limits` are the lower limits of all bands but the first."""
    low = max((limit for limit in limits if limit <= number), default=None)
    high = min((limit for limit in limits if limit > number), default=None)
    return Cohort(kind, low=low, high=high)


def cohorts_of(assessment: Assessment, edition: Edition, answers: Answers, numbers: Mapping[str, Decimal]) -> Choices:
    """All cohorts that an assessment can be compared with. The ladder uses the technology field that is named first."""
    portfolios, country = portfolios_of(edition, assessment.organisation, answers), assessment.organisation.country
    ladder, beside = [EVERYBODY], []
    if portfolios:
        ladder.append(Cohort(CohortKind.PORTFOLIO, portfolio=portfolios[0]))
        if country:
            ladder.append(Cohort(CohortKind.PORTFOLIO_AND_COUNTRY, portfolio=portfolios[0], country=country))
    beside += [Cohort(CohortKind.PORTFOLIO, portfolio=key) for key in portfolios[1:]]
    if country:
        beside.append(Cohort(CohortKind.COUNTRY, country=country))
    beside.append(Cohort(CohortKind.HOLDERS))
    roles = edition.roles
    if roles.participants in numbers:
        beside.append(band_of(CohortKind.SIZE, numbers[roles.participants], SIZE_BANDS))
    if roles.age in numbers:
        beside.append(band_of(CohortKind.AGE, numbers[roles.age], AGE_BANDS))
    return Choices(tuple(ladder), tuple(beside))


def others(assessment: Assessment) -> CohortEntryQuerySet:
    """The entries an assessment is compared with: the latest one of every other cluster."""
    return CohortEntry.objects.compared().exclude(identity=assessment.organisation.identity)
