"""Input that is submitted after the session has ended: kept until its person has signed in again."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.views.pages import SignedInRequest
from assessments.views.unsaved_input import DRAFT, PostedText, posted_pairs, typed_texts

KEPT: Final = "unsent"
PERSON: Final = "person"
KEPT_FOR: Final = dt.timedelta(minutes=30)
# In characters. Every page stays below it, even with all fields filled to their limits.
LONGEST: Final = 500_000


@dataclass(frozen=True, slots=True)
class Unsent:
    """Input submitted to `address`: `texts` that were typed, and `others`, the fields without long text."""

    address: str
    texts: list[PostedText]
    others: list[tuple[str, str]]
    had_files: bool


def _unsent(address: str, pairs: list[tuple[str, str]], *, had_files: bool) -> Unsent:
    texts = typed_texts(pairs)
    long = {item.field for item in texts if item.is_long}
    return Unsent(address, texts, [(name, text) for name, text in pairs if name not in long], had_files)


def remember_person(request: HttpRequest, response: HttpResponseBase) -> None:
    """Stores in a cookie who is signed in, for use after the session has ended."""
    if _last_person(request) != request.user.pk:
        response.set_signed_cookie(
            PERSON,
            str(request.user.pk),
            salt=PERSON,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _last_person(request: HttpRequest) -> int | None:
    signed = request.get_signed_cookie(PERSON, default=None, salt=PERSON)
    return int(signed) if signed else None


def keep_unsent(request: HttpRequest) -> HttpResponse:
    """Keeps the input for the last person signed in with this browser, and redirects to sign in.

    Nothing is kept for strangers, so that nobody can fill the database without an account. Text is shown to them
    instead: a browser whose cookies were deleted belongs to a stranger too.
    """
    person, pairs, onward = _last_person(request), posted_pairs(request), request.get_full_path()
    found = _unsent(onward, pairs, had_files=bool(request.FILES))
    if person is None and any(item.is_long for item in found.texts):
        return render(request, "unsent.html", {"unsent": found, "is_stranger": True}, status=403)
    if sum(len(name) + len(text) for name, text in pairs) > LONGEST:
        messages.error(request, _("What you sent is too long to be kept until you have signed in."))
    elif person is not None and any(text.strip() for _name, text in pairs):
        request.session[KEPT] = {
            "person": person,
            "address": onward,
            "pairs": pairs,
            "had_files": bool(request.FILES),
            "until": (timezone.now() + KEPT_FOR).timestamp(),
        }
        request.session.set_expiry(KEPT_FOR)
        onward = reverse("unsent")
    return redirect_to_login(onward)


def settle_unsent(request: HttpRequest) -> None:
    """Removes kept input once it has been submitted, is too old, or another person has signed in."""
    kept = request.session.get(KEPT)
    if kept is None:
        return
    # The session continues, now with a user.
    request.session.set_expiry(None)
    is_sent = request.method == "POST" and request.get_full_path() == kept["address"]
    if is_sent or kept["person"] != request.user.pk or kept["until"] < timezone.now().timestamp():
        del request.session[KEPT]


def confirm_draft(request: HttpRequest, response: HttpResponseBase) -> None:
    """Tells the page that keeps a draft in its tab that it was taken, when a form leads on to another page."""
    draft = request.POST.get(DRAFT, "") if request.method == "POST" else ""
    if response.status_code == 302 and re.fullmatch(r"[0-9-]{1,40}", draft):
        response.set_cookie("sent", draft, max_age=600, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsent(request: SignedInRequest) -> HttpResponse:
    """The kept input for review and submission; a POST request discards it."""
    kept = request.session.get(KEPT)
    if request.method == "POST":
        request.session.pop(KEPT, None)
        messages.info(request, _("What was not sent has been discarded."))
    if kept is None or request.method == "POST":
        return redirect("home")
    found = _unsent(kept["address"], kept["pairs"], had_files=kept["had_files"])
    return render(request, "unsent.html", {"unsent": found, "is_kept": True})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The response to a form with an invalid CSRF token, which happens after signing in again in another tab.

    Input from another site, or from a browser that does not state its origin, is refused and not shown.
    """
    if request.method != "POST" or urlsplit(request.headers.get("Origin", "")).netloc != request.get_host():
        return render(request, "403_csrf.html", status=403)
    if not request.user.is_authenticated:
        return keep_unsent(request)
    found = _unsent(request.get_full_path(), posted_pairs(request), had_files=bool(request.FILES))
    return render(request, "unsent.html", {"unsent": found}, status=403)


@never_cache
@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """The primary key of the signed-in person, or nothing; requested by pages before they submit input."""
    return HttpResponse(str(request.user.pk or ""), content_type="text/plain")
