"""Success stories of all clusters: only what is published, found by field and by words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assessments.models import Organisation, Status
from assessments.queries.register_content import PageContent, Story
from assessments.workflow.publishing import publish_register_page, take_back_register_page, write_register_page
from tests.conftest import NOW, Cast, other_organisation
from tests.team_pages import text_of

pytestmark = pytest.mark.django_db
ENERGY = Story(
    "energy", "en", "Energy costs of five ÖLJY mills", "Forty per cent <less>\n" + "x " * 400 + "Kiuruvesi (2025)"
)
FOOD = Story("food", "fi", "Ei löytynyt työvoimaa", "Kaksi oppisopimusta")


def publish(organisation: Organisation, cast: Cast, *stories: Story) -> None:
    content = PageContent("fi", {}, stories)
    write_register_page(organisation=organisation, content=content, by=cast.owner, at=NOW)
    publish_register_page(organisation=organisation, by=cast.owner, at=NOW, based_on=content.mark)


def test_published_stories_are_found_until_they_are_taken_back(
    cast: Cast, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    cast.in_state(Status.LABELLED)
    publish(cast.organisation, cast, ENERGY)

    def found(**query: str) -> tuple[bool, bool]:
        # One query counts, the other one reads what there is.
        with django_assert_max_num_queries(2):
            shown = Client().get("/stories/", query).content.decode()
        return "Forty per cent &lt;less&gt;" in shown, "Kaksi oppisopimusta" in shown

    assert found() == (True, False)
    publish(cast.organisation, cast, ENERGY, FOOD, FOOD)
    searches = {
        ("", ""): (True, True),
        ("mills COSTS", ""): (True, False),
        ("öljy", ""): (True, False),
        ("kiuruvesi (2025)", ""): (True, False),
        ("työvoima", ""): (False, True),
        ("mills vodka", ""): (False, False),
        ("", "food"): (False, True),
        ("mills", "food"): (False, False),
    }
    assert {search: found(q=search[0], field=search[1]) for search in searches} == searches
    page = Client().get("/stories/", headers={"accept-language": "fi"})
    assert [row.story.language for row in page.context["rows"]] == ["fi", "fi", "en"]
    assert (page["Cache-Control"], 'href="/register/kuvitelma/"' in page.content.decode()) == ("no-store", True)
    take_back_register_page(organisation=cast.organisation, by=cast.owner, at=NOW)
    assert found() == (False, False)


def test_a_story_without_a_cluster_in_the_register_is_not_shown(cast: Cast) -> None:
    cast.in_state(Status.LABELLED)
    publish(cast.organisation, cast, ENERGY)
    entry = cast.organisation.register_entry
    entry.organisation = other_organisation("second", cast.owner)
    entry.save()
    assert "No story was found." in text_of(Client().get("/stories/"))


@pytest.mark.parametrize(
    ("query", "status"),
    [({"field": "alchemy"}, 400), ({"q": "x" * 101}, 400), ({"page": "2"}, 404), ({"q": "(("}, 200)],
)  # fmt: skip
def test_what_cannot_be_looked_for(query: dict[str, str], status: int) -> None:
    assert Client().get("/stories/", query).status_code == status


def test_register_and_guide_lead_to_the_stories() -> None:
    for address in ("/register/", "/guide/"):
        assert 'href="/stories/"' in Client().get(address).content.decode()
