"""The success stories of all clusters, found by field and problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from assessments.forms.organisations import portfolio_choices
from assessments.forms.stories import StorySearchForm
from assessments.models import Organisation, SuccessStory
from assessments.queries.stories import stories_found
from assessments.views.pages import language, today
from assessments.views.public_lists import show_list

ON_A_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class ListedStory:
    """A story with its cluster, and its field in words."""

    story: SuccessStory
    field: str

    @property
    def cluster(self) -> Organisation:
        return self.story.entry.organisation


def listed(stories: list[SuccessStory]) -> list[ListedStory]:
    """Stories in words of the active language."""
    fields = dict(portfolio_choices(today()))
    return [ListedStory(story, fields.get(story.portfolio, story.portfolio)) for story in stories]


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """The published stories that match what the address says, as `show_list`."""
    form = StorySearchForm(request.GET, today=today())
    response = show_list(
        request,
        "register/stories.html",
        form,
        find=lambda: stories_found(form.search, language()),
        on_a_page=ON_A_PAGE,
        list_rows=listed,
        context={},
    )
    # What is taken back must be gone at once, also from caches.
    response["Cache-Control"] = "no-store"
    return response
