"""The public register: search, pages of clusters, and what their owners publish and take back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as exercised
from hypothesis import strategies as st

from assessments.models import AuditEntry, HistoricalLabel, Label, RegisterEntry, Status, SuccessStory, User
from assessments.queries.labels import state_expression, state_of_label
from assessments.queries.register_content import PARTS, STORIES, TEXTS, WEBSITE, PageContent, Story
from assessments.workflow.publishing import publish_register_page, take_back_register_page, write_register_page
from tests.conftest import NOW, Cast

type SignIn = Callable[[User], Client]
REGISTER, PAGE = "/register/", "/register/kuvitelma/"
WRITE, PREVIEW = "/organisations/kuvitelma/register/", "/organisations/kuvitelma/register/preview/"
PUBLISH, TAKE_BACK = f"{WRITE}publish/", f"{WRITE}take-back/"
TYPED = {
    "language": "fi",
    "portrait_en": "Firms around <wood> & water",
    "portrait_own": "Yrityksiä puun ja veden ääressä",
    "price_en": "500 euros a year",
    "website": "https://kuvitelma.example.org/",
    **{f"story_{number}_language": "en" for number in range(5)},
    "story_0_problem": "Nobody knew how to dry peat",
    "story_0_result": "Three firms dry it together",
    "shown": ["portrait", "stories", "website"],
}


def read(address: str, **query: str) -> str:
    return Client().get(address, query).content.decode()


def test_a_page_is_public_from_publishing_until_it_is_taken_back(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.LABELLED)
    owner = sign_in(cast.owner)
    seen = owner.get(WRITE).context["edit"].shown
    # A label alone makes no more public than itself.
    assert "Kuvitelma Cluster" in read(REGISTER)
    assert "The cluster has published nothing else here, and no contact." in read(PAGE)
    assert owner.post(WRITE, {**TYPED, "version": seen})["Location"] == PREVIEW
    preview = owner.get(PREVIEW)
    assert "Firms around &lt;wood&gt; &amp; water" in preview.content.decode()
    assert "500 euros" not in preview.content.decode()
    assert "Firms around" not in read(PAGE)
    mark = preview.context["mark"]
    # What was not looked at is not published.
    assert owner.post(PUBLISH, {"mark": "0"}).status_code == 409
    assert not RegisterEntry.objects.exists()
    owner.post(PUBLISH, {"mark": mark})
    published = read(PAGE)
    assert '<p lang="en" class="text-break">Firms around &lt;wood&gt; &amp; water</p>' in published
    assert "Three firms dry it together" in published
    assert "500 euros" not in published
    in_finnish = Client().get(PAGE, headers={"accept-language": "fi"}).content.decode()
    assert '<p lang="fi" class="text-break">Yrityksiä puun ja veden ääressä</p>' in in_finnish
    assert "Kuvitelma Cluster" in read(REGISTER, q="DRY peat")
    assert Client().get(f"{PAGE}schema.jsonld").json()["description"] == TYPED["portrait_en"]
    # Two tabs: the second one does not replace what the first one stored.
    conflict = owner.post(WRITE, {**TYPED, "portrait_en": "Other", "version": seen})
    assert conflict.status_code == 409
    assert ("Portrait, in English", TYPED["portrait_en"]) in conflict.context["edit"].differing
    owner.post(TAKE_BACK)
    assert "Firms around" not in read(PAGE)
    assert "dry" not in read(f"{PAGE}schema.jsonld")
    assert "Not in this register." in read(REGISTER, q="dry peat")
    assert not SuccessStory.objects.exists()
    assert "Firms around" in owner.get(PREVIEW).content.decode()
    actions = AuditEntry.objects.filter(action__startswith="register_page").order_by("pk")
    assert [entry.action.removeprefix("register_page_") for entry in actions] == ["written", "published", "taken_back"]
    assert "wood" not in str([entry.after for entry in actions])


def test_half_a_story_is_not_stored(cast: Cast, sign_in: SignIn) -> None:
    owner = sign_in(cast.owner)
    seen = owner.get(WRITE).context["edit"].shown
    page = owner.post(WRITE, {**TYPED, "story_0_result": "", "version": seen})
    assert page.status_code == 422
    assert "A success story has a problem and what came of it." in page.content.decode()


def body(address: str, **query: str) -> bytes:
    """What a file holds, streamed or not."""
    response = Client().get(address, query)
    assert response.status_code == 200
    return b"".join(response)


ACTS = st.tuples(st.sampled_from(["write", "publish", "take back"]), st.sets(st.sampled_from(PARTS)))


def content_with(words: dict[str, str], shown: set[str]) -> PageContent:
    """A page with one word in each part; those in `shown` are to be published."""
    texts = {part: {"en": words[part]} for part in TEXTS}
    stories = (Story("food", "en", words[STORIES], "Done"),)
    shown_parts = tuple(part for part in PARTS if part in shown)
    return PageContent("fi", texts, stories, f"https://{words[WEBSITE]}.example.org", shown_parts)


@exercised(max_examples=7, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(first=st.sets(st.sampled_from(PARTS)), acts=st.lists(ACTS, min_size=2, max_size=6))
def test_only_what_is_published_now_can_be_reached(
    cast: Cast, first: set[str], acts: list[tuple[str, set[str]]]
) -> None:
    if not Label.objects.exists():
        cast.in_state(Status.LABELLED)
    who = {"organisation": cast.organisation, "by": cast.owner, "at": NOW}
    everything, draft, public = set[str](), set[str](), set[str]()
    with transaction.atomic():
        for number, (act, shown) in enumerate([("write", first), *acts]):
            if act == "write":
                words = {part: f"{part}{number}word" for part in PARTS}
                written = content_with(words, shown)
                write_register_page(content=written, **who)
                everything.update(words.values())
                draft = {words[part] for part in shown}
            elif act == "publish":
                publish_register_page(based_on=written.mark, **who)
                public = draft
            else:
                take_back_register_page(**who)
                public = set()
            seen = "".join(map(read, (PAGE, "/api/v1/clusters/kuvitelma", f"{PAGE}schema.jsonld")))
            assert {word for word in everything if word in seen} == public
        word = f"gains{number if act == 'write' else 0}word"
        assert ("Not in this register." not in read(REGISTER, q=word)) is (word in public)
        transaction.set_rollback(True)


@pytest.fixture
def filled(cast: Cast) -> Label:
    """A label of this register, and one that another source lists."""
    cast.organisation.name, cast.organisation.portfolios = "Ääniklusteri", ["energy"]
    cast.organisation.slug = "aaniklusteri"
    cast.organisation.save()
    cast.organisation.names.create(name="Ääniklusteri", identity="ääniklusteri")
    cast.in_state(Status.LABELLED)
    HistoricalLabel.objects.create(
        name="Old Net", identity="old net", slug="old-net", country="NO", level="gold", dated="aw:2018", source="GOCS3",
        imported_at=NOW,
    )  # fmt: skip
    return Label.objects.get()


def test_labels_are_found_by_what_the_address_says(
    filled: Label, django_assert_max_num_queries: Callable[..., object]
) -> None:
    own, foreign = "aaniklusteri/", "Old Net"
    searches = {
        (): (True, True),
        ("q", "ÄÄNI"): (True, False),
        ("q", "aani"): (True, False),
        ("q", "kuvitelma"): (True, False),
        ("q", filled.number[:6].lower()): (True, False),
        ("q", "old"): (False, True),
        ("country", "NO"): (False, True),
        ("level", "bronze"): (True, False),
        ("state", "valid"): (True, False),
        ("state", "expired"): (False, False),
        ("state", "historical"): (False, True),
        ("q", "nothing"): (False, False),
    }
    for search, expected in searches.items():
        with django_assert_max_num_queries(7):
            page = read(REGISTER, **dict([search] if search else []))
        assert (own in page, foreign in page) == expected, search
        assert ("Not in this register." in page) is not any(expected)
    assert "Source: GOCS3" in read(REGISTER, q="old")


def test_members_say_that_they_are_part_of_a_cluster(filled: Label) -> None:
    said = "We are part of Ääniklusteri, a cluster organisation (Finland)."
    with_label = f"{said} Bronze label {filled.number}, valid until"
    page = read("/register/aaniklusteri/members/")
    assert with_label in page
    assert '&lt;img src="http://testserver/register/aaniklusteri/member.svg?language=en"' in page
    badge = Client().get("/register/aaniklusteri/member.svg", {"language": "fi"})
    assert (badge["Content-Type"], badge["Cache-Control"]) == ("image/svg+xml", "public, max-age=300")
    title, _ground, lead, _name_ground, name = ElementTree.fromstring(badge.content)
    assert (lead.text, name.text) == ("Olemme mukana:", "Ääniklusteri")
    assert (title.text or "").startswith("Olemme mukana klusterissa Ääniklusteri (Suomi). ")
    filled.withdrawn_on = dt.date(2026, 9, 30)
    filled.save()
    page = read("/register/aaniklusteri/members/")
    assert (said in page, with_label in page) == (True, False)
    assert Client().get("/register/nobody/members/").status_code == 404


def test_search_engines_find_clusters_with_a_label(filled: Label) -> None:
    assert read("/robots.txt").splitlines()[-1] == "Sitemap: http://testserver/sitemap.xml"
    index = ElementTree.fromstring(body("/sitemap.xml"))
    assert [found.text for found in index.findall("{*}sitemap/{*}loc")] == [
        "http://testserver/sitemap-pages.xml",
        "http://testserver/sitemap-clusters.xml",
    ]
    found = ElementTree.fromstring(body("/sitemap-clusters.xml")).findall("{*}url/{*}loc")
    assert [address.text for address in found] == ["http://testserver/register/aaniklusteri/"]
    assert Client().get("/sitemap-drafts.xml").status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({"q": "x" * 10_000}, 400, "The text has 10,000 characters; at most 100 fit."),
        ({"level": "platinum"}, 400, "Select a valid choice. platinum is not one of the available choices."),
        ({"country": "XX"}, 400, "Select a valid choice."),
        ({"field": "'; drop"}, 400, "Select a valid choice."),
        ({"page": "2"}, 404, "The list has no such page."),
        ({"page": "x"}, 404, "The list has no such page."),
        ({"q": "\x00\u200b"}, 200, "Old Net"),
    ],
)
def test_what_cannot_be_looked_for_is_answered_plainly(
    filled: Label, query: dict[str, str], status: int, words: str
) -> None:
    page = Client().get(REGISTER, query)
    assert page.status_code == status
    assert words in page.content.decode()


def test_labels_are_files_and_a_feed_with_the_same_filters(filled: Label, settings: Any) -> None:
    filled.organisation.name = "=Ääniklusteri"
    filled.organisation.save()
    rows = list(csv.DictReader(io.StringIO(body("/register/labels.csv").decode("utf-8-sig"))))
    assert [(row["organisation"], row["number"], row["state"]) for row in rows] == [
        ("'=Ääniklusteri", filled.number, "valid"),
        ("Old Net", "", "historical"),
    ]
    assert (rows[0]["fields"], rows[1]["dated"], rows[1]["source"]) == ("energy", "aw:2018", "GOCS3")
    data = json.loads(body("/register/labels.json", state="valid"))
    (label,) = data["labels"]
    assert label == Client().get(f"/labels/{filled.number}.json").json()
    assert label["address"] == f"http://testserver/labels/{filled.number}/"
    assert json.loads(body("/register/labels.json", q="nothing"))["labels"] == []
    feed = ElementTree.fromstring(body("/register/labels.atom", q="aani"))
    assert feed.findtext("{*}author/{*}name") == "http://testserver"
    (entry,) = feed.findall("{*}entry")
    assert entry.findtext("{*}title") == "=Ääniklusteri: Bronze label"
    assert entry.findtext("{*}id") == label["address"]
    assert (entry.findtext("{*}updated") or "")[:10] == f"{timezone.localdate(filled.assessment.decided_at)}"
    filled.suspended_on = dt.date(2026, 9, 30)
    filled.save()
    feed = ElementTree.fromstring(body("/register/labels.atom"))
    assert feed.findtext("{*}updated") == "2026-09-30T00:00:00+03:00"
    refused = Client().get("/register/labels.csv", {"level": "platinum"})
    assert (refused.status_code, "platinum" in refused.content.decode()) == (400, True)
    settings.DATA_REQUESTS_PER_MINUTE = 1
    client = Client(REMOTE_ADDR="192.0.2.9")
    answers = [client.get("/register/labels.atom") for _ in range(2)]
    assert [(answer.status_code, answer.get("Retry-After")) for answer in answers] == [(200, None), (429, "60")]


def test_the_database_knows_the_state_that_the_page_shows(cast: Cast) -> None:
    cast.in_state(Status.LABELLED)
    label, today = Label.objects.get(), timezone.localdate()
    for shift in (-2000, -1200, -800, -400, 0, 400):
        for suspended, withdrawn in ((None, None), (today, None), (None, today), (today, today)):
            start = today + dt.timedelta(days=shift)
            label.valid_from, label.valid_until = start, start + dt.timedelta(days=730)
            label.renewable_until = start + dt.timedelta(days=1095)
            label.suspended_on, label.withdrawn_on = suspended, withdrawn
            label.save()
            in_sql = Label.objects.annotate(state=state_expression(today)).values_list("state", flat=True).get()
            assert in_sql == state_of_label(label, today)
