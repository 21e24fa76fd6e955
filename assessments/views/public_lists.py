"""What the lists that everybody can search have in common: their address says what is shown, on pages or as a feed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from assessments.views.pages import language


def show_list(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    *,
    find: Callable[[], QuerySet[Any] | Sequence[Any]],
    on_a_page: int,
    context: dict[str, Any],
    list_rows: Callable[[list[Any]], list[Any]],
) -> HttpResponse:
    """Renders one page of what `find` finds, its rows made by `list_rows`.

    400 for what cannot be looked for, 404 for a page beyond the end.
    """
    context["form"] = form
    if not form.is_valid():
        return render(request, template, context, status=HTTPStatus.BAD_REQUEST)
    try:
        part = Paginator(find(), on_a_page).page(request.GET.get("page", "1"))
    except (EmptyPage, PageNotAnInteger):
        return render(request, template, {**context, "is_beyond": True}, status=HTTPStatus.NOT_FOUND)
    kept = {name: value for name, value in form.cleaned_data.items() if value}
    context |= {
        "part": part,
        "found": part.paginator.count,
        "rows": list_rows(list(part.object_list)),
        "query": urlencode(kept),
        "pages_address": "?" + urlencode({**kept, "page": ""}),
    }
    return render(request, template, context)


def empty_feed(request: HttpRequest, title: str, page: str) -> Atom1Feed:
    """An Atom feed without entries, in the reader's language. `page` is the name of the URL of the list."""
    return Atom1Feed(
        title=title,
        link=settings.SITE_ADDRESS + reverse(page),
        description="",
        language=language(),
        feed_url=settings.SITE_ADDRESS + request.get_full_path(),
        # Atom requires an author.
        author_name=settings.SITE_ADDRESS,
    )
