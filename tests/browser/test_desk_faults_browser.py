"""Errors on the assessor's pages, in real Chromium: each has a clear message, and the input is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import Interview, Remark, Status
from assessments.workflow.clarifications import ask_cluster
from assessments.workflow.deciding import withdraw
from assessments.workflow.impartiality import assign_assessor, object_to_assessor
from tests.browser.looks import too_wide
from tests.conftest import NOW, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RUN = "/assessments/FI-2026-001/"
NOTE = "Three hours of work"


@pytest.mark.parametrize("how", ["replaced", "objected"])
def test_an_assignment_overruled_while_the_assessor_types(visit: Callable[..., Any], live_cast: Cast, how: str) -> None:
    assessment = live_cast.in_state(Status.INTERVIEW)
    page = visit("assessor@example.org", failures_expected=True)
    page.goto(f"{RUN}review/B3/")
    if how == "replaced":
        assign_assessor(assessment=assessment, assessor=live_cast.other_assessor, by=live_cast.secretary, at=NOW)
    else:
        object_to_assessor(assessment=assessment, reason="A rival", by=live_cast.owner, at=NOW)
    page.get_by_label("Remark for the report").fill(NOTE)
    page.locator("h1").click()
    expect(page.locator("[data-question=remark] [data-save-state]")).to_contain_text("Not saved")
    assert page.get_by_label("Remark for the report").input_value() == NOTE
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="What you typed").wait_for()
    assert NOTE in (page.locator("main").inner_text() + page.locator("main textarea").first.input_value())
    assert Remark.objects.count() == 0


def test_an_interview_in_the_past_is_refused_and_moved_and_cancelled_from_the_same_page(
    visit: Callable[..., Any], live_cast: Cast
) -> None:
    live_cast.in_state(Status.INTERVIEW)
    page = visit("assessor@example.org")
    page.goto(f"{RUN}interview/")
    page.locator("#id_day").fill("2020-01-02")
    page.locator("#id_time").fill("10:00")
    page.locator("#id_place").fill("Kuopio, hall 4")
    page.get_by_role("button", name="Arrange the interview").click()
    page.get_by_role("heading", name="Something needs correcting").wait_for()
    assert "This time has passed." in page.locator(".error-summary").inner_text()
    assert page.locator("#id_place").input_value() == "Kuopio, hall 4"
    assert Interview.objects.count() == 0
    day = timezone.localdate() + dt.timedelta(days=9)
    page.locator("#id_day").fill(day.isoformat())
    page.get_by_role("button", name="Arrange the interview").click()
    page.get_by_text("The interview is arranged, and everybody concerned is told.").wait_for()
    page.get_by_role("link", name="Move the interview").click()
    page.get_by_role("link", name="Cancel it without another date").click()
    page.get_by_label("Reason").fill("The hall is closed")
    page.get_by_role("button", name="Cancel the interview").click()
    page.get_by_text("The interview is cancelled, and everybody concerned is told.").wait_for()
    assert page.get_by_role("link", name="Arrange the interview").count() == 1


def test_a_reply_typed_while_the_cluster_withdraws_is_given_back(visit: Callable[..., Any], live_cast: Cast) -> None:
    assessment = live_cast.in_state(Status.INTERVIEW)
    at = timezone.now()
    deadline = timezone.localdate() + dt.timedelta(days=3)
    ask_cluster(assessment=assessment, indicator="B3", text="Which?", deadline=deadline, by=live_cast.assessor, at=at)
    page = visit("editor@example.org", failures_expected=True)
    page.goto(f"{RUN}questions/B3/")
    page.get_by_label("Your reply").fill(NOTE)
    withdraw(assessment=assessment, reason="Merged", by=live_cast.owner, at=at)
    page.get_by_role("button", name="Send the reply").click()
    summary = page.locator(".error-summary")
    summary.wait_for()
    # Once in the summary and once at its field, but not a third time.
    message = "This cannot be done in the state “Withdrawn”. Nothing was changed."
    assert page.get_by_text(message).count() == 2
    assert page.get_by_label("Your reply").input_value() == NOTE


@pytest.mark.any_database
def test_the_page_of_the_interview_beside_a_thread_at_every_width(visit: Callable[..., Any], live_cast: Cast) -> None:
    assessment = live_cast.in_state(Status.INTERVIEW)
    at = timezone.now()
    deadline = timezone.localdate() + dt.timedelta(days=3)
    text = "Which of them? " + "https://register.example.org/" + "a" * 200
    ask_cluster(assessment=assessment, indicator="B3", text=text, deadline=deadline, by=live_cast.assessor, at=at)
    page = visit("assessor@example.org")
    for address in (f"{RUN}review/B3/", f"{RUN}questions/B3/", f"{RUN}questions/", f"{RUN}trail/", "/inbox/"):
        page.goto(address)
        assert too_wide(page) == [], address
