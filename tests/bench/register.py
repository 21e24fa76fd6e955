"""Measures the public register with many labels: the list, searches, filters, the page of a cluster, a badge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Final

from django.db import connection
from django.test import Client
from django.utils import timezone

from assessments.models import Assessment, Label, Organisation, OrganisationName, RegisterEntry, Status
from assessments.queries.register_content import PageContent
from tests.bench.timing import Subject, measure

LABELS: Final = 20_000
RUNS: Final = 20
# The goals for the median server time in milliseconds, with PostgreSQL on two cores of an ordinary server.
PAGE: Final = 100
BADGE: Final = 5
COUNTRIES: Final = ("FI", "DE", "ES", "FR", "PL", "IT", "SE", "NO", "AT", "PT")
FIELDS: Final = ("food", "energy", "ict", "health", "tourism", "production")
NAMES: Final = ("Forest", "Water", "Maritime", "Dairy", "Battery", "Photonics", "Textile", "Space", "Robotics", "Wood")
# What people look for: the name of the request and its query.
REQUESTS: Final = {
    "list": "",
    "page 400": "page=400",
    "search for one cluster": "q=dairy+cluster+00123",
    "search for a word of every name": "q=cluster",
    "search for a word of some texts": "q=peat",
    "valid": "state=valid",
    "ended": "state=expired",
    "one country and field": "country=FI&field=food",
    "one level": "level=bronze",
}


def fill(numbers: range, *, today: dt.date) -> None:
    """Adds a cluster with a label for each of the numbers, every second one with a page, to the database."""
    at = timezone.now()
    organisations = Organisation.objects.bulk_create(_organisation(number, at) for number in numbers)
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=each, name=each.name, identity=each.name.lower()) for each in organisations
    )
    awarded = {"edition": "2019", "status": Status.LABELLED, "created_at": at, "decided_at": at}
    assessments = Assessment.objects.bulk_create(
        Assessment(reference=f"BENCH-{number:05}", organisation=organisation, **awarded)
        for number, organisation in zip(numbers, organisations, strict=True)
    )
    Label.objects.bulk_create(
        _label(number, assessment, today) for number, assessment in zip(numbers, assessments, strict=True)
    )
    pages = [(each, _page(number, each)) for number, each in zip(numbers[::2], organisations[::2], strict=True)]
    RegisterEntry.objects.bulk_create(
        RegisterEntry(organisation=organisation, content=page.portable, searched=page.searched, published_at=at)
        for organisation, page in pages
    )
    with connection.cursor() as cursor:
        # As the database does by itself some time after so many rows were added.
        cursor.execute("ANALYZE")


def _organisation(number: int, at: dt.datetime) -> Organisation:
    name = f"{NAMES[number % len(NAMES)]} Cluster {number:05}"
    return Organisation(
        slug=name.lower().replace(" ", "-"),
        name=name,
        country=COUNTRIES[number * 7 // 3 % len(COUNTRIES)],
        portfolios=[FIELDS[number % len(FIELDS)]],
        created_at=at,
    )


def _page(number: int, organisation: Organisation) -> PageContent:
    does = "dries peat" if number % 20 == 0 else "meets"
    return PageContent("fi", {"portrait": {"en": f"{organisation.name} {does}. " * 20}})


def _label(number: int, assessment: Assessment, today: dt.date) -> Label:
    start = today - dt.timedelta(days=number % 1500)
    return Label(
        assessment=assessment,
        organisation=assessment.organisation,
        level="bronze",
        number=f"FI-B-{start.year}-B{number:05}",
        valid_from=start,
        valid_until=start + dt.timedelta(days=730),
        renewable_until=start + dt.timedelta(days=1095),
        withdrawn_on=today if number % 100 == 0 else None,
    )


def measured(*, runs: int | None) -> Iterator[Subject]:
    """The pages that everybody may ask for, of 20,000 labels."""
    fill(range(LABELS), today=timezone.localdate())
    client, runs = Client(SERVER_NAME="localhost"), runs or RUNS
    rows = [measure("an empty page", partial(_get, client, "/nothing/", 404), runs=runs)]
    rows += [
        measure(name, partial(_get, client, f"/register/?{query}"), runs=runs, goal=PAGE)
        for name, query in REQUESTS.items()
    ]
    rows.append(measure("a page of the API", partial(_get, client, "/api/v1/labels"), runs=runs, goal=PAGE))
    rows.append(measure("a cluster", partial(_get, client, "/register/dairy-cluster-00123/"), runs=runs, goal=PAGE))
    number = Label.objects.values_list("number", flat=True).filter(number__endswith="B00123")[0]
    rows.append(measure("a badge", partial(_get, client, f"/labels/{number}/badge.svg"), runs=runs, goal=BADGE))
    yield Subject(f"Register of {LABELS:,} labels on {connection.display_name}", tuple(rows))


def _get(client: Client, address: str, expected: int = 200) -> None:
    response = client.get(address)
    if response.status_code != expected:
        raise RuntimeError(f"{address}: {response.status_code} instead of {expected}")
