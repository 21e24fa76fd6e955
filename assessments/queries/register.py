"""The public register: labels and clusters as everybody may find them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property

from assessments.models import (
    HistoricalLabel,
    Label,
    Organisation,
    OrganisationName,
    RegisterDraft,
    RegisterEntry,
    User,
)
from assessments.queries.labels import state_expression
from assessments.queries.register_content import PageContent, first_content
from criteria.text import address_part, identity, searchable
from criteria.validity import LabelState

# The state of labels that another source lists, beside those of LabelState.
HISTORICAL: Final = "historical"
COUNTS_KEY: Final = "labels-by-country"
type RegisterState = LabelState | Literal["historical"]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The draft of an organisation's page, and who stored it when."""

    content: PageContent
    updated_by: User | None = None
    updated_at: dt.datetime | None = None


def draft_of(organisation: Organisation) -> RegisterPage:
    """The stored draft, or what a draft begins with. One query."""
    row = RegisterDraft.objects.select_related("updated_by").filter(organisation=organisation).first()
    if row is None:
        return RegisterPage(first_content(organisation))
    return RegisterPage(PageContent.from_portable(row.content), row.updated_by, row.updated_at)


def published_content(organisation: Organisation) -> PageContent | None:
    """What the organisation has published; None if nothing. One query."""
    entry = RegisterEntry.objects.filter(organisation=organisation).first()
    return PageContent.from_portable(entry.content) if entry else None


@dataclass(frozen=True, slots=True)
class RegisterSearch:
    """What somebody looks for in the register. "" means any."""

    text: str = ""
    level: str = ""
    country: str = ""
    portfolio: str = ""
    state: str = ""


def labels_found(search: RegisterSearch, today: dt.date) -> QuerySet[Label]:
    """The labels that were not renewed and match, in the order of their clusters' names."""
    found = Label.objects.filter(renewed_by=None).select_related("organisation", "assessment")
    if search.level:
        found = found.filter(level=search.level)
    if search.country:
        found = found.filter(organisation__country=search.country)
    if search.portfolio:
        # An organisation has at most two fields, and SQLite cannot search in a list.
        first, second = Q(organisation__portfolios__0=search.portfolio), Q(organisation__portfolios__1=search.portfolio)
        found = found.filter(first | second)
    if search.state:
        found = found.alias(state=state_expression(today)).filter(state=search.state)
    if search.text:
        found = found.filter(_matches(search.text))
    return found.order_by("organisation__name", "pk")


def _matches(text: str) -> Q:
    """Names and published texts that contain `text`, and numbers that begin with it.

    A name is also found without its accents and in the letters of addresses, and an earlier name finds its cluster.
    Each condition is a subquery of one table, which PostgreSQL answers from its index of trigrams.
    """
    typed, in_address = identity(text), address_part(text)
    names = OrganisationName.objects.filter(identity__contains=typed).values("organisation")
    texts = RegisterEntry.objects.filter(searched__contains=searchable(text)).values("organisation")
    condition = Q(organisation__in=names) | Q(organisation__in=texts) | Q(number__startswith=text.upper())
    if in_address:
        slugs = Organisation.objects.filter(slug__contains=in_address).values("pk")
        condition |= Q(organisation__in=slugs)
    return condition


def historical_found(search: RegisterSearch, field_names: Sequence[str] = ()) -> QuerySet[HistoricalLabel]:
    """The labels of other sources that match, by name. `field_names` are the names of the field that is looked for."""
    found = HistoricalLabel.objects.all()
    if search.state and search.state != HISTORICAL:
        return found.none()
    if search.level:
        found = found.filter(level=search.level)
    if search.country:
        found = found.filter(country=search.country)
    if search.portfolio:
        found = found.filter(portfolio__in=field_names)
    if search.text:
        condition = Q(identity__contains=identity(search.text))
        if in_address := address_part(search.text):
            condition |= Q(slug__contains=in_address)
        found = found.filter(condition)
    return found.order_by("name", "pk")


class FoundLabels(Sequence[Label | HistoricalLabel]):
    """Labels of this register, and after them those of other sources, as one list of which only a part is read."""

    def __init__(self, search: RegisterSearch, *, today: dt.date, field_names: Sequence[str] = ()) -> None:
        self.labels = labels_found(search, today)
        if search.state == HISTORICAL:
            self.labels = self.labels.none()
        self.historical = historical_found(search, field_names)

    @cached_property
    def own(self) -> int:
        """How many labels of this register there are."""
        return self.labels.count()

    @cached_property
    def foreign(self) -> int:
        """How many labels of other sources there are."""
        return self.historical.count()

    def __len__(self) -> int:
        return self.own + self.foreign

    def __getitem__(self, part):  # type: ignore[no-untyped-def]
        start, end, _step = part.indices(len(self))
        own = self._own_part(start, min(end, self.own)) if start < self.own else []
        if end <= self.own:
            return own
        return [*own, *self.historical[max(start - self.own, 0) : end - self.own]]

    def _own_part(self, start: int, end: int) -> list[Label | HistoricalLabel]:
        """A part of the labels of this register. The database sorts their keys alone, not whole rows."""
        keys = list(self.labels.values_list("pk", flat=True)[start:end])
        found = Label.objects.select_related("organisation", "assessment").in_bulk(keys)
        return [found[key] for key in keys]

    def iterator(self) -> Iterator[Label | HistoricalLabel]:
        """All of them, read from the database in pieces."""
        yield from self.labels.iterator()
        yield from self.historical.iterator()


def cluster_in_register(slug: str) -> Organisation | None:
    """The organisation with this address, if it has or had a label; one without a label is not in the register."""
    return Organisation.objects.filter(slug=slug, labels__isnull=False).distinct().first()


def slugs_in_register() -> list[str]:
    """The addresses of all clusters in the register."""
    found = Organisation.objects.filter(labels__isnull=False).distinct()
    return list(found.order_by("slug").values_list("slug", flat=True))


def labels_of_cluster(organisation: Organisation) -> QuerySet[Label]:
    """Every label of the organisation, the latest first."""
    return organisation.labels.select_related("organisation", "assessment", "renewed_by").order_by("-valid_until")


def historical_of_cluster(organisation: Organisation) -> QuerySet[HistoricalLabel]:
    """The labels that other sources list under a name of the organisation."""
    names = organisation.names.values("identity")
    return HistoricalLabel.objects.filter(identity__in=names, country=organisation.country).order_by("pk")


def labels_by_country() -> Counter[str]:
    """How many labels the register holds of each country, with those of other sources.

    Counting 20,000 labels takes longer than finding some of them, so the numbers are counted once in a while.
    """
    found: Counter[str] | None = cache.get(COUNTS_KEY)
    if found is None:
        found = _count_by_country()
        cache.set(COUNTS_KEY, found, settings.REGISTER_COUNTS_SECONDS)
    return found


def _count_by_country() -> Counter[str]:
    found = Counter[str]()
    own = Label.objects.filter(renewed_by=None).values_list("organisation__country")
    for rows in (own, HistoricalLabel.objects.values_list("country")):
        found.update(dict(rows.annotate(labels=Count("pk")).order_by()))
    return found
