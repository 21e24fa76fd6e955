"""No input is ever lost: autosave, network failures, colleagues and sessions, in real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from assessments.models import AnswerRow, Assessment, AuditEntry, Session, Status
from assessments.workflow.answering import save_answer
from assessments.workflow.submitting import submit
from tests.conftest import NOW, PASSWORD, Cast, typed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AREA_A = "/assessments/FI-2026-001/areas/A/"


def stored(key: str) -> dict[str, object] | None:
    row = AnswerRow.objects.filter(indicator=key).first()
    return row.values if row else None


def state(page: Any, key: str) -> Any:
    """The text beside an indicator that says whether it is saved."""
    return page.locator(f"[data-question={key}] [data-save-state]")


def wait_until_saved(page: Any, key: str) -> None:
    """Waits until the page says when the indicator was saved."""
    expect(state(page, key)).to_have_text(re.compile(r"^Saved \d\d:\d\d$"), timeout=20_000)


def test_an_answer_is_saved_as_it_is_left(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page = visit("editor@example.org")
    page.goto(AREA_A)
    page.locator("[name=A1-founded]").fill("2016")
    page.locator("[name=A2-total]").focus()
    wait_until_saved(page, "A1")
    assert stored("A1") == {"founded": 2016}
    assert page.locator("[data-part=state-A1]").inner_text() == "complete"
    page.locator("[name=A2-total]").fill("34")
    page.get_by_text("members").first.wait_for()
    wait_until_saved(page, "A2")
    # Eligibility is updated with every saved answer.
    assert "34" in page.locator(".strip").inner_text()


def test_a_cut_network_loses_nothing_and_saves_once(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page = visit("editor@example.org", failures_expected=True)
    page.goto(AREA_A)
    page.context.set_offline(True)
    for name, value in (("A1-founded", "2016"), ("A2-total", "34"), ("A4-core_region", "Savo")):
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=A6-industry]").focus()
    for key in ("A1", "A2", "A4"):
        state(page, key).get_by_text("Not saved: retrying").wait_for()
    assert [stored(key) for key in ("A1", "A2", "A4")] == [None, None, None]
    page.context.set_offline(False)
    for key in ("A1", "A2", "A4"):
        wait_until_saved(page, key)
    assert [stored(key) for key in ("A1", "A2", "A4")] == [{"founded": 2016}, {"total": 34}, {"core_region": "Savo"}]
    saved = AuditEntry.objects.filter(action="answer_saved").values_list("subject", flat=True)
    assert sorted(saved) == ["A1", "A2", "A4"]


def test_two_browsers_on_one_answer(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    first = visit("owner@example.org", failures_expected=True)
    second = visit("editor@example.org", failures_expected=True)
    first.goto(AREA_A)
    second.goto(AREA_A)
    assert "Owner" in second.locator(".others").inner_text()
    first.locator("[name=A4-core_region]").fill("North Savo")
    first.locator("[name=A1-founded]").focus()
    wait_until_saved(first, "A4")
    second.locator("[name=A4-core_region]").fill("South Savo")
    second.locator("[name=A1-founded]").focus()
    conflict = second.locator("[data-part=conflict-A4]")
    conflict.get_by_text("Owner saved another answer").wait_for()
    assert "North Savo" in conflict.inner_text()
    assert "South Savo" in conflict.inner_text()
    assert stored("A4") == {"core_region": "North Savo"}
    second.get_by_role("button", name="Save mine").click()
    wait_until_saved(second, "A4")
    assert stored("A4") == {"core_region": "South Savo"}
    first.locator("[name=A4-core_region]").fill("Savo")
    first.locator("[name=A1-founded]").focus()
    first.get_by_role("button", name="Use theirs").click()
    expect(first.locator("[name=A4-core_region]")).to_have_value("South Savo")
    assert stored("A4") == {"core_region": "South Savo"}


def test_the_page_follows_who_else_is_here(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page, colleague = visit("owner@example.org"), visit("editor@example.org")
    page.clock.install()
    page.goto(AREA_A)
    others = page.locator(".questions > [hx-get]")
    expect(others).to_have_text("")
    colleague.goto(AREA_A)
    page.clock.fast_forward(31_000)
    expect(others).to_have_text("Also here: Editor (A)")
    # Without a session, nothing of the sign-in page is inserted into this page.
    Session.objects.all().delete()
    page.clock.fast_forward(31_000)
    expect(others).to_have_text("")


def test_a_fault_is_said_at_the_field_and_nothing_is_stored(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page = visit("editor@example.org", failures_expected=True)
    page.goto(AREA_A)
    page.locator("[name=A2-total]").fill("many")
    page.locator("[name=A1-founded]").focus()
    page.get_by_text("“many” is not a number.").wait_for()
    assert page.locator("[name=A2-total]").get_attribute("aria-invalid") == "true"
    assert page.locator("[name=A2-total]").input_value() == "many"
    assert stored("A2") is None
    page.locator("[name=A2-total]").fill("34")
    page.locator("[name=A1-founded]").focus()
    wait_until_saved(page, "A2")
    assert page.get_by_text("is not a number.").count() == 0


def test_an_ended_session_is_continued_in_place(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page = visit("editor@example.org", failures_expected=True)
    page.goto(AREA_A)
    Session.objects.all().delete()
    page.locator("[name=A1-founded]").fill("2016")
    page.locator("[name=A2-total]").focus()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    dialog.get_by_label("Password").fill("wrong")
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    dialog.get_by_text("Address and password do not match.").wait_for()
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    wait_until_saved(page, "A1")
    assert page.locator("[name=A1-founded]").input_value() == "2016"
    assert stored("A1") == {"founded": 2016}
    # The page's save button also works with the new session.
    page.locator("[name=A2-total]").fill("34")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/areas/B/")
    assert stored("A2") == {"total": 34}


def test_handed_in_meanwhile_is_said_and_what_was_typed_stays(visit: Callable[..., Any], live_cast: Cast) -> None:
    assessment = live_cast.draft()
    page = visit("editor@example.org", failures_expected=True)
    page.goto(AREA_A)
    submit(assessment=assessment, by=live_cast.owner, at=NOW)
    page.locator("[name=A1-founded]").fill("2016")
    page.locator("[name=A2-total]").focus()
    state(page, "A1").get_by_text("Not saved: the assessment has been handed in").wait_for()
    assert page.locator("[name=A1-founded]").input_value() == "2016"
    assert stored("A1") is None


def test_the_pages_button_right_after_typing_is_no_conflict_with_oneself(
    visit: Callable[..., Any], live_cast: Cast
) -> None:
    assessment = live_cast.draft({"A1": {"founded": 2010}})
    page = visit("editor@example.org")
    page.goto(AREA_A)
    page.locator("[name=A1-founded]").fill("2011")
    page.locator("[name=A2-total]").fill("34")
    page.locator("[name=A1-founded]").fill("2012")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/areas/B/")
    assert AnswerRow.objects.get(assessment=assessment, indicator="A1").values == {"founded": 2012}


def test_closing_the_tab_with_something_unsaved_warns(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page = visit("editor@example.org", failures_expected=True)
    page.goto(AREA_A)
    page.context.set_offline(True)
    page.locator("[name=A1-founded]").click()
    page.keyboard.type("2016")
    warned: list[str] = []

    def stay(dialog: Any) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert warned == ["beforeunload"]


def test_the_whole_form_by_keyboard_alone(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page = visit("editor@example.org")
    page.goto("/assessments/FI-2026-001/areas/C/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    typed_into: dict[str, str] = {}
    for _ in range(80):
        page.keyboard.press("Tab")
        name, kind = page.evaluate("[document.activeElement.name ?? '', document.activeElement.type ?? '']")
        if name == "C1-budget":
            page.keyboard.type("215000")
            typed_into[name] = "215000"
        elif name == "C2-has_fee":
            # The group starts at its last option, "No answer yet"; the arrow key wraps around to the first.
            page.keyboard.press("ArrowDown")
        elif name == "C2-share_paying":
            page.keyboard.type("80")
        elif name == "C3-level" and kind == "radio":
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowDown")
        elif kind == "submit" and page.evaluate("document.activeElement.innerText") == "Save and continue":
            page.keyboard.press("Enter")
            break
    page.wait_for_url("**/areas/D/**")
    assert typed_into == {"C1-budget": "215000"}
    assert stored("C1") == {"budget": "215000"}
    assert stored("C2") == {"has_fee": "yes", "share_paying": "80"}
    assert stored("C3") == {"level": 1}


def test_carried_answers_count_only_once_confirmed(visit: Callable[..., Any], live_cast: Cast) -> None:
    from assessments.workflow.organising import start_assessment

    first = live_cast.in_state(Status.LABELLED)
    assert isinstance(first, Assessment)
    again = start_assessment(
        organisation=live_cast.organisation, by=live_cast.owner, at=NOW.replace(year=2028), reference="FI-2028-001"
    )
    save_answer(
        assessment=again,
        indicator="A1",
        answer=typed({"A1": {"founded": 2016}})["A1"],
        based_on=0,
        by=live_cast.owner,
        at=NOW,
    )
    page = visit("owner@example.org")
    page.goto("/assessments/FI-2028-001/areas/A/")
    assert page.locator("[name=A2-total]").input_value() == "34"
    assert page.locator(".strip li").nth(1).inner_text().split()[1:4] == ["members:", "not", "known"]
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved", exact=True).wait_for()
    assert AnswerRow.objects.get(assessment=again, indicator="A2").is_carried
    page.locator("[name=A2-confirm]").check()
    wait_until_saved(page, "A2")
    assert not AnswerRow.objects.get(assessment=again, indicator="A2").is_carried
    assert "34" in page.locator(".strip li").nth(1).inner_text()
