"""The interview in real Chromium: by keyboard, two assessors at once, without scripts, on a tablet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from assessments.models import AnswerRow, Assignment, AuditEntry, Remark, Status
from assessments.workflow.deciding import withdraw
from tests.conftest import NOW, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RUN = "/assessments/FI-2026-001/"
ANSWERS = {
    "A2": {"total": 34, "signed": 30, "paying": 20, "active": 25},
    "B3": {"people": 2, "fte": "1.20", "permanent_fte": "1.00"},
    "B6": {"year": 2024, "horizon": 4, "level": 2},
}
SAVED = re.compile(r"^Saved \d\d:\d\d$")


def state(page: Any, part: str) -> Any:
    """The text that says whether a part is saved."""
    return page.locator(f"[data-question={part}] [data-save-state]")


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_an_interview_of_all_36_indicators_by_keyboard(visit: Callable[..., Any], live_cast: Cast) -> None:
    assessment = live_cast.in_state(Status.INTERVIEW, ANSWERS)
    page = visit("assessor@example.org")
    page.goto(f"{RUN}review/A1/")
    gone_through = []
    while "/review/" in page.url:
        key = page.url.rstrip("/").rpartition("/")[2]
        gone_through.append(key)
        if key == "B3":
            # A different value: the cursor is in its first field.
            press(page, "o", "Tab", "Control+a")
            page.keyboard.type("0.80")
            press(page, "Tab", "Tab")
            page.keyboard.type("One person is on leave.")
            press(page, "Escape")
            expect(state(page, "agreed")).to_have_text(SAVED)
            press(page, "n")
            page.keyboard.type("A small team, jokingly called a trio.")
            press(page, "Escape")
        else:
            press(page, "a")
        # No waiting for autosave: leaving the page saves the input.
        press(page, "j")
        page.wait_for_url(lambda url, left=key: f"/review/{left}/" not in url)
    assert page.url.endswith("/recommendations/")
    assert (len(gone_through), gone_through[0], gone_through[-1]) == (36, "A1", "F6")
    rows = {row.indicator: row for row in AnswerRow.objects.filter(assessment=assessment)}
    assert len([row for row in rows.values() if row.agreed_at]) == 36
    assert rows["B3"].agreed == {"people": 2, "fte": "0.80", "permanent_fte": "1.00"}
    assert rows["B3"].agreed_reason == "One person is on leave."
    assert Remark.objects.get().text == "A small team, jokingly called a trio."
    page.goto(f"{RUN}review/B3/")
    assert "36 of 36 gone through" in page.locator(".interview-bar").inner_text()
    press(page, "k")
    page.wait_for_url("**/review/B2/")
    press(page, "?")
    assert page.locator("#keys").get_attribute("open") is not None
    # Keyboard shortcuts can be switched off permanently.
    page.get_by_label("Single keys are on").uncheck()
    page.reload()
    press(page, "Tab", "j")
    page.wait_for_timeout(300)
    assert page.url.endswith("/review/B2/")


def test_two_assessors_typing_at_once(visit: Callable[..., Any], live_cast: Cast) -> None:
    assessment = live_cast.in_state(Status.INTERVIEW, ANSWERS)
    Assignment.objects.create(
        assessment=assessment, assessor=live_cast.other_assessor, assigned_at=NOW, declared_at=NOW
    )
    first = visit("assessor@example.org", failures_expected=True)
    second = visit("other-assessor@example.org", failures_expected=True)
    first.goto(f"{RUN}review/B3/")
    second.goto(f"{RUN}review/B3/")
    assert "Also here: Assessor (B3)" in second.locator(".others").inner_text()
    first.get_by_label("Remark for the report").fill("Small but steady.")
    first.locator("h1").click()
    expect(state(first, "remark")).to_have_text(SAVED)
    # The other assessor edits something else at the same time: no conflict, and the remark is kept.
    second.get_by_label("As answered").check()
    expect(state(second, "agreed")).to_have_text(SAVED)
    assert Remark.objects.get().text == "Small but steady."
    # Both edit the remark.
    second.get_by_label("Remark for the report").fill("Too small for its plans.")
    second.locator("h1").click()
    conflict = second.locator("[data-part=conflict-remark]")
    conflict.get_by_text("Assessor changed this").wait_for()
    assert "Small but steady." in conflict.inner_text()
    assert second.get_by_label("Remark for the report").input_value() == "Too small for its plans."
    assert Remark.objects.get().text == "Small but steady."
    second.get_by_label("Remark for the report").fill("Steady, but too small for its plans.")
    expect(state(second, "remark")).to_have_text(SAVED)
    assert Remark.objects.get().text == "Steady, but too small for its plans."
    # The first assessor, whose page still shows the earlier text, agrees on a different value: again both are kept.
    first.get_by_label("Another value", exact=True).check()
    first.locator("[name=agreed-value-fte]").fill("0.80")
    first.get_by_label("Why another value was agreed").fill("On leave")
    first.locator("h1").click()
    first.locator("[data-part=conflict-agreed]").get_by_text("Other-Assessor changed this").wait_for()
    assert AnswerRow.objects.get(indicator="B3").agreed is None
    first.get_by_role("button", name="Save mine").click()
    expect(state(first, "agreed")).to_have_text(SAVED)
    assert AnswerRow.objects.get(indicator="B3").agreed["fte"] == "0.80"
    trail = AuditEntry.objects.filter(subject="B3").order_by("pk").values_list("action", "actor__name")
    assert list(trail) == [
        ("remark_written", "Assessor"),
        ("answer_confirmed", "Other-Assessor"),
        ("remark_written", "Other-Assessor"),
        ("value_agreed", "Assessor"),
    ]


def test_withdrawn_while_typing_is_said_and_the_note_stays(visit: Callable[..., Any], live_cast: Cast) -> None:
    assessment = live_cast.in_state(Status.INTERVIEW, ANSWERS)
    page = visit("assessor@example.org", failures_expected=True)
    page.goto(f"{RUN}review/B3/")
    withdraw(assessment=assessment, reason="Merged", by=live_cast.owner, at=NOW)
    page.get_by_label("Remark for the report").fill("Three hours of work")
    page.locator("h1").click()
    expect(state(page, "remark")).to_contain_text("Not saved: the assessment has moved on")
    assert page.get_by_label("Remark for the report").input_value() == "Three hours of work"
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="What you typed").wait_for()
    assert page.locator("textarea").input_value() == "Three hours of work"


def test_a_value_out_of_range_is_said_at_its_field(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.in_state(Status.INTERVIEW, ANSWERS)
    page = visit("assessor@example.org", failures_expected=True)
    page.goto(f"{RUN}review/B3/")
    page.get_by_label("Another value", exact=True).check()
    expect(state(page, "agreed")).to_contain_text("The other value is still missing")
    page.locator("[name=agreed-value-fte]").fill("900")
    page.get_by_label("Why another value was agreed").fill("Because")
    page.locator("h1").click()
    page.get_by_text("does not fit. The number must lie between 0 and 200.").wait_for()
    assert page.locator("[name=agreed-value-fte]").get_attribute("aria-invalid") == "true"
    page.locator("[name=agreed-value-fte]").fill("0.90")
    page.locator("h1").click()
    expect(state(page, "agreed")).to_have_text(SAVED)
    assert page.get_by_text("does not fit. The number must lie").count() == 0


def test_the_interview_without_javascript(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.in_state(Status.INTERVIEW, ANSWERS)
    page = visit("assessor@example.org", java_script_enabled=False, failures_expected=True)
    page.goto(f"{RUN}review/B3/?order=doubt")
    assert not page.locator("[name=agreed-value-fte]").is_visible()
    page.get_by_label("Another value", exact=True).check()
    page.locator("[name=agreed-value-fte]").fill("0.80")
    page.get_by_role("button", name=re.compile("^Save and on to")).click()
    page.get_by_role("heading", name="Something needs correcting").wait_for()
    assert page.locator("[name=agreed-value-fte]").input_value() == "0.80"
    page.get_by_label("Why another value was agreed").fill("On leave")
    page.get_by_role("button", name=re.compile("^Save and on to")).click()
    page.wait_for_url("**/review/*/?order=doubt")
    assert AnswerRow.objects.get(indicator="B3").agreed["fte"] == "0.80"
    page.get_by_role("button", name="Start the clock").click()
    assert "0 min of 180" in " ".join(page.locator(".pace").inner_text().split())
