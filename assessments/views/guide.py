"""The plain-language guide: public pages for people who have never heard of clusters."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.views.pages import language, today
from criteria.definitions import Edition
from criteria.guide import Guide
from criteria.loader import current_edition


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The pages of the guide, with what each is about."""
    edition, found = edition_with_guide()
    return render(request, "guide/list.html", {"edition": edition, "guide": found})


@require_safe
def guide_page(request: HttpRequest, key: str) -> HttpResponse:
    """One page of texts."""
    edition, found = edition_with_guide()
    try:
        page = found.page(key)
    except KeyError as error:
        raise Http404 from error
    return render(
        request,
        "guide/page.html",
        {
            "edition": edition,
            "guide": found,
            "page": page,
            "language": language(),
            "done": request.GET.getlist("done"),
        },
    )


def edition_with_guide() -> tuple[Edition, Guide]:
    """The current edition and its guide; raises Http404 if it has none."""
    edition = current_edition(today())
    if edition.guide is None:
        raise Http404
    return edition, edition.guide
