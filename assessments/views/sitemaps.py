"""What search engines may list: the site's public pages and the pages of clusters in the register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.queries.consultations import published
from assessments.queries.register import slugs_in_register
from assessments.views.limits import limited
from assessments.views.pages import today
from assessments.views.public import OPERATOR_PAGES
from criteria.loader import current_edition

ALWAYS: Final = (
    "start",
    "criteria",
    "register",
    "stories",
    "positions",
    "calendar",
    "verify",
    "comparison_method",
    "retention",
)
WITH_GUIDE: Final = ("guide", "self_check", "readiness")


class Pages(Sitemap[str]):
    """The pages of the site itself, by their addresses."""

    def items(self) -> Sequence[str]:
        return list(self._addresses())

    def location(self, item: str) -> str:
        return item

    def _addresses(self) -> Iterator[str]:
        edition = current_edition(today())
        yield from map(reverse, ALWAYS)
        yield from (reverse("about", args=[key]) for key in OPERATOR_PAGES)
        yield from (reverse("indicator", args=[indicator.key]) for indicator in edition.indicators)
        if edition.guide:
            yield from map(reverse, WITH_GUIDE)
            yield from (reverse("guide_page", args=[page.key]) for page in edition.guide.pages)
        yield from (reverse("position", args=[found.pk]) for found in published())


class Clusters(Sitemap[str]):
    """The pages of clusters with a label."""

    def items(self) -> Sequence[str]:
        return slugs_in_register()

    def location(self, item: str) -> str:
        return reverse("register_cluster", args=[item])


SITEMAPS: Final[dict[str, type[Sitemap[Any]] | Sitemap[Any]]] = {"pages": Pages, "clusters": Clusters}


@require_safe
@limited
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of sitemaps."""
    return views.index(request, SITEMAPS, sitemap_url_name="sitemap")


@require_safe
@limited
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """The addresses of one kind of page."""
    return views.sitemap(request, SITEMAPS, section)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines should leave out, and where the sitemaps are."""
    return render(request, "robots.txt", {"site": settings.SITE_ADDRESS}, content_type="text/plain")
