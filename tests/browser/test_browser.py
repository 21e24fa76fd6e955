"""The whole process in real Chromium, as users go through it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from assessments.models import AnswerRow, Assessment, Label, ReportFile
from tests.conftest import Cast, person, sign_in_by_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def strip_of(page: Any) -> list[str]:
    """The eligibility strip, one line per rule."""
    return [" ".join(text.split()) for text in page.locator(".strip li").all_inner_texts()]


# Published: 42 SMEs, 3 large companies, 7 research organisations or universities, 1 civil society body and 6 others.
SOFIA = {
    "A1-founded": "2016",
    "A2-total": "59",
    "A3-smes": "42",
    "A3-other_companies": "3",
    "A3-research": "7",
    "A3-others": "7",
}


def test_sofia_knowledge_city(visit: Callable[..., Any], transactional_db: None) -> None:
    """Published figures, entered by a manager; what is not published is left blank."""
    person("manager@example.org")
    page = visit("manager@example.org")
    page.get_by_role("link", name="Register a cluster organisation").click()
    page.locator("[name=name]").fill("Sofia Knowledge City")
    page.get_by_label("Country").select_option("BG")
    page.get_by_label("ICT").check()
    page.get_by_label("Profile on the ECCP", exact=True).select_option("accepted")
    page.get_by_label("Address of the ECCP profile").fill(
        "https://clustercollaboration.eu/content/cluster-sofia-knowledge-city"
    )
    page.get_by_label("Accepted on").fill("2018-10-01")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Open the questionnaire").click()
    page.get_by_role("link", name="Begin").click()
    fields = {
        "A1-founded": "2016",
        "A2-total": "59",
        "A3-smes": "42",
        "A3-other_companies": "3",
        "A3-research": "7",
        "A3-others": "7",
    }
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved", exact=True).wait_for()
    assert strip_of(page) == ["? FTE: not known yet (≥ 0.5)", "✓ members: met · 59 (≥ 15)", "✓ ECCP: met · accepted"]

    assessment = Assessment.objects.get(organisation__slug="sofia-knowledge-city")
    page.goto(f"/assessments/{assessment.reference}/reports/")
    page.get_by_role("button", name="Make the report").click()
    page.get_by_role("link", name="PDF of issue 1").wait_for()
    assert ReportFile.objects.get().pages > 10

    for fte, expected in (("0.50", "✓ FTE: met · 0.50 (≥ 0.5)"), ("0.49", "✕ FTE: not met · 0.49 (≥ 0.5)")):
        page.goto(f"/assessments/{assessment.reference}/areas/B/")
        page.locator("[name=B3-fte]").fill(fte)
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("Saved", exact=True).wait_for()
        assert strip_of(page)[0] == expected


def fill_in_and_hand_in(page: Any) -> str:
    """The manager's steps; returns the reference."""
    page.get_by_role("link", name="Kuvitelma Cluster").first.click()
    page.get_by_role("button", name="Open the questionnaire").click()
    page.get_by_role("link", name="Begin").click()
    page.locator("[name=A2-total]").fill("34")
    page.get_by_role("button", name="Save and continue").click()
    page.locator("[name=B3-people]").fill("2")
    page.locator("[name=B3-fte]").fill("1,20")
    page.locator("[name=B6-level][value='2']").check()
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/areas/C/")
    reference = Assessment.objects.get().reference
    page.goto(f"/assessments/{reference}/check/")
    page.get_by_role("button", name="Hand in the answers").click()
    page.get_by_text("The answers are handed in").wait_for()
    assert page.get_by_text("Submitted").first.is_visible()
    return reference


def assign(desk: Any, reference: str) -> None:
    """The secretariat's first step."""
    desk.get_by_role("link", name="Secretariat", exact=True).click()
    desk.get_by_role("link", name=reference).click()
    desk.get_by_role("link", name="Assign an assessor").click()
    desk.get_by_role("radio", name="Assessor · nothing found", exact=True).check()
    desk.get_by_role("button", name="Assign").click()
    desk.get_by_text("In interview").first.wait_for()


def assess(page: Any, reference: str) -> None:
    """The assessor's steps: declaration, agreed value, remark, rejected recommendation, interview."""
    page.get_by_role("link", name=reference).click()
    page.get_by_label("I have no interest in this cluster").check()
    page.get_by_role("button", name="Declare").click()
    page.get_by_role("link", name="Go through the answers").click()
    page.get_by_role("navigation", name="All indicators").get_by_role("link", name="B3").click()
    page.get_by_label("Another value", exact=True).check()
    page.locator("[name=agreed-value-fte]").fill("1.00")
    page.get_by_label("Why another value was agreed").fill("One person works half time.")
    page.get_by_label("Remark for the report").fill("A small, steady team.")
    page.get_by_role("button", name="Save and on to B4").click()
    page.wait_for_url("**/review/B4/")
    page.get_by_role("link", name="Recommendations", exact=True).click()
    page.get_by_role("button", name="Leave out").first.click()
    page.get_by_role("heading", name="Left out").wait_for()
    page.goto(f"/assessments/{reference}/interview/")
    page.get_by_label("Date of the interview").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Note the date").click()
    page.get_by_role("link", name="Finish and send to the secretariat").click()
    page.get_by_label("Award the label").check()
    page.get_by_label("Reason").fill("What the cluster says is borne out.")
    page.get_by_role("button", name="Finish and send to the secretariat").click()
    page.get_by_text("The assessment is with the secretariat").wait_for()


def decide(desk: Any, reference: str) -> None:
    """The secretariat's second step."""
    desk.goto(f"/assessments/{reference}/")
    desk.get_by_role("link", name="Decide").click()
    desk.get_by_label("Award the label").check()
    desk.get_by_label("Reason").fill("Every binding criterion is met.")
    desk.get_by_role("button", name="Decide").click()
    desk.get_by_text("The label is awarded.").wait_for()


def test_the_whole_path(visit: Callable[..., Any], live_cast: Cast, tmp_path: Path) -> None:
    """Sign in, fill in, submit, assign, assess, decide, download."""
    page, desk, assessor = visit(), visit(), visit()
    sign_in_by_form(page, "owner@example.org")
    reference = fill_in_and_hand_in(page)
    sign_in_by_form(desk, "secretary@example.org")
    assign(desk, reference)
    sign_in_by_form(assessor, "assessor@example.org")
    assess(assessor, reference)
    decide(desk, reference)
    label = Label.objects.get()

    page.goto(f"/assessments/{reference}/")
    page.get_by_text(label.number).wait_for()
    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_role("button", name="Make the report").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF of issue 1").click()
    saved = tmp_path / "report.pdf"
    download.value.save_as(saved)
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(saved.read_bytes())).pages)
    assert label.number in text
    assert "A small, steady team." in text
    assert "One person works half time." in text
    assert "that they have no interest in the cluster" in " ".join(text.split())
    assert "not assessed" not in text.lower()


def test_everything_works_without_javascript(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page = visit(java_script_enabled=False)
    sign_in_by_form(page, "editor@example.org")
    page.goto("/assessments/FI-2026-001/areas/C/")
    page.locator("[name=C2-has_fee][value=yes]").check()
    page.locator("[name=C2-lowest]").fill("100")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/areas/D/")
    assert AnswerRow.objects.get(indicator="C2").values == {"has_fee": "yes", "lowest": "100"}
    page.goto("/assessments/FI-2026-001/check/")
    assert page.get_by_text("Area C").count() == 0
    page.get_by_role("link", name="Change C2").click()
    page.wait_for_url("**/areas/C/#C2")


def test_a_question_that_does_not_arise_is_hidden_until_it_does(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page = visit("editor@example.org")
    page.goto("/assessments/FI-2026-001/areas/C/")
    lowest = page.locator("[name=C2-lowest]")
    assert not lowest.is_visible()
    page.locator("[name=C2-has_fee][value=yes]").check()
    assert lowest.is_visible()
    lowest.fill("100")
    page.locator("[name=C2-has_fee][value=no]").check()
    # Input is never hidden.
    assert lowest.is_visible()
