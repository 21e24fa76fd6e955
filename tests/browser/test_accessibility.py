"""WCAG 2.2 AA as far as it can be tested automatically: axe finds nothing, light or dark, narrow or zoomed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.utils import timezone

from assessments.models import MailState, OutboxMail, Status
from assessments.workflow.answering import save_answer
from assessments.workflow.clarifications import ask_cluster
from assessments.workflow.impartiality import object_to_assessor, record_advice
from assessments.workflow.interviews import arrange_interview
from tests.conftest import NOW, Cast, typed

pytestmark = [pytest.mark.browser, pytest.mark.layout, pytest.mark.django_db(transaction=True)]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A window of 1280 px zoomed to 200 % has the same layout as one of 640 px.
LOOKS = [("light", 320), ("dark", 320), ("light", 640), ("dark", 1280)]
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


def faults_on(page: Any, addresses: tuple[str, ...]) -> list[str]:
    """The findings of axe on each page, one line each."""
    found = []
    for address in addresses:
        response = page.goto(address)
        assert response.status == 200, address
        page.evaluate(AXE)
        result = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
        for violation in result["violations"]:
            places = [node["html"][:160] for node in violation["nodes"][:2]]
            found.append(f"{address}: {violation['id']} ({len(violation['nodes'])}): {places}")
    return found


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_finds_nothing(visit: Callable[..., Any], live_cast: Cast, scheme: str, width: int) -> None:
    # High enough for every page, so that the sticky bar with the buttons covers nothing.
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 12_000}}
    assessment = live_cast.draft({"A2": {"total": 34}, "A3": {"smes": 40}, "B6": {"level": 2, "year": 2024}})
    save_answer(
        assessment=assessment,
        indicator="B3",
        answer=typed({"B3": {"fte": "1.20"}})["B3"],
        based_on=0,
        by=live_cast.editor,
        at=NOW,
    )
    assert faults_on(visit(**look), PUBLIC) == []
    assert faults_on(visit("owner@example.org", **look), MEMBER) == []


def test_axe_finds_nothing_on_the_desks(visit: Callable[..., Any], live_cast: Cast) -> None:
    assessment = live_cast.in_state(Status.INTERVIEW, {"A2": {"total": 34}, "B3": {"fte": "1.20"}, "B6": {"level": 2}})
    assert faults_on(visit("assessor@example.org", color_scheme="dark"), ASSESSOR) == []
    assert faults_on(visit("owner@example.org"), ("/assessments/FI-2026-001/object/",)) == []
    object_to_assessor(assessment=assessment, reason="A rival", by=live_cast.owner, at=NOW)
    record_advice(assessment=assessment, adviser=live_cast.assessor, note="Strategy", by=live_cast.secretary, at=NOW)
    assert faults_on(visit("secretary@example.org", color_scheme="light"), SECRETARY) == []


def test_axe_finds_nothing_where_the_cluster_replies(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.in_state(Status.LABELLED, {"A2": {"total": 34}, "B3": {"fte": "1.20"}, "B6": {"level": 2}})
    assert faults_on(visit("owner@example.org", color_scheme="light"), ("/assessments/FI-2026-001/advice/",)) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_axe_finds_nothing_on_questions_inbox_and_stuck_mail(
    visit: Callable[..., Any], live_cast: Cast, scheme: str, width: int
) -> None:
    assessment = live_cast.in_state(Status.INTERVIEW)
    at = timezone.now()
    asked = {"text": "Why?", "deadline": timezone.localdate(at), "by": live_cast.assessor, "at": at}
    ask_cluster(assessment=assessment, indicator="A2", **asked)
    when_and_where = {"starts_at": at + dt.timedelta(days=9), "minutes": 180, "place": "Oulu", "link": ""}
    arrange_interview(assessment=assessment, by=live_cast.assessor, at=at, **when_and_where)
    OutboxMail.objects.filter(to="owner@example.org").update(state=MailState.UNKNOWN, attempts=1, error="?")
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 12_000}}
    notice = live_cast.owner.notices.latest("pk").pk
    run = "/assessments/FI-2026-001/"
    places = ("/inbox/", f"/inbox/{notice}/", "/inbox/mail/", f"{QUESTIONS}A2/", QUESTIONS, run, f"{run}evidence/A2/")
    assert faults_on(visit("owner@example.org", **look), places) == []
    places = (QUESTIONS, f"{QUESTIONS}A2/", f"{QUESTIONS}B3/", f"{run}review/A2/", f"{run}interview/cancel/", "/queue/")
    assert faults_on(visit("assessor@example.org", **look), places) == []
    assert faults_on(visit("secretary@example.org", **look), ("/desk/", "/desk/mail/", "/desk/consistency/")) == []


def test_axe_finds_nothing_where_something_is_wrong(visit: Callable[..., Any], live_cast: Cast) -> None:
    live_cast.draft({})
    page = visit("owner@example.org", failures_expected=True, java_script_enabled=True)
    page.goto("/assessments/FI-2026-001/areas/A/")
    page.locator("[name=A2-total]").fill("many")
    page.locator("[name=A1-founded]").fill("2999")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("heading", name="Something needs correcting").wait_for()
    page.evaluate(AXE)
    result = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    assert [violation["id"] for violation in result["violations"]] == []
    # The links of the error summary lead to the fields.
    page.get_by_role("link", name="A2").first.click()
    assert page.evaluate("location.hash") == "#id_A2-total"
