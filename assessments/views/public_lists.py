"""What the lists that everybody can search have in common: all that they show is in their address, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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
