"""Nobody is in conflict with themselves: two tabs, Back and two devices are named, and both texts are shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.test import Client

from assessments.models import Assignment, Status, User
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]
RUN = "/assessments/FI-2026-001/"
ANSWERS = {
    "A2": {"total": 34, "signed": 30, "paying": 20, "active": 25},
    "B3": {"people": 2, "fte": "1.20", "permanent_fte": "1.00"},
}


class Written(NamedTuple):
    """Something that `who` and `other` may both write: the page, where it is saved by itself, and the field."""

    status: Status
    who: str
    other: str
    page: str
    save: str
    field: str
    also: dict[str, str] = {}


WRITTEN = [
    Written(Status.DRAFT, "owner", "editor", "areas/A/", "indicators/A4/", "A4-core_region"),
    Written(Status.INTERVIEW, "assessor", "other_assessor", "review/B3/", "review/B3/save/remark/", "remark-remark"),
    Written(
        Status.INTERVIEW,
        "assessor",
        "other_assessor",
        "review/B3/",
        "review/B3/save/agreed/",
        "agreed-reason",
        {"agreed-verdict": "other", "agreed-value-fte": "0.8"},
    ),
    Written(Status.INTERVIEW, "assessor", "other_assessor", "report/", "report/save/", "foreword"),
]


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: written.field)
def test_the_same_person_in_two_tabs(cast: Cast, sign_in: SignIn, written: Written) -> None:
    assessment = cast.in_state(written.status, ANSWERS)
    if written.status == Status.INTERVIEW:
        Assignment.objects.create(assessment=assessment, assessor=cast.other_assessor, assigned_at=NOW, declared_at=NOW)
    mine, theirs = sign_in(getattr(cast, written.who)), sign_in(getattr(cast, written.other))
    prefix = written.field.rpartition("-")[0]
    version = f"{prefix}-version" if prefix else "version"
    shown = re.search(f'name="{version}" value="([^"]*)"', mine.get(RUN + written.page).content.decode())
    assert shown is not None

    def save(client: Client, text: str, address: str) -> tuple[int, str]:
        response = client.post(RUN + address, {**written.also, written.field: text, version: shown[1]})
        return response.status_code, response.content.decode()

    assert save(mine, "In one tab", written.save)[0] == 200
    for address, status in ((written.save, 409), (written.page, 422 if prefix else 409)):
        refused, page = save(mine, "In another tab", address)
        told = page[page.index('class="conflict"') :]
        assert (refused, "In one tab" in told) == (status, True)
        assert "You saved this elsewhere at" in told
        assert (str(getattr(cast, written.who)) in told[: told.index("Save this one")], "colleague" in page) == (
            False,
            False,
        )
    told = save(theirs, "By somebody else", written.save)[1]
    assert ("You saved this elsewhere" in told, str(getattr(cast, written.who)) in told) == (False, True)


def test_the_wording_is_saved_without_leaving_the_page(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    page = client.get(f"{RUN}report/").content.decode()
    data: dict[str, Any] = {
        "foreword": "A word before",
        "version": re.findall('name="version" value="([^"]*)"', page)[0],
    }
    saved = client.post(f"{RUN}report/save/", data)
    assert saved.status_code == 200
    (version,) = re.findall('data-version="([^"]*)"', saved.content.decode())
    # What is typed next goes on from what was just saved.
    assert client.post(f"{RUN}report/save/", {**data, "foreword": "A word", "version": version}).status_code == 200
    faulty = client.post(f"{RUN}report/save/", {**data, "foreword": "x" * 6001, "version": version})
    assert (faulty.status_code, 'data-fault="id_foreword"' in faulty.content.decode()) == (422, True)
