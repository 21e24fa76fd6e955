"""The comparison page: the release, the groups to choose from, and a number to try."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Release, ReleaseGroup, Status, User
from assessments.workflow.releasing import make_release
from tests.conftest import NOW, Cast
from tests.published import EDITION, add_clusters

ANSWERS = {
    "A2": {"total": 34, "signed": 30, "paying": 20, "active": 25},
    "A5": {"portfolios": ["food"], "focus": "Fish", "level": 3},
    "B1": {"legal_form": "host", "steering": "central"},
    "B3": {"people": 2, "fte": "1.20", "permanent_fte": "1.00"},
}
MEASURES = ("A2.total", "A5.level", "B1.steering")


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return cast.draft(ANSWERS)


@pytest.fixture
def release(db: None) -> Release:
    """A release of sixty clusters, whose groups are large enough for a field, a country and families."""
    add_clusters(60, measures=MEASURES, portfolios=("food", "ict"), countries=("FI", "SE"))
    return make_release(edition=EDITION, by=None, at=NOW)


@pytest.fixture
def read(assessment: Assessment, cast: Cast, sign_in: Callable[[User], Client]) -> Callable[..., str]:
    """The response body of the page for the cluster's owner, without thousands separators."""

    def body(query: str = "") -> str:
        response = sign_in(cast.owner).get(f"/assessments/{assessment.reference}/comparison/{query}")
        assert response.status_code == 200
        return re.sub(r"(?<=\d),(?=\d{3})", "", response.content.decode())

    return body


def section(body: str, name: str) -> str:
    return body.partition(f'id="{name}"')[2].partition("</section>")[0]


def compared_with(body: str) -> list[str]:
    """The groups in the table of committed participants, without their sizes and years."""
    return re.findall(r'<th scope="row">([^<]*), n = \d+, 2026</th>', section(body, "A2"))


def test_the_page_names_the_release_and_compares_with_two_groups(release: Release, read: Callable[..., str]) -> None:
    body = read()
    assert "Figures of release 1, published on" in body
    assert compared_with(body) == ["Food industry", "Finland"]
    assert "Food industry" in section(body, "groups")
    assert "None of the groups" not in body


@pytest.mark.parametrize(
    ("query", "groups"),
    [
        ("?first=all&second=country:FI", ["All clusters", "Finland"]),
        ("?first=country:FI&second=country:FI", ["Finland", "All clusters"]),
        ("?first=country:FI", ["Finland", "All clusters"]),
        ("?first=field:ict%22%3E&second=country:SE", ["Food industry", "Finland"]),
    ],
)
def test_the_address_chooses_the_groups(
    release: Release, read: Callable[..., str], query: str, groups: list[str]
) -> None:
    body = read(query)
    assert compared_with(body) == groups
    chosen = re.findall(r'<option value="([^"]*)" selected>', section(body, "groups"))
    hidden = re.findall(r'name="(?:first|second)" value="([^"]*)"', section(body, "what-if"))
    assert list(dict.fromkeys(chosen)) == hidden


def test_before_the_first_release_the_page_says_so(read: Callable[..., str]) -> None:
    add_clusters(60, measures=MEASURES)
    body = read()
    assert "No comparison figures are published yet." in body
    assert "34" in section(body, "A2")
    assert compared_with(body) == []


def test_a_release_without_a_group_that_can_be_shown_says_so(release: Release, read: Callable[..., str]) -> None:
    ReleaseGroup.objects.update(size=None, withheld="subtraction")
    body = read()
    assert "None of the groups of this cluster is large enough to be shown." in body
    assert "not shown: would reveal a small group by subtraction" in body
    assert compared_with(body) == []


def test_nothing_but_a_release_changes_what_is_shown(
    release: Release, read: Callable[..., str], assessment: Assessment
) -> None:
    before = section(read("?first=all"), "A2")
    add_clusters(40, start=60, measures=MEASURES, portfolios=("food", "ict"), countries=("FI", "SE"))
    assert section(read("?first=all"), "A2") == before
    # Another country leads to other published groups, and to no other figures of the same ones.
    assessment.organisation.country = "SE"
    assessment.organisation.save()
    assert section(read("?first=all"), "A2") == before


def test_the_interview_compares_with_the_release(
    release: Release, cast: Cast, sign_in: Callable[[User], Client]
) -> None:
    reviewed = cast.in_state(Status.INTERVIEW, ANSWERS)
    response = sign_in(cast.assessor).get(f"/assessments/{reviewed.reference}/review/A2/")
    assert response.status_code == 200
    assert re.search(r"Food industry, n = \d+, 2026", response.content.decode())


def test_published_figures_stand_beside_no_cohort(read: Callable[..., str]) -> None:
    body = read()
    assert "Members per cluster organisation, mean: about 170." in body
    assert "Published elsewhere, and not part of any group above:" in body


@pytest.mark.parametrize(
    ("role", "address", "queries", "of_comparison"),
    [
        ("owner", "/assessments/FI-2026-001/comparison/", 11, 4),
        ("owner", "/assessments/FI-2026-001/trends/", 12, 6),
        ("assessor", "/assessments/FI-2026-001/review/A2/", 29, 4),
        ("secretary", "/cohorts/", 7, 5),
    ],
)
def test_queries_are_the_same_for_any_number_of_clusters(
    cast: Cast, sign_in: Callable[[User], Client], role: str, address: str, queries: int, of_comparison: int
) -> None:
    cast.in_state(Status.INTERVIEW, ANSWERS)
    client = sign_in(getattr(cast, role))
    for start, clusters in ((0, 20), (20, 80)):
        add_clusters(clusters, start=start, measures=MEASURES)
        make_release(edition=EDITION, by=None, at=NOW + start * dt.timedelta(days=5))
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        compared = [query for query in found if re.search("release|cohort|measurement", query["sql"])]
        assert (len(found), len(compared)) == (queries, of_comparison)


def test_another_number_is_tried_and_nothing_is_saved(
    release: Release, read: Callable[..., str], assessment: Assessment
) -> None:
    versions = list(assessment.answers.values_list("indicator", "version", "values"))
    told = section(read("?change=A2.total&to=4 000&first=country:FI&second=all"), "what-if")
    assert "4000 instead of 34. Nothing was saved." in told
    assert "no longer fit" not in told
    assert "Finland" in told
    assert "at least 90%" in told
    assert list(assessment.answers.values_list("indicator", "version", "values")) == versions


def test_falling_below_a_criterion_shows_at_once(read: Callable[..., str]) -> None:
    told = section(read("?change=A2.total&to=12"), "what-if")
    assert "✓ Met · 34" in told
    assert "× Not met · 12" in told
    assert "New: " in told
    assert "Other answers would no longer fit this number:" in told


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?change=A2.total&to=many", "“many” is not a number."),
        ("?change=A2.total&to=-1", "The number must lie between"),
        ("?change=A2.nothing&to=1", "Select a valid choice."),
        ("?change=A2.total&to=", "This field is required."),
    ],
)
def test_what_cannot_be_tried_gets_a_message(read: Callable[..., str], query: str, message: str) -> None:
    body = read(query)
    assert message in body
    assert "Nothing was saved." not in body
