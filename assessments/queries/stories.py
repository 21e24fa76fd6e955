"""Success stories that clusters have published, found across clusters."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, QuerySet, When

from assessments.models import Label, SuccessStory
from criteria.text import searchable


@dataclass(frozen=True, slots=True)
class StorySearch:
    """What somebody looks for in the stories. "" means any."""

    text: str = ""
    portfolio: str = ""


def stories_found(search: StorySearch, reader: str) -> QuerySet[SuccessStory]:
    """The stories that contain every word, of clusters in the register: those in the reader's language first."""
    found = SuccessStory.objects.filter(entry__organisation__in=Label.objects.values("organisation"))
    if search.portfolio:
        found = found.filter(portfolio=search.portfolio)
    for word in searchable(search.text).split():
        found = found.filter(searched__contains=word)
    in_other_language = Case(When(language=reader, then=0), default=1)
    return found.select_related("entry__organisation").order_by(in_other_language, "-entry__published_at", "pk")
