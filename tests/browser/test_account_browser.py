"""A person's account in a real browser: every page of it, two-step sign-in, and a time that comes twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from assessments.models import Interview, Status
from tests.browser.looks import faults_on
from tests.conftest import PASSWORD, Cast
from tests.views.test_second_factor import code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUIDE = (
    "/guide/",
    "/guide/labels/",
    "/guide/founding/",
    "/guide/eligible/?fte=0.49&embed=1",
    "/guide/ready/?members=ready&money=open",
    "/calendar/",
    "/stories/?q=peat",
)
ABOUT = ("/about/privacy/", "/about/accessibility/", "/about/terms/", "/about/contact/", *GUIDE)
OWN = ("/account/", "/account/details/", "/account/sessions/", "/account/preferences/", "/accounts/2fa/")
CONFIRMED = ("/account/delete/", "/accounts/2fa/totp/activate/")


def give_password(page: Any, email: str) -> None:
    """Takes the first step of signing in, on its page."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Any, place: str) -> None:
    """Shows that it is them, on the way to `place`."""
    page.goto(place)
    page.get_by_role("main").get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Confirm").click()
    page.wait_for_url(f"**{place}")


@pytest.mark.any_database
def test_axe_finds_nothing_on_the_pages_of_an_account(visit: Callable[..., Any], live_cast: Cast) -> None:
    assert faults_on(visit(), ABOUT) == []
    page = visit("owner@example.org")
    assert faults_on(page, OWN) == []
    confirm(page, "/account/delete/")
    assert faults_on(page, CONFIRMED) == []


def test_two_step_sign_in_from_setting_it_up_to_using_it(visit: Callable[..., Any], live_cast: Cast) -> None:
    page = visit("reader@example.org")
    page.get_by_role("link", name=re.compile("your account")).click()
    page.get_by_role("link", name="Two-step sign-in and recovery codes").click()
    confirm(page, "/accounts/2fa/totp/activate/")
    secret = page.get_by_label("Key").input_value()
    page.get_by_label("Code of the app").fill(code_of(secret))
    page.get_by_role("main").get_by_role("button", name="Set up").click()
    codes = page.get_by_label("Codes that are left").input_value().split()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    give_password(page, "reader@example.org")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/home/")


def virtual_device(page: Any) -> Callable[[bool], None]:
    """Gives the browser a device with passkeys. Returns a function that sets whether it recognises its person."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, "isUserVerified": True}})

    def recognise(is_recognised: bool) -> None:
        session.send("WebAuthn.setUserVerified", {**device, "isUserVerified": is_recognised})

    return recognise


def test_a_passkey_from_adding_it_to_signing_in_with_it_alone(
    visit: Callable[..., Any], live_cast: Cast, live_server: Any, settings: Any
) -> None:
    settings.SITE_ADDRESS, settings.SECOND_FACTOR = live_server.url, ["secretariat"]
    page = visit()
    recognise = virtual_device(page)
    page.goto("/accounts/login/?next=/account/")
    give_password(page, "secretary@example.org")
    page.wait_for_url("**/accounts/2fa/")
    confirm(page, "/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My phone")
    assert page.get_by_label("Sign in with it alone, without the password").is_checked()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    assert faults_on(page, ("/accounts/2fa/webauthn/", "/account/")) == []
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/?next=/desk/")
    recognise(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("alert").get_by_text("The passkey was not used").wait_for()
    recognise(True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/")
    page.get_by_role("button", name="Sign out").click()
    # As a second step after the password.
    page.goto("/accounts/login/")
    give_password(page, "secretary@example.org")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/home/")


def test_a_time_that_comes_twice_is_chosen_on_the_page_also_without_a_script(
    visit: Callable[..., Any], live_cast: Cast
) -> None:
    live_cast.in_state(Status.INTERVIEW)
    page = visit("assessor@example.org", java_script_enabled=False)
    page.goto("/assessments/FI-2026-001/interview/")
    for name, text in (("day", "2027-10-31"), ("time", "03:30"), ("place", "Kuopio")):
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name="Arrange the interview").click()
    page.get_by_role("link", name=re.compile("This time comes twice on this day")).wait_for()
    page.get_by_label("03:30 (Helsinki, UTC+2)").check()
    page.get_by_role("button", name="Arrange the interview").click()
    page.wait_for_url("**/assessments/FI-2026-001/")
    assert Interview.objects.get().starts_at.isoformat() == "2027-10-31T01:30:00+00:00"
