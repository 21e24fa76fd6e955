"""Keys with dots in real Chromium: autosave, conditional questions, and keyboard shortcuts in the interview."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from assessments.models import AnswerRow
from assessments.workflow.organising import start_assessment
from criteria.definitions import Edition
from tests.conftest import NOW, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_answer_with_dots_in_its_key_is_saved_as_it_is_left(
    small: Edition, visit: Callable[..., Any], live_cast: Cast
) -> None:
    start_assessment(organisation=live_cast.organisation, by=live_cast.owner, at=NOW, reference="FI-2026-001")
    page = visit("editor@example.org")
    page.goto("/assessments/FI-2026-001/areas/1/")
    page.locator('[name="1.1.0-berths"]').fill("40")
    page.locator('[name="1.1.2-opened"]').focus()
    saved = page.locator('[data-question="1.1.0"] [data-save-state]')
    expect(saved).to_have_text(re.compile(r"^Saved \d\d:\d\d$"), timeout=20_000)
    assert AnswerRow.objects.get(indicator="1.1.0").values == {"berths": 40}
    assert page.locator('[data-part="state-1.1.0"]').inner_text() == "complete"
    page.goto("/assessments/FI-2026-001/areas/2/")
    hidden = page.locator('[name="2.1-since"]')
    expect(hidden).to_be_hidden()
    page.get_by_label("A tenant").check()
    expect(hidden).to_be_visible()
