"""Wiring between requests and the project's own settings of a person."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation


def language_of_user(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Shows a signed-in person the language of their profile; everybody else gets the browser's or the cookie's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.language != translation.get_language():
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = get_response(request)
        if request.user.is_authenticated:
            response["Content-Language"] = translation.get_language()
        return response

    return middleware
