"""Public, read-only pages of the criteria."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from criteria.clock import site_day
from criteria.loader import current_edition
from criteria.reader import language


@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """The eligibility criteria and the indicators in their areas."""
    edition = current_edition(site_day(timezone.now()))
    return render(request, "criteria/list.html", {"edition": edition, "language": language()})


@require_safe
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator: its question, why it is asked, how to answer it, and its steps."""
    edition = current_edition(site_day(timezone.now()))
    if key not in edition.by_key:
        raise Http404
    found = edition.indicator(key)
    return render(
        request,
        "criteria/indicator.html",
        {"edition": edition, "indicator": found, "area": edition.area(found.area), "language": language()},
    )
