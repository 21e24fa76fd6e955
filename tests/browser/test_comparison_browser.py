"""Comparison, trends and the secretariat's cohorts in real Chromium, with enough clusters for every chart."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assessments.files.cohort_file import CohortRow
from assessments.models import AnswerRow, Assessment, CohortEntry, Measurement, Status
from assessments.workflow.cohorts import import_cohort
from criteria.loader import load_edition
from tests.browser.looks import LOOKS, faults_on
from tests.conftest import NOW, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUN = "/assessments/FI-2026-001/"
ANSWERS: dict[str, dict[str, Any]] = {
    "A2": {"total": 34, "signed": 30, "paying": 20, "active": 25},
    "A5": {"portfolios": ["food"], "focus": "Fish", "level": 3},
    "B1": {"legal_form": "host", "steering": "central"},
    "B2": {"bodies": ["board"], "meetings": 6, "company_share": 50, "level": 2},
}


@pytest.fixture
def compared(live_cast: Cast) -> Cast:
    """Twenty-four clusters in the field, and an earlier assessment of the cluster itself."""
    rows = [
        CohortRow(
            cluster=f"Kuvitelma {number}",
            country="FI" if number % 2 else "SE",
            year=2023,
            portfolios=("food",),
            level="silver" if number % 4 == 0 else "",
            numbers={"A2.total": Decimal(20 + 3 * number), "A5.level": Decimal(number % 5), "B2.bodies": Decimal(1)},
            choices={
                "B1.steering": ("mediator" if number % 3 else "central",),
                "B2.bodies": ("board" if number % 4 < 2 else "other",),
            },
        )
        for number in range(24)
    ]
    import_cohort(
        edition=load_edition("2019"),
        name="Past reports",
        source="A report",
        rows=rows,
        by=live_cast.secretary,
        at=NOW,
    )
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
    Measurement.objects.create(entry=entry, measure="A2.total", value=20)
    live_cast.draft(ANSWERS)
    return live_cast


@pytest.mark.any_database
def test_every_page_is_accessible_and_stays_in_the_window(visit: Callable[..., Any], compared: Cast) -> None:
    pages = (
        f"{RUN}comparison/",
        f"{RUN}comparison/?cohort=all",
        f"{RUN}comparison/?cohort=own",
        f"{RUN}comparison/?change=A2.total&to=12",
        f"{RUN}comparison/?change=A2.total&to=many",
        f"{RUN}trends/",
    )
    assert faults_on(visit(compared.owner.email), pages, LOOKS) == []
    assert (
        faults_on(visit(compared.secretary.email), ("/cohorts/", "/cohorts/import/", "/cohorts/releases/"), LOOKS) == []
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reader_chooses_a_group_and_tries_a_number(visit: Callable[..., Any], compared: Cast, scripts: bool) -> None:
    page = visit(compared.owner.email, java_script_enabled=scripts)
    page.goto(f"{RUN}comparison/")
    first = page.locator("#A2").locator("xpath=..").locator("figure").first
    # The field and country has twelve members: enough for quartiles.
    assert "Food industry, Finland, 12 clusters, 2023" in first.inner_text()
    page.get_by_role("link", name="All clusters").click()
    assert "All clusters, 24 clusters, 2023" in first.inner_text()
    assert "Four in five lie between" in first.inner_text()
    page.locator("[name=change]").select_option("A2.total")
    page.locator("[name=to]").fill("12")
    page.get_by_role("button", name="Try it").click()
    told = page.locator("section.what-if").inner_text()
    assert "12 instead of 34. Nothing was saved." in told
    assert "Not met" in told
    # The chosen group is kept, and the stored answer is unchanged.
    assert "All clusters, 24 clusters, 2023" in first.inner_text()
    answer = AnswerRow.objects.get(assessment__reference="FI-2026-001", indicator="A2")
    assert answer.values["total"] == 34


def test_the_own_runs_over_time_are_drawn(visit: Callable[..., Any], compared: Cast) -> None:
    page = visit(compared.owner.email)
    page.goto(f"{RUN}comparison/")
    page.get_by_role("link", name="The cluster's own numbers over time").click()
    figure = page.locator("figure").filter(has_text="Committed participants").first
    assert figure.get_by_role("img").count() == 1
    assert "20 in 2023, 34 in 2026" in figure.inner_text()
