"""Shared fixtures: people, an organisation, assessments in every state, and a real browser."""

from __future__ import annotations

import datetime as dt
import gc
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker

from assessments.models import Assessment, Membership, MembershipRole, Organisation, Proposal, Status, User
from assessments.workflow.answering import save_answers
from assessments.workflow.deciding import decide, withdraw
from assessments.workflow.impartiality import Statement, assign_assessor, declare
from assessments.workflow.interviews import plan_interview
from assessments.workflow.mail.delivery import deliver_due
from assessments.workflow.organising import register_organisation, start_assessment
from assessments.workflow.reviewing import finish_assessment
from assessments.workflow.submitting import submit
from criteria.answers import Answer, value_from_portable
from criteria.definitions import Edition
from criteria.loader import load_edition
from tests.browsers import find_browser
from tests.swedish import swedish as swedish

# Playwright runs its own event loop in the test's thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Objects live as long as a test, and the catalogue for ever: collecting garbage less often costs 35 MB and saves 8 %.
gc.set_threshold(100_000, 20, 100)

# A full disk can only be simulated on SQLite, whose database is one file. Row locks exist only on PostgreSQL, which
# production uses; what a killed worker leaves behind matters there too.
ON_POSTGRESQL = [
    "labelcheck/test_production.py",
    "report/test_killed.py",
    "workflow/mail/test_killed.py",
    "workflow/test_row_locks.py",
]
collect_ignore = ["workflow/test_disk_full.py"] if "postgres" in os.environ.get("DATABASE_URL", "") else ON_POSTGRESQL

NOW = dt.datetime(2026, 10, 1, 12, 0, tzinfo=dt.UTC)
PASSWORD = "correct-horse-battery"
# How long another connection has to run into a lock of this one.
A_WHILE = 1
PROFILE = {
    "name": "Kuvitelma Cluster",
    "country": "FI",
    "eccp_status": "accepted",
    "eccp_profile": "https://profile.example.org/kuvitelma",
    "eccp_accepted": dt.date(2025, 3, 1),
    "website": "https://kuvitelma.example.org",
}
ELIGIBLE = {
    "A2": {"total": 34, "signed": 30, "paying": 20, "active": 25},
    "B3": {"people": 2, "fte": "1.20", "permanent_fte": "1.00"},
}

type Answering = dict[str, dict[str, Any]]
type Beside = Callable[[Callable[[], object]], Future[object]]
TRIGGERS = import_module("assessments.migrations.0005_audit_trail")


LOCALE = Path(__file__).parent.parent / "locale"


def pytest_report_header() -> list[str]:
    """Says before the tests run if translations are not compiled, because then tests of other languages fail."""
    sources = LOCALE.glob("*/LC_MESSAGES/*.po")
    stale = [source.parent.parent.name for source in sources if not is_compiled(source)]
    if not stale:
        return []
    return [f"Translations are not compiled ({', '.join(sorted(stale))}): run make setup, or tests of them fail."]


def is_compiled(source: Path) -> bool:
    """Whether the translations of a .po file are compiled as they stand."""
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks tests that use the database (pytest-django lets no others in), so that a run can select them."""
    if item.get_closest_marker("django_db") or "django_db_setup" in getattr(item, "fixturenames", ()):
        item.add_marker("database")


@pytest.fixture
def _trail_guard(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """Restores the triggers of the audit trail after tables were emptied, if the list is not empty."""
    taken_away: list[str] = []
    yield taken_away
    if taken_away:
        with django_db_blocker.unblock(), connection.schema_editor() as editor:
            TRIGGERS.refuse_changes(None, editor)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Ends leftover PostgreSQL connections just before pytest-django drops the database.

    PostgreSQL does not drop a database with open connections, such as that of a process killed by a test.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def _django_db_helper(_trail_guard: list[str], _django_db_helper: None) -> Iterator[None]:
    """After a test with real transactions Django empties all tables, which the triggers of the audit trail refuse.

    The triggers exist during every test. They are removed after it, just before the pytest-django fixture wrapped by
    this one empties the tables, and are restored before the next test.
    """
    yield
    if not connection.in_atomic_block:
        with connection.schema_editor() as editor:
            TRIGGERS.allow_changes(None, editor)
        _trail_guard.append("audit trail")


@pytest.fixture
def edition() -> Edition:
    return load_edition("2019")


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CREDENTIAL_KEYS = tmp_path / "credential_keys"


@pytest.fixture(autouse=True)
def _in_english() -> None:
    # A request leaves its language active in the thread, and a command uses the active language.
    translation.activate("en")


def in_both(say: Callable[[], str]) -> tuple[str, str]:
    """The results of `say` with English and with Finnish active."""
    said = []
    for language in ("en", "fi"):
        with translation.override(language):
            said.append(say())
    return said[0], said[1]


def typed(answers: Answering) -> dict[str, Answer]:
    """Typed answers from their portable form."""
    edition = load_edition("2019")
    result = {}
    for key, values in answers.items():
        indicator = edition.indicator(key)
        parsed = {name: value_from_portable(indicator.field(name), raw, year=2026) for name, raw in values.items()}
        result[key] = Answer({name: value for name, value in parsed.items() if value is not None})
    return result


def person(email: str, name: str = "", **marks: Any) -> User:
    """A person who can sign in with PASSWORD."""
    user = User.objects.create_user(email, PASSWORD, name=name or email.split("@")[0].title(), **marks)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


class Cast:
    """One organisation with its people, an assessor, two members of the secretariat and an outsider."""

    def __init__(self) -> None:
        self.owner = person("owner@example.org")
        self.editor = person("editor@example.org")
        self.reader = person("reader@example.org")
        self.assessor = person("assessor@example.org", is_assessor=True)
        self.other_assessor = person("other-assessor@example.org", is_assessor=True)
        self.secretary = person("secretary@example.org", is_secretariat=True)
        self.outsider = person("outsider@example.org")
        self.organisation = register_organisation(profile=PROFILE, by=self.owner, at=NOW, slug="kuvitelma")
        for user, role in ((self.editor, MembershipRole.EDITOR), (self.reader, MembershipRole.READER)):
            Membership.objects.create(organisation=self.organisation, user=user, role=role)

    def draft(self, answers: Answering | None = None) -> Assessment:
        assessment = start_assessment(organisation=self.organisation, by=self.owner, at=NOW, reference="FI-2026-001")
        save_answers(
            assessment=assessment, answers=typed(ELIGIBLE if answers is None else answers), by=self.owner, at=NOW
        )
        return assessment

    def in_state(self, status: Status, answers: Answering | None = None) -> Assessment:
        """An assessment brought to `status` by the people who may do so."""
        assessment = self.draft(answers)
        if status == Status.DRAFT:
            return assessment
        submit(assessment=assessment, by=self.owner, at=NOW)
        if status == Status.WITHDRAWN:
            return withdraw(assessment=assessment, reason="Merged", by=self.owner, at=NOW)
        if status == Status.SUBMITTED:
            return Assessment.objects.get(pk=assessment.pk)
        assign_assessor(assessment=assessment, assessor=self.assessor, by=self.secretary, at=NOW)
        declare(assessment=assessment, statement=Statement(), by=self.assessor, at=NOW)
        plan_interview(assessment=assessment, day=dt.date(2026, 9, 15), by=self.assessor, at=NOW)
        if status == Status.INTERVIEW:
            return Assessment.objects.get(pk=assessment.pk)
        finish_assessment(
            assessment=assessment,
            proposal=Proposal.LABEL,
            reason="All is as said",
            by=self.assessor,
            at=NOW,
            today=NOW.date(),
        )
        if status == Status.ASSESSED:
            return Assessment.objects.get(pk=assessment.pk)
        decision = "label" if status == Status.LABELLED else "no_label"
        return decide(assessment=assessment, decision=decision, reason="As agreed", by=self.secretary, at=NOW)


def delivered() -> list[Any]:
    """The mail sent since the test began, after the worker has processed the outbox."""
    deliver_due(now=timezone.now)
    return list(mail.outbox)


@pytest.fixture
def beside() -> Iterator[Beside]:
    """Runs work in a thread with its own database connection."""
    with ThreadPoolExecutor(1) as pool:

        def begin(work: Callable[[], object]) -> Future[object]:
            def finish() -> object:
                try:
                    return work()
                finally:
                    connection.close()

            begun = pool.submit(finish)
            time.sleep(A_WHILE)
            assert not begun.done()
            return begun

        yield begin


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """Returns a client in which the given person is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


def other_organisation(slug: str, owner: User, **profile: Any) -> Organisation:
    """Another cluster organisation."""
    return register_organisation(profile={**PROFILE, "name": slug, **profile}, by=owner, at=NOW, slug=slug)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Real Chromium, one process for all tests of a worker."""
    from playwright.sync_api import sync_playwright

    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=flags.split())
        yield browser
        browser.close()


@pytest.fixture
def live_cast(transactional_db: None) -> Cast:
    """The cast for tests with a server of their own."""
    return Cast()


def session_cookie(email: str, url: str) -> Any:
    """The cookie of a person who has signed in, which takes a browser three pages."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def sign_in_by_form(page: Any, email: str) -> None:
    """Signs in as people do, on the page for it."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/home/")


@pytest.fixture
def visit(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Opens a separate window for a person; every page must be free of errors and of requests to other hosts."""
    windows = []

    def open_window(email: str = "", *, failures_expected: bool = False, **options: Any) -> Any:
        window = chromium.new_context(base_url=live_server.url, locale="en-GB", **options)
        windows.append(window)
        page = window.new_page()
        # A report is made while the page waits, on a machine that may be busy with another one.
        page.set_default_timeout(90_000)
        if not failures_expected:
            page.on("requestfailed", lambda request: failed(request))
            page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: elsewhere(request.url))
        if email:
            page.goto("/accounts/login/")
            page.get_by_label("E-mail address").fill(email)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url("**/home/")
        return page

    failures: list[str] = []

    def failed(request: Any) -> None:
        # Leaving a page cancels its unfinished requests.
        if request.failure != "net::ERR_ABORTED":
            failures.append(f"failed: {request.url} {request.failure}")

    def elsewhere(url: str) -> None:
        if not url.startswith((live_server.url, "data:", "blob:")):
            failures.append(f"elsewhere: {url}")

    yield open_window
    for window in windows:
        window.close()
    assert failures == []
