"""Nothing typed is lost without a warning, on every page where people write: in real Chromium, without a network, after
Back, signed out in another tab, and when the tab is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import AdviserRelation, Assessment, Consultation, Interview, Status
from assessments.workflow.clarifications import ask_cluster
from assessments.workflow.impartiality import object_to_assessor
from tests.conftest import NOW, PASSWORD, Cast, session_cookie

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RUN = "/assessments/FI-2026-001/"
WORDS = "Three people share it, as agreed in May."
ANSWERS = {
    "A2": {"total": 34, "signed": 30, "paying": 20, "active": 25},
    "B3": {"people": 2, "fte": "1.20", "permanent_fte": "1.00"},
    "B6": {"year": 2024, "horizon": 4, "level": 2},
}
SAVED, SAVING = "Everything typed here is saved.", "Saving…"
UNSENT = "Not sent yet. It is kept in this tab until you send it or sign out."


@dataclass(frozen=True)
class Writing:
    """A page on which `who` types into the first `typed` field, once the assessment is in `state`.

    `also` are the other fields that its form needs: True is checked, a number is the option chosen, a text typed.
    `after` is what happened before that the page is about.
    """

    who: str
    state: Status
    address: str
    typed: str
    also: Mapping[str, Any] = field(default_factory=dict)
    after: Callable[[Cast, Assessment], object] | None = None

    def __str__(self) -> str:
        return f"{self.who} {self.address.removeprefix(RUN).strip('/')} {self.typed.strip('[]')}"


def a_question(cast: Cast, assessment: Assessment) -> None:
    at = timezone.now()
    day = timezone.localdate(at) + dt.timedelta(days=7)
    ask_cluster(assessment=assessment, indicator="A2", text="Why?", deadline=day, by=cast.assessor, at=at)


def an_objection(cast: Cast, assessment: Assessment) -> None:
    object_to_assessor(assessment=assessment, reason="A former colleague", by=cast.owner, at=NOW)


def earlier_advice(cast: Cast, assessment: Assessment) -> None:
    AdviserRelation.objects.create(
        organisation=cast.organisation, adviser=cast.assessor, note="In 2024", recorded_at=NOW
    )


def an_appointment(cast: Cast, assessment: Assessment) -> None:
    starts_at = timezone.now() + dt.timedelta(days=7)
    Interview.objects.create(assessment=assessment, starts_at=starts_at, minutes=180, place="Here", arranged_at=NOW)


def a_position(cast: Cast, assessment: Assessment) -> None:
    deadline = timezone.localdate() + dt.timedelta(days=7)
    Consultation.objects.create(
        pk=1, kind="position", title="Aid", text="Simpler", deadline=deadline, drafted_at=NOW, opened_at=NOW
    )


SAVED_AS_TYPED = [
    Writing("editor", Status.DRAFT, f"{RUN}areas/A/", "[name=A4-core_region]"),
    Writing("assessor", Status.INTERVIEW, f"{RUN}review/B3/", "[name=remark-remark]"),
    Writing("assessor", Status.INTERVIEW, f"{RUN}recommendations/", "[data-save] textarea"),
    Writing("assessor", Status.INTERVIEW, f"{RUN}report/", "[name=foreword]"),
]
SENT = [
    Writing("owner", Status.DRAFT, "/organisations/new/", "textarea", {"[name=name]": "New", "[name=country]": "FI"}),
    Writing("owner", Status.DRAFT, "/organisations/kuvitelma/edit/", "textarea"),
    Writing(
        "secretary", Status.DRAFT, "/organisations/kuvitelma/owner/", "[name=reason]", {"[name=email]": "n@example.org"}
    ),
    Writing("owner", Status.DRAFT, f"{RUN}team/B3/", "[name=text]"),
    Writing("owner", Status.DRAFT, f"{RUN}team/B3/", "[name=note]", {"[name=to]": 1}),
    Writing(
        "owner",
        Status.DRAFT,
        f"{RUN}evidence/B3/",
        "[name=link-statement]",
        {"[name=link-title]": "Minutes", "[name=link-link]": "https://a.example/"},
    ),
    Writing("owner", Status.SUBMITTED, f"{RUN}withdraw/", "[name=reason]"),
    Writing("secretary", Status.SUBMITTED, f"{RUN}waive/", "[name=reason]", {"[name=programme]": "Regional"}),
    Writing("assessor", Status.INTERVIEW, f"{RUN}declare/", "[name=interest]", {"[value=some]": True}),
    Writing("owner", Status.INTERVIEW, f"{RUN}object/", "[name=reason]"),
    Writing("secretary", Status.INTERVIEW, f"{RUN}earlier-advice/", "[name=note]", {"[name=adviser]": 1}),
    Writing(
        "secretary", Status.INTERVIEW, f"{RUN}rule/", "[name=reason]", {"[value=dismissed]": True}, after=an_objection
    ),
    Writing("secretary", Status.INTERVIEW, f"{RUN}overrule/adviser/", "[name=reason]", after=earlier_advice),
    Writing("assessor", Status.INTERVIEW, f"{RUN}interview/cancel/", "[name=reason]", after=an_appointment),
    Writing("assessor", Status.INTERVIEW, f"{RUN}recommendations/", "[name=own-text]", {"[name=own-title]": "Share"}),
    Writing("assessor", Status.INTERVIEW, f"{RUN}questions/A2/", "[name=text]"),
    Writing("owner", Status.INTERVIEW, f"{RUN}questions/A2/", "[name=text]", after=a_question),
    Writing("assessor", Status.INTERVIEW, f"{RUN}finish/", "[name=reason]", {"[value=label]": True}),
    Writing("secretary", Status.ASSESSED, f"{RUN}decide/", "[name=reason]", {"[value=label]": True}),
    Writing("secretary", Status.LABELLED, f"{RUN}label/suspend/", "[name=reason]"),
    Writing("owner", Status.LABELLED, "/organisations/kuvitelma/register/", "textarea"),
    Writing(
        "owner",
        Status.DRAFT,
        "/organisations/kuvitelma/positions/1/",
        "[name=text]",
        {"[value=amend]": True},
        after=a_position,
    ),
    Writing(
        "secretary",
        Status.DRAFT,
        "/desk/calendar/new/",
        "[name=text]",
        {
            "[name=title]": "A call",
            "[name=for_whom]": "Firms",
            "[name=ends_on]": "2999-01-01",
            "[name=source]": "A ministry",
            "[name=link]": "https://a.example/",
        },
    ),
    Writing("owner", Status.LABELLED, f"{RUN}advice/", "[name$=-note]", {"[value=done]": True}),
]


class Window:
    """A window in which the person is on the page, and what it warned of before it was left."""

    def __init__(self, visit: Callable[..., Any], cast: Cast, writing: Writing, origin: str) -> None:
        assessment = cast.in_state(writing.state, ANSWERS)
        if writing.after:
            writing.after(cast, assessment)
        self.writing, self.page = writing, visit(failures_expected=True)
        self.page.context.add_cookies([session_cookie(getattr(cast, writing.who).email, origin)])
        self.warnings: list[str] = []
        self.stays = True
        self.page.on("dialog", self._warned)
        self.page.goto(writing.address)

    def _warned(self, dialog: Any) -> None:
        self.warnings.append(dialog.type)
        if self.stays:
            dialog.dismiss()
        else:
            dialog.accept()

    @property
    def typed(self) -> Any:
        return self.page.locator(self.writing.typed).first

    @property
    def form(self) -> Any:
        return self.typed.locator("xpath=ancestor::form")

    @property
    def bar(self) -> Any:
        return self.form.locator(".save-bar")

    def write(self, text: str = WORDS) -> None:
        self.typed.evaluate("field => field.closest('details')?.setAttribute('open', '')")
        for selector, value in self.writing.also.items():
            wanted = self.form.locator(selector).first
            if value is True:
                wanted.check()
            elif wanted.evaluate("field => field.matches('select')"):
                wanted.select_option(**({"index": value} if isinstance(value, int) else {"value": value}))
            else:
                wanted.fill(value)
        self.typed.fill(text)
        self.typed.blur()

    def send(self) -> None:
        self.form.evaluate("form => form.requestSubmit(form.querySelector('.actions [type=submit]'))")

    def close_tab(self) -> None:
        self.page.close(run_before_unload=True)
        self.page.wait_for_timeout(200)

    def sign_out_elsewhere(self) -> None:
        other = self.page.context.new_page()
        other.goto("/home/")
        other.get_by_role("button", name="Sign out").click()
        other.get_by_role("link", name="Sign in", exact=True).first.wait_for()
        other.close()

    def sign_in_again(self) -> None:
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Password").fill(PASSWORD)
        dialog.get_by_role("button", name="Sign in", exact=True).click()
        dialog.wait_for(state="hidden")


@pytest.mark.parametrize("writing", SAVED_AS_TYPED, ids=str)
def test_what_is_saved_as_it_is_typed(
    visit: Callable[..., Any], live_cast: Cast, live_server: Any, writing: Writing
) -> None:
    window = Window(visit, live_cast, writing, live_server.url)
    window.page.context.set_offline(True)
    window.write("Without a network")
    expect(window.bar).to_contain_text("Not saved: there is no connection to the server. Stay on this page")
    expect(window.bar).to_have_attribute("data-kind", "unsaved")
    window.close_tab()
    assert window.warnings == ["beforeunload"]
    window.page.context.set_offline(False)
    expect(window.bar).to_have_text(SAVED)
    # Away and Back: what stands there is what is stored, and it goes on from there without a conflict.
    window.page.goto("/home/")
    window.page.go_back()
    expect(window.typed).to_have_value("Without a network")
    window.sign_out_elsewhere()
    window.write()
    expect(window.bar).to_contain_text("Not saved: you are signed out.")
    window.sign_in_again()
    expect(window.bar).to_have_text(SAVED)
    window.page.reload()
    expect(window.typed).to_have_value(WORDS)
    assert window.warnings == ["beforeunload"]


@pytest.mark.parametrize("writing", SENT, ids=str)
def test_what_is_sent(visit: Callable[..., Any], live_cast: Cast, live_server: Any, writing: Writing) -> None:
    window = Window(visit, live_cast, writing, live_server.url)
    before = window.typed.input_value()
    window.write()
    expect(window.bar).to_have_text(UNSENT)
    window.page.context.set_offline(True)
    window.send()
    expect(window.bar).to_contain_text("Not sent: there is no connection to the server. Stay on this page")
    expect(window.bar).to_have_attribute("data-kind", "unsaved")
    window.page.context.set_offline(False)
    window.close_tab()
    assert window.warnings == ["beforeunload"]
    # Away, after a warning, and Back.
    window.stays = False
    window.page.goto("/home/")
    window.page.go_back()
    expect(window.typed).to_have_value(WORDS)
    expect(window.bar).to_contain_text("What you typed here before is back. It has not been sent.")
    window.sign_out_elsewhere()
    window.send()
    expect(window.bar).to_contain_text("Not sent: you are signed out.")
    with window.page.expect_navigation():
        window.sign_in_again()
    assert window.page.locator(".is-invalid, .error-summary").count() == 0
    # It is sent, once, and the page begins anew.
    window.page.goto(writing.address)
    if window.typed.count():
        assert (window.typed.input_value() in (before, WORDS), window.bar.inner_text()) == (True, "")
    assert window.page.evaluate("Object.keys(sessionStorage)") == []
