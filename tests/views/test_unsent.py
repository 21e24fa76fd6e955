"""Input submitted after the session has ended is returned to its person, and to nobody else."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.test import Client

import assessments.forms
from assessments.models import Comment, Organisation, Session, Status, User
from assessments.views.unsaved_input import TYPED_WORDS, typed_texts
from assessments.views.unsent import KEPT_FOR, LONGEST
from tests.conftest import PASSWORD, Cast

pytestmark = pytest.mark.any_database

RUN = "/assessments/FI-2026-001/"
COMMENT = f"{RUN}team/B3/comment/"
WORDS = "Three people share it,\nas <b>agreed</b>."


def page_of(user: User, **options: Any) -> Client:
    """A browser in which the session of `user` has just ended."""
    client = Client(**options)
    client.force_login(user)
    client.get("/home/")
    Session.objects.all().delete()
    return client


def sign_in(client: Client, user: User) -> Any:
    return client.post(
        "/accounts/login/?next=/unsent/", {"login": user.email, "password": PASSWORD, "next": "/unsent/"}, follow=True
    )


@pytest.mark.parametrize(
    "address",
    [
        "/organisations/new/",
        "/organisations/kuvitelma/edit/",
        f"{RUN}areas/A/",
        f"{RUN}advice/B3.0/",
        f"{RUN}decide/",
        f"{RUN}declare/",
        f"{RUN}finish/",
        f"{RUN}object/",
        f"{RUN}overrule/declared/",
        f"{RUN}questions/B3/ask/",
        f"{RUN}questions/B3/reply/",
        f"{RUN}recommendations/",
        f"{RUN}recommendations/new/",
        f"{RUN}report/",
        f"{RUN}review/B3/?order=doubt",
        f"{RUN}rule/",
        f"{RUN}waive/",
        f"{RUN}withdraw/",
        COMMENT,
    ],
)
def test_what_was_typed_comes_back_after_signing_in(cast: Cast, address: str) -> None:
    cast.draft()
    client = page_of(cast.owner)
    asked = client.post(address, {"text": WORDS, "level": "2", "version": "3.abc", "stay": "1"})
    assert asked.headers["Location"] == "/accounts/login/?next=/unsent/"
    page = sign_in(client, cast.owner)
    unsent = page.context["unsent"]
    assert [(item.field, item.text) for item in unsent.texts] == [("text", WORDS), ("level", "2")]
    assert (unsent.address, unsent.others) == (address, [("level", "2"), ("version", "3.abc"), ("stay", "1")])
    assert f'<form method="post" action="{address}">' in page.content.decode()
    assert "Three people share it,\nas &lt;b&gt;agreed&lt;/b&gt;.</textarea>" in page.content.decode()


def test_it_is_sent_once_and_then_forgotten(cast: Cast) -> None:
    cast.draft()
    client = page_of(cast.owner)
    client.post(COMMENT, {"text": WORDS})
    assert Comment.objects.count() == 0
    sign_in(client, cast.owner)
    assert "What you typed before you signed in" in client.get("/home/").content.decode()
    assert client.post(COMMENT, {"text": WORDS}).status_code == 302
    assert Comment.objects.get().text == WORDS
    assert client.get("/unsent/").headers["Location"] == "/home/"
    assert "What you typed before you signed in" not in client.get("/home/").content.decode()
    # The session lasts as long as any other.
    assert client.session.get_expiry_age() == 24 * 3600


def test_it_can_be_thrown_away(cast: Cast) -> None:
    client = page_of(cast.owner)
    client.post("/organisations/new/", {"name": WORDS})
    sign_in(client, cast.owner)
    client.post("/unsent/")
    assert client.get("/unsent/").headers["Location"] == "/home/"
    assert Organisation.objects.count() == 1


def test_nobody_else_gets_it(cast: Cast) -> None:
    cast.draft()
    client = page_of(cast.owner)
    client.post(COMMENT, {"text": WORDS})
    page = sign_in(client, cast.editor)
    assert (page.redirect_chain[-1], WORDS in page.content.decode()) == (("/home/", 302), False)
    assert "unsent" not in client.session


def test_it_is_not_kept_for_long(cast: Cast) -> None:
    client = page_of(cast.owner)
    client.post("/organisations/new/", {"name": WORDS})
    session = client.session
    session["unsent"]["until"] -= KEPT_FOR.total_seconds() + 1
    session.save()
    assert sign_in(client, cast.owner).redirect_chain[-1] == ("/home/", 302)


def test_what_is_too_long_is_said_not_to_be_kept(cast: Cast) -> None:
    client = page_of(cast.owner)
    asked = client.post("/organisations/new/", {"name": "a " * LONGEST}, follow=True)
    assert "too long to be kept" in asked.content.decode()
    assert asked.redirect_chain == [("/accounts/login/?next=/organisations/new/", 302)]
    assert "unsent" not in client.session


def test_strangers_and_passwords_are_not_kept(cast: Cast) -> None:
    stranger = Client()
    stranger.post("/organisations/new/", {"name": "Kuvitelma"})
    assert "sessionid" not in stranger.cookies
    client = page_of(cast.owner)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "another-one-entirely"})
    assert "unsent" not in client.session


def test_text_of_a_browser_without_cookies_is_shown_and_not_stored(cast: Cast) -> None:
    stranger = Client()
    shown = stranger.post(COMMENT, {"text": WORDS})
    assert (shown.status_code, shown.context["unsent"].texts[0].text) == (403, WORDS)
    assert "sessionid" not in stranger.cookies


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("membership_price", "Price of membership in plain words"),
        ("A5-focus", "A5 The focus in one sentence"),
        ("F5.3.2-text", "F5.3.2 Text"),
        ("B3-reason", "B3 Reason"),
        ("unheard_of", "unheard_of"),
    ],
)
def test_what_was_typed_has_the_label_of_its_field(field: str, label: str) -> None:
    assert [item.name for item in typed_texts([(field, WORDS)])] == [label]


def test_every_text_field_has_a_label() -> None:
    for module in pkgutil.walk_packages(assessments.forms.__path__, "assessments.forms."):
        importlib.import_module(module.name)
    typed = {
        name
        for form in forms_of("assessments")
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput)
    }
    assert typed - {"to"} <= set(TYPED_WORDS)


def forms_of(package: str, kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[Any]:
    """All form classes of a package."""
    for form in kind.__subclasses__():
        if form.__module__.startswith(package) and hasattr(form, "base_fields"):
            yield form
        yield from forms_of(package, form)


def test_a_form_whose_token_has_expired_is_shown_to_be_sent_anew(cast: Cast) -> None:
    cast.draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.owner)
    page = client.post(COMMENT, {"text": WORDS}, headers={"origin": "http://testserver"})
    assert (page.status_code, page.context["unsent"].texts[0].text) == (403, WORDS)
    # A request from another site is only refused.
    for headers in ({"origin": "https://elsewhere.example"}, {}):
        refused = client.post(COMMENT, {"text": WORDS}, headers=headers)
        assert (refused.status_code, "Three people" in refused.content.decode()) == (403, False)


def test_nothing_is_stored_in_the_name_of_somebody_else(cast: Cast, sign_in: Any) -> None:
    cast.in_state(Status.INTERVIEW)
    client, address = sign_in(cast.assessor), f"{RUN}review/B3/save/remark/"
    assert client.post(address, {"remark-remark": "A"}, headers={"X-Person": str(cast.owner.pk)}).status_code == 403
    assert client.post(address, {"remark-remark": "A"}, headers={"X-Person": str(cast.assessor.pk)}).status_code == 200
