"""The public register: the list of labels, the pages of clusters, and their members' badge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from assessments.forms.register import PART_NAMES, RegisterSearchForm
from assessments.models import HistoricalLabel, Label, Organisation
from assessments.queries.labels import label_address, state_of_label
from assessments.queries.register import (
    HISTORICAL,
    FoundLabels,
    cluster_in_register,
    historical_of_cluster,
    labels_by_country,
    labels_of_cluster,
    published_content,
)
from assessments.queries.register_content import TEXTS, PageContent
from assessments.queries.register_data import cluster_address
from assessments.report.charts.tile_map import Place, tile_map
from assessments.report.words.labels import STATE_WORDS
from assessments.views.pages import language, today
from assessments.views.public_lists import show_list
from criteria.countries import country_name
from criteria.levels import LEVEL_NAMES
from criteria.loader import current_edition
from criteria.reader import languages
from criteria.sorting import sort_key
from criteria.validity import LabelState

ON_A_PAGE: Final = 50
BAD_REQUEST: Final = 400


@dataclass(frozen=True, slots=True)
class ListedLabel:
    """A label as one row of the register. Without an `address` it is one of another source."""

    name: str
    country: str
    fields: tuple[str, ...]
    level: str
    state: str
    number: str = ""
    until: dt.date | None = None
    address: str = ""
    dated: str = ""
    source: str = ""
    is_fictional: bool = False


def listed(label: Label | HistoricalLabel, day: dt.date, reader: str) -> ListedLabel:
    """A label as one row of the register, in the language of its reader."""
    level = str(LEVEL_NAMES[label.level])
    if isinstance(label, HistoricalLabel):
        fields = (label.portfolio,) if label.portfolio else ()
        return ListedLabel(
            label.name,
            label.country,
            fields,
            level,
            "",
            until=label.valid_until,
            dated=label.dated,
            source=label.source,
        )
    owner = label.organisation
    return ListedLabel(
        name=owner.name,
        country=owner.country,
        fields=field_names(owner.portfolios, day, reader),
        level=level,
        state=str(STATE_WORDS[state_of_label(label, day)]),
        number=label.number,
        until=label.valid_until,
        address=reverse("register_cluster", args=[owner.slug]),
        is_fictional=owner.is_fictional,
    )


def field_names(portfolios: Sequence[str], day: dt.date, reader: str) -> tuple[str, ...]:
    """The names of technology fields."""
    known = {portfolio.key: portfolio.label.in_language(reader) for portfolio in current_edition(day).portfolios}
    return tuple(known.get(key, key) for key in portfolios)


def names_of_field(key: str, day: dt.date) -> tuple[str, ...]:
    """The names of a technology field in all languages, as other sources may write it."""
    return tuple(name for reader in languages() for name in field_names([key], day, reader)) if key else ()


@dataclass(frozen=True, slots=True)
class CountryCount:
    """How many labels there are of one country, and the address that shows them."""

    code: str
    name: str
    labels: int
    address: str


def country_counts(labels: Mapping[str, int]) -> list[CountryCount]:
    """The countries in the register by their names in the active language."""
    address = reverse("register")
    found = [
        CountryCount(code, country_name(code, language()), count, f"{address}?country={code}")
        for code, count in labels.items()
    ]
    return sorted(found, key=lambda count: sort_key(count.name, language()))


def map_of(counts: Sequence[CountryCount]) -> SafeString:
    """The same on a map of Europe."""
    places = {}
    for count in counts:
        name = ngettext("%(country)s: %(labels)s label", "%(country)s: %(labels)s labels", count.labels) % {
            "country": count.name,
            "labels": count.labels,
        }
        places[count.code] = Place(count.labels, name, count.address)
    return tile_map(places, title=_("Labels by country"))


def state_choices() -> list[tuple[str, str]]:
    """The states of labels in words; the last one is that of labels of other sources."""
    states = [(state.value, capfirst(str(words))) for state, words in STATE_WORDS.items()]
    return [*states, (HISTORICAL, _("From another source"))]


def search_form(request: HttpRequest) -> RegisterSearchForm:
    """The form with what the address says."""
    return RegisterSearchForm(request.GET, countries=labels_by_country(), states=state_choices(), today=today())


def found_by(form: RegisterSearchForm) -> FoundLabels:
    """The labels that a valid form looks for."""
    search, day = form.search, today()
    return FoundLabels(search, today=day, field_names=names_of_field(search.portfolio, day))


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The labels that match what the address says, as `show_list`."""
    form = search_form(request)
    counts = country_counts(form.countries)
    return show_list(
        request,
        "register/list.html",
        form,
        find=lambda: found_by(form),
        on_a_page=ON_A_PAGE,
        list_rows=lambda labels: [listed(label, today(), language()) for label in labels],
        context={"counts": counts, "map": map_of(counts), "total": sum(count.labels for count in counts)},
    )


@dataclass(frozen=True, slots=True)
class PublishedText:
    """One part of a cluster's page: its title, its text and the language of the text."""

    part: str
    title: str
    text: str
    language: str


def cluster_context(organisation: Organisation, content: PageContent | None, day: dt.date) -> dict[str, Any]:
    """What the page of a cluster shows of it, with `content` as what it publishes."""
    reader = language()
    texts = []
    for part in TEXTS:
        text, code = content.wording(part, reader) if content else ("", "")
        if text:
            texts.append(PublishedText(part, str(PART_NAMES[part]), text, code))
    return {
        "organisation": organisation,
        "content": content,
        "texts": texts,
        "stories": [
            (story, " · ".join(field_names([story.portfolio] if story.portfolio else [], day, reader)))
            for story in (content.stories_for(reader) if content else ())
        ],
        "fields": field_names(organisation.portfolios, day, reader),
        "labels": [listed(label, day, reader) for label in labels_of_cluster(organisation)],
        "historical": [listed(label, day, reader) for label in historical_of_cluster(organisation)],
    }


def _cluster_or_404(slug: str) -> tuple[Organisation, PageContent | None]:
    found = cluster_in_register(slug)
    if found is None:
        raise Http404
    return found, published_content(found)


@require_safe
def cluster(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a cluster: its labels, and what it has published."""
    found = cluster_in_register(slug)
    if found is None:
        return render(request, "register/unknown.html", status=404)
    response = render(request, "register/cluster.html", cluster_context(found, published_content(found), today()))
    # What is taken back must be gone at once, also from caches.
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def cluster_data(request: HttpRequest, slug: str) -> JsonResponse:
    """The same for search engines, as JSON-LD in the vocabulary of schema.org."""
    found, content = _cluster_or_404(slug)
    day = today()
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": cluster_address(found),
        "name": found.name,
        "address": {"@type": "PostalAddress", "addressCountry": found.country},
        "hasCredential": [
            {
                "@type": "EducationalOccupationalCredential",
                "identifier": label.number,
                "name": str(LEVEL_NAMES[label.level]),
                "validFrom": label.valid_from.isoformat(),
                "expires": label.valid_until.isoformat(),
                "url": label_address(label),
            }
            for label in labels_of_cluster(found)
            if state_of_label(label, day) == LabelState.VALID
        ],
    }
    if content and content.website:
        data["url"] = content.website
    if content and (portrait := content.wording("portrait", language())[0]):
        data["description"] = portrait
    response = JsonResponse(data, content_type="application/ld+json")
    response["Cache-Control"] = "no-store"
    return response
