"""Registering a cluster that is there, asking to join it and being let in, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assessments.models import JoinRequest
from tests.browser.looks import faults_of
from tests.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_somebody_asks_to_join_and_is_let_in(visit: Callable[..., Any], live_cast: Cast) -> None:
    page = visit("outsider@example.org")
    page.goto("/organisations/new/")
    page.locator("[name=name]").fill("KUVITELMA Cluster")
    page.get_by_label("Country").select_option("Finland")
    page.get_by_label("Region").fill("Savo")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Ask to join Kuvitelma Cluster").wait_for()
    assert page.get_by_label("Region").input_value() == "Savo"
    assert faults_of(page) == []
    page.get_by_label("A note to those who decide").fill("I manage it")
    page.get_by_role("button", name="Ask to join").click()
    page.get_by_text("You will find the answer in your inbox.").wait_for()
    assert faults_of(page) == []

    owner = visit("owner@example.org")
    owner.goto("/inbox/")
    owner.get_by_role("link", name="Outsider asks to join Kuvitelma Cluster").click()
    owner.get_by_role("link", name="Go there").click()
    assert faults_of(owner) == []
    owner.get_by_role("link", name="Outsider").click()
    assert faults_of(owner) == []
    owner.get_by_label("Reader").check()
    owner.get_by_role("button", name="Accept").click()
    owner.get_by_text("Outsider is now reader.").wait_for()
    assert JoinRequest.objects.get().decided_at is not None
    page.goto("/organisations/kuvitelma/")
    page.get_by_role("heading", name="Kuvitelma Cluster").wait_for()
