"""A language is chosen and used on every page; what it lacks is shown in English and marked."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from assessments.models import ReportFile, ReportKind, Status, User
from assessments.report.content.document import build_context
from assessments.report.printing.html import TEMPLATES, render_html
from assessments.report.printing.pdf import render_pdf
from tests.conftest import ELIGIBLE, NOW, PASSWORD, Cast, person

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]
MARK = '<small class="fallback">(engelska)</small>'
SWEDISH_TITLE = "Klusterorganisationens ålder"
ENGLISH_TITLE = "Committed participants"


class Elements(HTMLParser):
    """What a browser would find: texts of titles and values of attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside = ""
        self.plain: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.plain += [value or "" for name, value in attrs if name != "class"]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in {"title", "textarea", "text", "desc"}:
            self.plain.append(data)


def test_the_site_can_be_read_in_every_language_of_the_settings(swedish: Path, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)
    page = client.get("/home/").content.decode()
    buttons = re.findall(r'<button class="link-button" [^>]*value="(\w\w)" lang="\1">(\w+)</button>', page)
    assert buttons == [("fi", "Suomi"), ("sv", "Svenska")]
    assert client.post("/language/", {"language": "sv"}).status_code == 302
    cast.owner.refresh_from_db()
    assert cast.owner.language == "sv"
    page = client.get("/home/").content.decode()
    assert '<html lang="sv">' in page
    assert ">Kriterier</a>" in page


@pytest.mark.django_db
def test_a_new_account_keeps_the_language_it_was_made_in(swedish: Path) -> None:
    client = Client(headers={"accept-language": "sv-SE,sv;q=0.9"})
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": "a long pass phrase", "name": "Ny"})
    assert User.objects.get(email="new@example.org").language == "sv"


def test_a_text_that_falls_back_is_marked_as_english(swedish: Path, cast: Cast, sign_in: SignIn) -> None:
    page = Client(headers={"accept-language": "sv"}).get("/criteria/").content.decode()
    assert f'<span lang="en">{ENGLISH_TITLE}</span> {MARK}' in page
    assert SWEDISH_TITLE in page
    assert f"{SWEDISH_TITLE}</span>" not in page


@pytest.mark.parametrize("language", ["en", "fi"])
def test_no_text_falls_back_in_the_languages_of_the_edition(cast: Cast, sign_in: SignIn, language: str) -> None:
    assessment = cast.draft(ELIGIBLE)
    User.objects.filter(pk=cast.owner.pk).update(language=language)
    client = sign_in(cast.owner)
    for address in ("/criteria/", "/criteria/A1/", f"/assessments/{assessment.reference}/areas/A/"):
        assert 'class="fallback"' not in client.get(address).content.decode()
    assert 'class="fallback"' not in render_html(build_context(assessment, language, today=NOW.date()))


def test_marks_stand_in_texts_and_never_in_titles_or_attributes(swedish: Path, cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW, {**ELIGIBLE, "B6": {"year": 2024, "horizon": 4, "level": 1}})
    User.objects.update(language="sv")
    place = f"/assessments/{assessment.reference}"
    for user, addresses in (
        (cast.owner, ["/criteria/", "/criteria/A2/", "/home/", f"{place}/comparison/", f"{place}/check/",
                      f"{place}/report/preview/", f"{place}/areas/A/", f"{place}/areas/B/"]),
        (cast.assessor, [f"{place}/review/B6/", f"{place}/recommendations/", f"{place}/report/"]),
    ):  # fmt: skip
        client = sign_in(user)
        for address in addresses:
            page = client.get(address).content.decode()
            assert MARK in page or address in {"/home/", f"{place}/report/"}, address
            assert [text for text in Elements(page).plain if "fallback" in text] == [], address
            assert re.findall(r"<[a-z][^<>]*<", page) == [], address
            assert "&lt;span" not in page, address


def test_the_form_of_an_indicator_marks_labels_help_and_choices(swedish: Path, cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    User.objects.update(language="sv")
    page = sign_in(cast.owner).get(f"/assessments/{assessment.reference}/areas/E/").content.decode()
    assert re.search(r"Sociala medier\s*</label>", page)
    assert re.search(rf'<span lang="en">Newsletter[^<]*</span> {re.escape(MARK)}\s*</label>', page)
    assert re.search(rf'class="form-text">\s*<span lang="en">[^<]*</span> {re.escape(MARK)}', page)


def test_the_report_marks_what_falls_back_and_speaks_swedish_where_it_can(swedish: Path, cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW, {**ELIGIBLE, "B6": {"year": 2024, "horizon": 4, "level": 1}})
    context = build_context(assessment, "sv", today=NOW.date())
    html = render_html(context)
    assert '<html lang="sv">' in html
    assert SWEDISH_TITLE in html
    assert f'<span lang="en">{ENGLISH_TITLE}</span> {MARK}' in html
    assert "steg 1 av 4" in html
    summary = render_pdf(render_html(context, template=TEMPLATES[ReportKind.SUMMARY]))
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(summary.content)).pages)
    assert f"{context.summary.first_steps[0].title} (engelska)" in text


def test_a_report_can_be_asked_for_in_swedish(swedish: Path, cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft(ELIGIBLE)
    address = f"/assessments/{assessment.reference}/reports/"
    client = sign_in(cast.owner)
    assert client.post(address, {"language": "sv", "kind": "summary"}).status_code == 302
    assert ReportFile.objects.get().language == "sv"
    assert "1 · svenska" in client.get(address).content.decode()
    client.post(address, {"language": "da", "kind": "summary"})
    assert ReportFile.objects.count() == 1


def test_a_person_can_only_choose_a_language_of_the_settings(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.owner).post("/language/", {"language": "sv"})
    cast.owner.refresh_from_db()
    assert cast.owner.language == person("another@example.org").language == "en"


def said(response: Any) -> tuple[str, str]:
    """The language of the page and the message on it."""
    (message,) = response.context["messages"]
    return response["Content-Language"], str(message)


@pytest.mark.parametrize(
    ("browser", "own", "signed_in", "signed_out"),
    [
        ("fi", "en", "Signed in as Owner.", "You are signed out."),
        ("en", "fi", "Kirjautunut sisään: Owner.", "Uloskirjautuminen onnistui."),
    ],
)
def test_pages_and_messages_are_in_ones_own_language_from_signing_in_to_signing_out(
    cast: Cast, browser: str, own: str, signed_in: str, signed_out: str
) -> None:
    User.objects.filter(pk=cast.owner.pk).update(language=own)
    client = Client(headers={"accept-language": browser})
    typed_in = {"login": cast.owner.email, "password": PASSWORD}
    assert said(client.post("/accounts/login/", typed_in, follow=True)) == (own, signed_in)
    assert said(client.post("/accounts/logout/", follow=True)) == (own, signed_out)
    # Also where somebody is asked to sign in again.
    assert client.get("/home/", follow=True)["Content-Language"] == own


def test_every_cookie_is_as_safe_as_the_settings_say(cast: Cast, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True
    settings.LANGUAGE_COOKIE_HTTPONLY = True
    client = Client()
    client.get("/accounts/login/", secure=True)
    client.post("/language/", {"language": "fi"}, secure=True)
    client.post("/accounts/login/", {"login": cast.owner.email, "password": PASSWORD}, secure=True)
    names = {"csrftoken", "django_language", "messages", "person", "sessionid"}
    assert {name: cookie["secure"] for name, cookie in client.cookies.items()} == dict.fromkeys(names, True)
    assert client.cookies["django_language"]["httponly"] is True
