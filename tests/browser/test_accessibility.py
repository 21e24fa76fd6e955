"""Every kind of page is accessible and stays in the window, light or dark, narrow or zoomed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import MailState, OutboxMail, Status
from assessments.workflow.answering import save_answer
from assessments.workflow.clarifications import ask_cluster
from assessments.workflow.impartiality import object_to_assessor, record_advice
from assessments.workflow.interviews import arrange_interview
from tests.browser.looks import LOOKS, faults_of, faults_on
from tests.conftest import NOW, Cast, typed

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

PUBLIC = (
    "/",
    "/criteria/",
    "/criteria/B6/",
    "/verify/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
)
MEMBER = (
    "/home/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/organisations/new/",
    "/organisations/kuvitelma/",
    "/organisations/kuvitelma/edit/",
    "/organisations/kuvitelma/logo/",
    "/organisations/kuvitelma/people/",
    "/assessments/FI-2026-001/",
    "/assessments/FI-2026-001/areas/A/",
    "/assessments/FI-2026-001/areas/F/",
    "/assessments/FI-2026-001/check/",
    "/assessments/FI-2026-001/comparison/",
    "/assessments/FI-2026-001/trends/",
    "/assessments/FI-2026-001/reports/",
    "/assessments/FI-2026-001/team/B6/",
    "/assessments/FI-2026-001/evidence/B6/",
    "/assessments/FI-2026-001/import/",
)
ASSESSOR = (
    "/home/",
    "/assessments/FI-2026-001/",
    "/queue/",
    "/assessments/FI-2026-001/review/B6/",
    "/assessments/FI-2026-001/review/A2/?order=doubt",
    "/assessments/FI-2026-001/follow-up/",
    "/assessments/FI-2026-001/recommendations/",
    "/assessments/FI-2026-001/interview/",
    "/assessments/FI-2026-001/declare/",
    "/assessments/FI-2026-001/finish/",
    "/assessments/FI-2026-001/trail/",
    "/account/details/",
)
REGISTER = ("/register/", "/register/kuvitelma/", "/register/kuvitelma/members/")
QUESTIONS = "/assessments/FI-2026-001/questions/"
SECRETARY = (
    "/desk/",
    "/assessments/FI-2026-001/assign/",
    "/assessments/FI-2026-001/due/",
    "/assessments/FI-2026-001/waive/",
    "/assessments/FI-2026-001/impartiality/",
    "/assessments/FI-2026-001/overrule/adviser/",
    "/assessments/FI-2026-001/rule/",
    "/assessments/FI-2026-001/earlier-advice/",
    "/assessments/FI-2026-001/trail/",
)


def test_axe_finds_nothing(visit: Callable[..., Any], live_cast: Cast) -> None:
    assessment = live_cast.draft({"A2": {"total": 34}, "A3": {"smes": 40}, "B6": {"level": 2, "year": 2024}})
    save_answer(
        assessment=assessment,
        indicator="B3",
        answer=typed({"B3": {"fte": "1.20"}})["B3"],
        based_on=0,
        by=live_cast.editor,
        at=NOW,
    )
    assert faults_on(visit(), PUBLIC, LOOKS) == []
    assert faults_on(visit("owner@example.org"), MEMBER, LOOKS) == []


def test_axe_finds_nothing_on_the_desks(visit: Callable[..., Any], live_cast: Cast) -> None:
    assessment = live_cast.in_state(Status.INTERVIEW, {"A2": {"total": 34}, "B3": {"fte": "1.20"}, "B6": {"level": 2}})
    assert faults_on(visit("assessor@example.org"), ASSESSOR) == []
    assert faults_on(visit("owner@example.org"), ("/assessments/FI-2026-001/object/",)) == []
    object_to_assessor(assessment=assessment, reason="A rival", by=live_cast.owner, at=NOW)
    record_advice(assessment=assessment, adviser=live_cast.assessor, note="Strategy", by=live_cast.secretary, at=NOW)
    assert faults_on(visit("secretary@example.org"), SECRETARY) == []


def test_axe_finds_nothing_where_the_cluster_replies_and_register(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.in_state(Status.LABELLED, {"A2": {"total": 34}, "B3": {"fte": "1.20"}, "B6": {"level": 2}})
    assert faults_on(visit("owner@example.org"), ("/assessments/FI-2026-001/advice/",)) == []
    assert faults_on(visit(), REGISTER) == []


def test_axe_finds_nothing_on_questions_inbox_and_stuck_mail(visit: Callable[..., Any], live_cast: Cast) -> None:
    assessment = live_cast.in_state(Status.INTERVIEW)
    at = timezone.now()
    asked = {"text": "Why?", "deadline": timezone.localdate(at), "by": live_cast.assessor, "at": at}
    ask_cluster(assessment=assessment, indicator="A2", **asked)
    when_and_where = {"starts_at": at + dt.timedelta(days=9), "minutes": 180, "place": "Oulu", "link": ""}
    arrange_interview(assessment=assessment, by=live_cast.assessor, at=at, **when_and_where)
    OutboxMail.objects.filter(to="owner@example.org").update(state=MailState.UNKNOWN, attempts=1, error="?")
    notice = live_cast.owner.notices.latest("pk").pk
    run = "/assessments/FI-2026-001/"
    places = ("/inbox/", f"/inbox/{notice}/", "/inbox/mail/", f"{QUESTIONS}A2/", QUESTIONS, run, f"{run}evidence/A2/")
    assert faults_on(visit("owner@example.org"), places) == []
    places = (QUESTIONS, f"{QUESTIONS}A2/", f"{QUESTIONS}B3/", f"{run}review/A2/", f"{run}interview/cancel/", "/queue/")
    assert faults_on(visit("assessor@example.org"), places) == []
    assert faults_on(visit("secretary@example.org"), ("/desk/", "/desk/mail/", "/desk/consistency/")) == []


def test_axe_finds_nothing_where_something_is_wrong(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page = visit("owner@example.org", failures_expected=True, java_script_enabled=True)
    page.goto("/assessments/FI-2026-001/areas/A/")
    page.locator("[name=A2-total]").fill("many")
    page.locator("[name=A1-founded]").fill("2999")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("heading", name="Something needs correcting").wait_for()
    assert faults_of(page) == []
    # The links of the error summary lead to the fields.
    page.get_by_role("link", name="A2").first.click()
    assert page.evaluate("location.hash") == "#id_A2-total"
