"""The public register as a JSON API, with its description in OpenAPI. Its addresses stay as they are.

It has no page of its own: programs read `openapi.json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from ninja import Field, NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError, ValidationError

from assessments.queries.labels import find_label
from assessments.queries.register import (
    FoundLabels,
    RegisterSearch,
    RegisterState,
    cluster_in_register,
    published_content,
)
from assessments.queries.register_data import ClusterRecord, LabelRecord, cluster_record, label_record, record_of
from assessments.views.limits import limited
from assessments.views.pages import today
from assessments.views.register import names_of_field
from criteria.definitions import Level
from criteria.text import clean_line

MOST_ON_A_PAGE: Final = 100
LAST_PAGE: Final = 1_000_000
NOT_HERE: Final = "Not in this register."
type Number = Annotated[str, Field(max_length=24, pattern="^[a-zA-Z0-9-]+$")]
type Slug = Annotated[str, Field(max_length=80, pattern="^[-a-zA-Z0-9_]+$")]

api = NinjaAPI(
    title="Register of labels",
    version="1",
    description="Labels of clusters with their state today, and what the clusters have published.",
    urls_namespace="api",
    docs_url=None,
    docs_decorator=lambda view: require_safe(limited(view)),
)
api.add_decorator(conditional_page, mode="view")
# Caches ask each time whether their copy is still what is published.
api.add_decorator(cache_control(no_cache=True), mode="view")
api.add_decorator(limited, mode="view")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer."""

    detail: str


@dataclass(frozen=True, slots=True)
class LabelPage:
    """One page of the labels that match. `next` and `previous` are the addresses of the pages beside it."""

    found: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    labels: list[LabelRecord]


class LabelFilters(Schema):
    """What somebody looks for; what is left out may be anything."""

    q: str = Field("", max_length=100, description="A name, the beginning of a number, or words of a cluster's page")
    level: Level | None = None
    country: str = Field("", pattern="^([A-Z]{2})?$", description="The code of a country (ISO 3166-1)")
    field: str = Field("", max_length=20, pattern="^[a-z_]*$", description="The key of a technology field")
    state: RegisterState | None = None
    page: int = Field(1, ge=1, le=LAST_PAGE)
    size: int = Field(50, ge=1, le=MOST_ON_A_PAGE)

    @property
    def search(self) -> RegisterSearch:
        """The same for the database."""
        return RegisterSearch(clean_line(self.q), self.level or "", self.country, self.field, self.state or "")


REFUSALS: Final[dict[int, type[Refusal]]] = {422: Refusal, 429: Refusal}


@api.exception_handler(ValidationError)
def refuse(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Says which parameter is wrong and why."""
    faults = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors)
    return api.create_response(request, {"detail": faults}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@api.get("/labels", response={200: LabelPage, 404: Refusal, **REFUSALS}, operation_id="labels", summary="Labels")
def labels(request: HttpRequest, filters: Query[LabelFilters]) -> LabelPage:
    """The labels that match, by the names of their clusters; those of other sources last. 404 beyond the last page."""
    day, search = today(), filters.search
    found = FoundLabels(search, today=day, field_names=names_of_field(search.portfolio, day))
    try:
        part = Paginator(found, filters.size).page(filters.page)
    except EmptyPage as error:
        raise HttpError(HTTPStatus.NOT_FOUND, "There is no such page.") from error

    def address_of(page: int) -> str:
        kept = filters.model_dump(mode="json", exclude_defaults=True) | {"page": page}
        return f"{settings.SITE_ADDRESS}{reverse('api:labels')}?{urlencode(kept)}"

    return LabelPage(
        found=len(found),
        page=part.number,
        pages=part.paginator.num_pages,
        next=address_of(part.next_page_number()) if part.has_next() else None,
        previous=address_of(part.previous_page_number()) if part.has_previous() else None,
        labels=[record_of(label, day) for label in part.object_list],
    )


@api.get(
    "/labels/{number}", response={200: LabelRecord, 404: Refusal, **REFUSALS}, operation_id="label", summary="One label"
)
def label(request: HttpRequest, number: Path[Number]) -> LabelRecord:
    """A label with its state today. 404 says nothing about labels of other registers."""
    found = find_label(number)
    if found is None:
        raise HttpError(HTTPStatus.NOT_FOUND, NOT_HERE)
    return label_record(found, today())


@api.get(
    "/clusters/{slug}",
    response={200: ClusterRecord, 404: Refusal, **REFUSALS},
    operation_id="cluster",
    summary="One cluster",
)
def cluster(request: HttpRequest, slug: Path[Slug]) -> ClusterRecord:
    """A cluster with its labels and what it has published."""
    found = cluster_in_register(slug)
    if found is None:
        raise HttpError(HTTPStatus.NOT_FOUND, NOT_HERE)
    return cluster_record(found, published_content(found), today())
