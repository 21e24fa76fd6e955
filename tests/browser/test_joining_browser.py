"""Registering a cluster that is there, asking to join it and being let in, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assessments.models import JoinRequest
from tests.browser.test_accessibility import AXE, RULES
from tests.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def is_sound(page: Any) -> bool:
    """Axe finds nothing on the page, and it does not reach beyond the window."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)["violations"]
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
    return bool(beyond == 0)


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_somebody_asks_to_join_and_is_let_in(
    visit: Callable[..., Any], live_cast: Cast, scheme: str, width: int
) -> None:
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 6000}}
    page = visit("outsider@example.org", **look)
    page.goto("/organisations/new/")
    page.locator("[name=name]").fill("KUVITELMA Cluster")
    page.get_by_label("Country").select_option("Finland")
    page.get_by_label("Region").fill("Savo")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Ask to join Kuvitelma Cluster").wait_for()
    assert page.get_by_label("Region").input_value() == "Savo"
    assert is_sound(page)
    page.get_by_label("A note to those who decide").fill("I manage it")
    page.get_by_role("button", name="Ask to join").click()
    page.get_by_text("You will find the answer in your inbox.").wait_for()
    assert is_sound(page)

    owner = visit("owner@example.org", **look)
    owner.goto("/inbox/")
    owner.get_by_role("link", name="Outsider asks to join Kuvitelma Cluster").click()
    owner.get_by_role("link", name="Go there").click()
    assert is_sound(owner)
    owner.get_by_role("link", name="Outsider").click()
    assert is_sound(owner)
    owner.get_by_label("Reader").check()
    owner.get_by_role("button", name="Accept").click()
    owner.get_by_text("Outsider is now reader.").wait_for()
    assert JoinRequest.objects.get().decided_at is not None
    page.goto("/organisations/kuvitelma/")
    page.get_by_role("heading", name="Kuvitelma Cluster").wait_for()
