"""Comparison, trends and the secretariat's cohorts in real Chromium, with enough clusters for every chart."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from assessments.models import AnswerRow, Assessment, CohortEntry, CohortPortfolio, Measurement, Status
from assessments.workflow.releasing import make_release
from criteria.loader import load_edition
from tests.browser.looks import LOOKS, faults_on
from tests.conftest import NOW, Cast
from tests.published import add_clusters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUN = "/assessments/FI-2026-001/"
ANSWERS: dict[str, dict[str, Any]] = {
    "A2": {"total": 34, "signed": 30, "paying": 20, "active": 25},
    "A5": {"portfolios": ["food"], "focus": "Fish", "level": 3},
    "B1": {"legal_form": "host", "steering": "central"},
    "B2": {"bodies": ["board"], "meetings": 6, "company_share": 50, "level": 2},
}
MEASURES = ("A2.total", "A5.level", "B1.steering", "B2.bodies", "B2.level")


@pytest.fixture
def compared(live_cast: Cast) -> Cast:
    """A release of sixty clusters, and an earlier assessment of the cluster itself."""
    add_clusters(60, measures=MEASURES, portfolios=("food", "ict"), countries=("FI", "SE"))
    finished = Assessment.objects.create(
        reference="FI-2023-001",
        organisation=live_cast.organisation,
        edition="2019",
        status=Status.LABELLED,
        created_at=NOW,
    )
    entry = CohortEntry.objects.create(
        assessment=finished,
        organisation=live_cast.organisation,
        identity=live_cast.organisation.identity,
        country="FI",
        year=2023,
        is_latest=True,
    )
    CohortPortfolio.objects.create(entry=entry, portfolio="food")
    Measurement.objects.create(entry=entry, measure="A2.total", value=20)
    make_release(edition=load_edition("2019"), by=None, at=NOW)
    live_cast.draft(ANSWERS)
    return live_cast


@pytest.mark.any_database
def test_every_page_is_accessible_and_stays_in_the_window(visit: Callable[..., Any], compared: Cast) -> None:
    pages = (
        f"{RUN}comparison/",
        f"{RUN}comparison/?first=all&second=all",
        f"{RUN}comparison/?change=A2.total&to=12",
        f"{RUN}comparison/?change=A2.total&to=many",
        f"{RUN}trends/",
    )
    assert faults_on(visit(compared.owner.email), pages, LOOKS) == []
    assert (
        faults_on(visit(compared.secretary.email), ("/cohorts/", "/cohorts/import/", "/cohorts/releases/"), LOOKS) == []
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reader_chooses_groups_and_tries_a_number(visit: Callable[..., Any], compared: Cast, scripts: bool) -> None:
    page = visit(compared.owner.email, java_script_enabled=scripts)
    page.goto(f"{RUN}comparison/")
    first = page.locator("#A2").locator("xpath=..").locator("figure").first
    assert "Food industry" in first.inner_text()
    page.get_by_label("First group").select_option("All clusters")
    page.get_by_label("Second group").select_option("Finland")
    page.get_by_role("button", name="Compare with these").click()
    assert re.search(r"All clusters, \d+ clusters, 2023–2026", first.inner_text())
    assert "Finland, n = " in first.inner_text()
    assert "Four in five lie between" in first.inner_text()
    page.locator("[name=change]").select_option("A2.total")
    page.locator("[name=to]").fill("12")
    page.get_by_role("button", name="Try it").click()
    told = page.locator("section.what-if").inner_text()
    assert "12 instead of 34. Nothing was saved." in told
    assert "Not met" in told
    # The chosen groups are kept, and the stored answer is unchanged.
    assert re.search(r"All clusters, \d+ clusters, 2023–2026", first.inner_text())
    answer = AnswerRow.objects.get(assessment__reference="FI-2026-001", indicator="A2")
    assert answer.values["total"] == 34


def test_the_own_runs_over_time_are_drawn(visit: Callable[..., Any], compared: Cast) -> None:
    page = visit(compared.owner.email)
    page.goto(f"{RUN}comparison/")
    page.get_by_role("link", name="The cluster's own numbers over time").click()
    figure = page.locator("figure").filter(has_text="Committed participants").first
    assert figure.get_by_role("img").count() == 1
    assert "20 in 2023, 34 in 2026" in figure.inner_text()
