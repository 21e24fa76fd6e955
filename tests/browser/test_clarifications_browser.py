"""A question asked, answered and resolved, in real Chromium."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from assessments.models import AnswerRow, Clarification, Status
from tests.conftest import Cast

pytestmark = pytest.mark.browser


def test_a_question_is_asked_answered_and_resolved(live_cast: Cast, visit: Callable[..., Any]) -> None:
    live_cast.in_state(Status.INTERVIEW)
    mail.outbox.clear()
    deadline = timezone.localdate() + dt.timedelta(days=7)

    assessor = visit("assessor@example.org")
    assessor.goto("/assessments/FI-2026-001/review/A2/")
    assessor.get_by_role("link", name="Ask the cluster (A2)").click()
    assessor.get_by_label("Question to the cluster").fill("Who are the four that have not signed?")
    assessor.get_by_label("Answer by").fill(deadline.isoformat())
    assessor.get_by_role("button", name="Ask the cluster").click()
    assessor.get_by_text("The question is asked.").wait_for()
    assert [message.to for message in mail.outbox] == [["owner@example.org"], ["editor@example.org"]]
    assert mail.outbox[0].reply_to == ["assessor@example.org"]

    owner = visit("owner@example.org")
    owner.get_by_role("link", name="Inbox").click()
    owner.get_by_role("link", name="FI-2026-001: a question about A2").click()
    owner.get_by_text("Who are the four that have not signed?").wait_for()
    owner.get_by_role("link", name="Go there").click()
    field = owner.locator("#id_A2-signed")
    assert field.input_value() == "30"
    field.fill("34")
    owner.get_by_role("button", name="Save the answer").click()
    owner.get_by_text("Saved. The earlier version is kept.").wait_for()
    owner.get_by_text("Version 1: Owner").click()
    owner.get_by_label("Your reply").fill("They have signed since; the number is now 34.")
    owner.get_by_role("button", name="Send the reply").click()
    owner.get_by_text("They have signed since; the number is now 34.").wait_for()

    assessor.reload()
    assessor.get_by_text("They have signed since; the number is now 34.").wait_for()
    assessor.get_by_role("button", name="Resolve").click()
    assessor.get_by_text("The question is resolved.").wait_for()
    owner.reload()
    owner.get_by_role("heading", name="No open question").wait_for()
    assert owner.get_by_role("button", name="Save the answer").count() == 0
    assert (
        AnswerRow.objects.get(indicator="A2").values["signed"],
        Clarification.objects.get().resolved_at is None,
    ) == (
        34,
        False,
    )
    assert [message.to for message in mail.outbox[2:]] == [
        ["assessor@example.org"],
        ["owner@example.org"],
        ["editor@example.org"],
    ]
