"""A conflict that blocks, from the assignment to the overruling, in real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from assessments.models import Status, User
from tests.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUN = "/assessments/FI-2026-001/"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_conflict_blocks_until_it_is_overruled(visit: Callable[..., Any], live_cast: Cast, scripts: bool) -> None:
    live_cast.in_state(Status.SUBMITTED)
    User.objects.filter(pk=live_cast.assessor.pk).update(employer="Pellava Oy")
    User.objects.filter(pk=live_cast.reader.pk).update(employer="Pellava Oy")
    secretary = visit(live_cast.secretary.email, java_script_enabled=scripts)
    secretary.goto(RUN)
    secretary.get_by_role("link", name="Assign an assessor").click()
    words = "Has the same employer as the organisation or somebody in it (Pellava Oy)"
    secretary.get_by_label(f"Assessor · {words}", exact=True).check()
    secretary.get_by_role("button", name="Assign").click()
    assert "The assessor has not declared yet" in secretary.inner_text("main")

    # This test is about refused pages, so they may fail.
    assessor = visit(live_cast.assessor.email, failures_expected=True, java_script_enabled=scripts)
    assessor.get_by_role("link", name="FI-2026-001").click()
    assessor.wait_for_url(f"**{RUN}declare/")
    assessor.get_by_label("I have no interest in this cluster").check()
    assessor.get_by_role("button", name="Declare").click()
    expect(assessor.get_by_role("main")).to_contain_text("There is a conflict of interest")
    for page in ("review/A/", "check/", "comparison/", "reports/", "evidence/A2/", "trail/"):
        assert assessor.goto(f"{RUN}{page}").status == 403
        assert "Not open yet" in assessor.inner_text("h1")

    secretary.reload()
    secretary.get_by_role("link", name="Overrule").click()
    secretary.get_by_label("Reason").fill("They work in different towns and have never met.")
    secretary.get_by_role("button", name="Overrule").click()
    expect(secretary.get_by_role("main")).to_contain_text("They work in different towns and have never met.")

    assert assessor.goto(f"{RUN}review/A/").status == 200
    assessor.goto(f"{RUN}impartiality/")
    assert "Overruled" in assessor.inner_text("main")
