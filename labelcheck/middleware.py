"""Middleware for the reader's language and time zone, for caching, and for the second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from assessments.access import has_second_factor, needs_second_factor
from assessments.views.pages import keep_language
from assessments.views.unsent import confirm_draft, keep_unsent, remember_person, settle_unsent

# The names of tables and columns are in English only, so the administration is in English for everybody.
ADMINISTRATION: Final = "/admin/"
LANGUAGE_OF_ADMINISTRATION: Final = "en"


def language_of_user(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Activates the language in the profile of a signed-in user; for others, the cookie or the browser decides.

    The cookie keeps the language of the profile, so that it does not change when the person signs out or the session
    ends.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            is_administration = request.path_info.startswith(ADMINISTRATION)
            translation.activate(LANGUAGE_OF_ADMINISTRATION if is_administration else request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = get_response(request)
        if request.user.is_authenticated:
            response["Content-Language"] = translation.get_language()
            if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != request.user.language:
                keep_language(response, request.user.language)
        return response

    return middleware


def time_zone_of_user(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Activates the time zone of a signed-in user; others see the site's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(request.user.time_zone if request.user.is_authenticated else None):
            return get_response(request)

    return middleware


# What a person without a required second factor may open: to set it up, sign out or switch the language.
OPEN_WITHOUT_SECOND_FACTOR = ("/accounts/", "/about/", "/language/", f"/{settings.STATIC_URL.lstrip('/')}")


def require_second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Redirects a person whose role needs a second factor to its page until it is set up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            request.user.is_authenticated
            and needs_second_factor(request.user)
            and not request.path_info.startswith(OPEN_WITHOUT_SECOND_FACTOR)
            and not has_second_factor(request.user)
        ):
            messages.error(request, _("Your role needs two-step sign-in. Set it up here; it takes two minutes."))
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def keep_private(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keeps pages of signed-in users out of every cache, so that the Back button also shows the current state."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def keep_typed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keeps input that is submitted after the session has ended until its person has signed in again.

    A page that saves automatically names the person it was made for, so that input is never stored for another one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        made_for = request.headers.get("X-Person")
        if made_for is not None and made_for != str(request.user.pk):
            return HttpResponseForbidden()
        response = get_response(request)
        if request.user.is_authenticated:
            settle_unsent(request)
            remember_person(request, response)
            confirm_draft(request, response)
        elif request.method == "POST" and _asks_to_sign_in(response):
            return keep_unsent(request)
        return response

    return middleware


def _asks_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(f"{resolve_url(settings.LOGIN_URL)}?")
