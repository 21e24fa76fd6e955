"""Which clusters are compared with: the cohorts of one assessment, and the order in which they are tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.db.models import Exists, OuterRef, Q

from assessments.models import Assessment, CohortEntry, CohortPortfolio
from assessments.models.comparison import CohortEntryQuerySet
from criteria.answers import NOTHING, Answers

ALL: Final = "all"
HOLDERS: Final = "holders"
SILVER_AND_GOLD: Final = ("silver", "gold")
# Where one band ends and the next begins, in participants and in years: this project's own lines.
SIZE_BANDS: Final = (30, 60, 120)
AGE_BANDS: Final = (3, 10)


class Kind(StrEnum):
    """What the members of a cohort have in common."""

    ALL = "all"
    PORTFOLIO = "portfolio"
    COUNTRY = "country"
    PORTFOLIO_AND_COUNTRY = "portfolio_and_country"
    HOLDERS = "holders"
    SIZE = "size"
    AGE = "age"


# From the widest to the closest: for each measure the closest with enough clusters is chosen.
LADDER: Final = (Kind.ALL, Kind.PORTFOLIO, Kind.PORTFOLIO_AND_COUNTRY)


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group by what its members have in common. `low` and `high` bound a band; `high` is outside it.

    `key` names the group in addresses and is the same for every reader: "all", "food", "country-FI", "food-FI",
    "holders", "size-30", "age-3".
    """

    kind: Kind
    portfolio: str = ""
    country: str = ""
    low: int | None = None
    high: int | None = None

    @property
    def key(self) -> str:
        match self.kind:
            case Kind.PORTFOLIO:
                return self.portfolio
            case Kind.COUNTRY:
                return f"country-{self.country}"
            case Kind.PORTFOLIO_AND_COUNTRY:
                return f"{self.portfolio}-{self.country}"
            case Kind.SIZE | Kind.AGE:
                return f"{self.kind}-{self.low or 0}"
            case _:
                return str(self.kind)

    def condition(self, path: str = "") -> Q:
        """What an entry fulfils to be a member; `path` leads to the entry from another table ("entry__")."""
        found = Q()
        if self.portfolio:
            entry = OuterRef(f"{path}id" if path else "pk")
            found &= Q(Exists(CohortPortfolio.objects.filter(entry=entry, portfolio=self.portfolio)))
        if self.country:
            found &= Q(**{f"{path}country": self.country})
        if self.kind is Kind.HOLDERS:
            found &= Q(**{f"{path}level__in": SILVER_AND_GOLD})
        column = {Kind.SIZE: "participants", Kind.AGE: "age"}.get(self.kind)
        if column and self.low is not None:
            found &= Q(**{f"{path}{column}__gte": self.low})
        if column and self.high is not None:
            found &= Q(**{f"{path}{column}__lt": self.high})
        return found

    def lies_in(self, other: Cohort) -> bool:
        """Whether `other` is one of the next wider groups, from which this one could be subtracted."""
        match self.kind:
            case Kind.ALL:
                return False
            case Kind.PORTFOLIO_AND_COUNTRY:
                is_portfolio = other.kind is Kind.PORTFOLIO and other.portfolio == self.portfolio
                return is_portfolio or (other.kind is Kind.COUNTRY and other.country == self.country)
            case _:
                return other.kind is Kind.ALL


EVERYBODY: Final = Cohort(Kind.ALL)


def band_of(kind: Kind, number: Decimal | int, limits: tuple[int, ...]) -> Cohort:
    """The band of similar size or age that `number` lies in."""
    low = max((limit for limit in limits if limit <= number), default=None)
    high = min((limit for limit in limits if limit > number), default=None)
    return Cohort(kind, low=low, high=high)


def portfolios_of(assessment: Assessment, answers: Answers) -> tuple[str, ...]:
    """The technology fields to compare within: answer A5, else the organisation's profile."""
    chosen = answers.get("A5", NOTHING).values.get("portfolios") or assessment.organisation.portfolios
    return tuple(key for key in chosen if isinstance(key, str)) if isinstance(chosen, list | tuple) else ()


def cohorts_of(assessment: Assessment, answers: Answers, numbers: Mapping[str, Decimal]) -> tuple[Cohort, ...]:
    """Every cohort that an assessment can be compared with, the widest first."""
    portfolios, country = portfolios_of(assessment, answers), assessment.organisation.country
    cohorts = [EVERYBODY, *(Cohort(Kind.PORTFOLIO, portfolio=key) for key in portfolios)]
    if country:
        cohorts.append(Cohort(Kind.COUNTRY, country=country))
        cohorts += [Cohort(Kind.PORTFOLIO_AND_COUNTRY, portfolio=key, country=country) for key in portfolios]
    cohorts.append(Cohort(Kind.HOLDERS))
    if "A2.total" in numbers:
        cohorts.append(band_of(Kind.SIZE, numbers["A2.total"], SIZE_BANDS))
    if "A1.age" in numbers:
        cohorts.append(band_of(Kind.AGE, numbers["A1.age"], AGE_BANDS))
    return tuple(cohorts)


def others(assessment: Assessment) -> CohortEntryQuerySet:
    """Everybody that an assessment is compared with: one entry of each other cluster, its latest."""
    return CohortEntry.objects.compared().exclude(organisation=assessment.organisation_id)
