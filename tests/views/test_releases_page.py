"""The secretariat's page of releases."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.models import CohortEntry, ComparisonObjection, Release, User
from assessments.workflow.releasing import make_release
from tests.conftest import NOW, Cast
from tests.published import EDITION, add_clusters
from tests.team_pages import text_of


@pytest.mark.django_db
def test_the_secretariat_publishes_and_leaves_clusters_out(
    cast: Cast, sign_in: Callable[[User], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(cast.secretary)
    page = client.get("/cohorts/releases/").content.decode()
    assert "None yet." in page
    assert "at most once in 91 days, if at least 5 clusters are new" in page
    refused = client.post("/cohorts/releases/", follow=True).content.decode()
    assert "Too few clusters: a release would count 0 clusters, and needs at least 5." in refused
    add_clusters(30, measures=("A2.total",))
    made = client.post("/cohorts/releases/", follow=True).content.decode()
    assert "Release 1 was published." in made
    release = Release.objects.get()
    assert release.made_by == cast.secretary
    row = made[made.index("<tbody>") : made.index("</tbody>")]
    cells = [cell.strip() for cell in re.findall(r">([^<>]+)</t[dh]>", row)]
    shown = str(release.groups.filter(size__isnull=False).count())
    withheld = str(sum(map(len, release.audit["withheld"].values())))
    assert [cells[0], *cells[2:]] == ["1", cast.secretary.name, "30", shown, shown, withheld]
    assert "Too soon" in client.post("/cohorts/releases/", follow=True).content.decode()

    unknown = client.post("/cohorts/releases/leave/", {"name": "Nobody", "reason": "asked"})
    assert unknown.status_code == 422
    assert "No organisation has this name." in unknown.content.decode()
    sent = {"name": cast.organisation.name.upper(), "reason": "asked by letter"}
    assert "asked by letter" in client.post("/cohorts/releases/leave/", sent, follow=True).content.decode()
    assert ComparisonObjection.objects.get().organisation == cast.organisation
    with django_assert_num_queries(5):
        assert "What it cost that clusters left" not in client.get("/cohorts/releases/").content.decode()
    again = client.post(f"/cohorts/releases/join/{cast.organisation.slug}/", follow=True).content.decode()
    assert "asked by letter" not in again


@pytest.mark.django_db
def test_the_page_says_what_it_cost_that_clusters_left(
    cast: Cast, sign_in: Callable[[User], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entries = add_clusters(40, measures=("A2.total",))
    first = make_release(edition=EDITION, by=None, at=NOW)
    finnish = [entry for entry in entries if entry.country == "FI"]
    gone = {entry.pk for entry in finnish[4:]}
    CohortEntry.objects.filter(pk__in=gone).update(is_used=False)
    second = make_release(edition=EDITION, by=None, at=NOW + dt.timedelta(days=100))
    Release.objects.filter(pk=second.pk).update(audit=second.audit | {"incomplete": 2, "recoverable": {"A2.total": 1}})
    client = sign_in(cast.secretary)
    with django_assert_num_queries(7):
        page = text_of(client.get("/cohorts/releases/"))
    assert first.members_count - second.members_count == len(gone)
    assert f"{len(gone)} clusters that were in the release before are not in the latest one." in page
    assert "Finland: too few clusters" in page
    assert "2 published groups are attacked without the answers" in page
    assert "may reveal answers to these measures: A2.total." in page
