"""The JSON API of the public register."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.test import Client
from django.test.client import ClientHandler
from hypothesis import HealthCheck, given
from hypothesis import settings as exercised
from schemathesis import Case, GenerationMode

from assessments.models import HistoricalLabel, Label, RegisterEntry, Status
from assessments.queries.register_content import PageContent, Story
from tests.conftest import NOW, Cast

LABELS, CLUSTER, DESCRIPTION = "/api/v1/labels", "/api/v1/clusters/kuvitelma", "/api/v1/openapi.json"


@pytest.fixture
def label(cast: Cast) -> Label:
    """A label of this register; another source lists one more."""
    cast.in_state(Status.LABELLED)
    HistoricalLabel.objects.create(
        name="Old Net", identity="old net", slug="old-net", country="NO", level="gold", dated="2018", source="GOCS3",
        imported_at=NOW,
    )  # fmt: skip
    return Label.objects.select_related("organisation").get()


def read(address: str, status: int = 200, **query: Any) -> Any:
    response = Client().get(address, query)
    assert response.status_code == status
    return response.json()


def test_labels_are_found_and_paged(label: Label) -> None:
    assert [each["organisation"] for each in read(LABELS)["labels"]] == ["Kuvitelma Cluster", "Old Net"]
    first = read(LABELS, size=1)
    second = read(first["next"].removeprefix("http://testserver"))
    assert (first["found"], first["pages"], first["previous"]) == (2, 2, None)
    assert (second["page"], second["next"], second["labels"][0]["state"]) == (2, None, "historical")
    assert read(second["previous"].removeprefix("http://testserver")) == first
    assert first["labels"] == [read(f"{LABELS}/{label.number.lower()}")] == read(CLUSTER)["labels"]
    assert first["labels"] == [Client().get(f"/labels/{label.number}.json").json()]
    for search in ({"q": "old"}, {"state": "historical"}, {"country": "NO"}, {"level": "gold"}):
        assert [each["source"] for each in read(LABELS, **search)["labels"]] == ["GOCS3"], search


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        (f"{LABELS}?page=2", 404, "There is no such page."),
        (f"{LABELS}/FI-1", 404, "Not in this register."),
        ("/api/v1/clusters/nobody", 404, "Not in this register."),
        (f"{LABELS}?size=101", 422, "size: Input should be less than or equal to 100"),
        (f"{LABELS}?q={'x' * 10_000}", 422, "q: String should have at most 100 characters"),
        ("/api/v1/clusters/a%00b", 422, "slug: String should match pattern '^[-a-zA-Z0-9_]+$'"),
    ],
)
def test_what_is_not_there_is_answered_plainly(label: Label, address: str, status: int, detail: str) -> None:
    assert read(address, status) == {"detail": detail}


def test_an_answer_is_sent_again_only_if_it_changed_and_not_too_often(label: Label, settings: Any) -> None:
    first = Client().get(CLUSTER)
    assert first["Cache-Control"] == "no-cache"
    again = {"If-None-Match": first["ETag"]}
    assert Client().get(CLUSTER, headers=again).status_code == 304
    label.suspended_on = label.valid_from
    label.save()
    assert Client().get(CLUSTER, headers=again).json()["labels"][0]["state"] == "suspended"
    settings.DATA_REQUESTS_PER_MINUTE = 1
    for number, address in enumerate((LABELS, f"{LABELS}/{label.number}", CLUSTER, DESCRIPTION)):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        assert [client.get(address).status_code for _ in range(2)] == [200, 429], address


def site(environ: dict[str, Any], start_response: Any) -> Any:
    """The site as a WSGI application that stays in the test's transaction and has a client address."""
    response = ClientHandler()({**environ, "REMOTE_ADDR": "127.0.0.1"})
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return response


def test_the_api_keeps_to_its_description(label: Label, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    shown = PageContent("fi", {"portrait": {"fi": "Puu"}}, (Story("food", "en", "Dry peat", "Dried"),), "https://a.fi")
    entry = {"content": shown.portable, "searched": shown.searched, "published_at": NOW}
    RegisterEntry.objects.create(organisation=label.organisation, **entry)
    schema = schemathesis.openapi.from_wsgi(DESCRIPTION, site)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert [operation.path for operation in operations] == [
        LABELS,
        f"{LABELS}/{{number}}",
        "/api/v1/clusters/{slug}",
    ]
    for operation, parameters in zip(operations, ({}, {"number": label.number}, {"slug": "kuvitelma"}), strict=True):
        found = operation.Case(path_parameters=parameters)
        assert found.call_and_validate().status_code == 200
        for mode in GenerationMode:

            @exercised(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(generation_mode=mode))
            def exercise(case: Case) -> None:
                case.call_and_validate()

            exercise()
