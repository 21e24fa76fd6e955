"""Badges that other websites show: their language, and how long they may be kept."""

from __future__ import annotations

import hashlib
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from criteria.reader import languages

# A badge on another website shows a change after this many seconds at the latest.
BADGE_SECONDS: Final = 300


def language_of_badge(request: HttpRequest) -> str:
    """The language that the address of a badge names; that of the site if it names none."""
    asked = request.GET.get("language", "")
    return asked if asked in languages() else settings.LANGUAGE_CODE


def badge_response(request: HttpRequest, badge: str) -> HttpResponseBase:
    """The badge, or 304 if it has not changed."""
    content = badge.encode()
    response = HttpResponse(content, content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={BADGE_SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=response) or response
