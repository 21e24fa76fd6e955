"""Limits of requests by people who are not signed in. allauth, whose limits protect signing in, has none for GET."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

MINUTE: Final = 60


def is_too_often(request: HttpRequest, scope: str, *, most: int) -> bool:
    """Whether the client's address has made more than `most` requests of this `scope` in the current minute.

    The address is stored as a hash, for two minutes.
    """
    minute = int(timezone.now().timestamp()) // MINUTE
    address = hashlib.sha256(get_adapter().get_client_ip(request).encode()).hexdigest()
    key = f"limit:{scope}:{minute}:{address}"
    cache.add(key, 0, 2 * MINUTE)
    return bool(cache.incr(key) > most)


def limited[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Limits the requests for public data by one client address; all such addresses share one limit."""

    @wraps(view)
    def limit(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_too_often(request, "data", most=settings.DATA_REQUESTS_PER_MINUTE):
            detail = f"At most {settings.DATA_REQUESTS_PER_MINUTE} requests a minute."
            refusal = JsonResponse({"detail": detail}, status=HTTPStatus.TOO_MANY_REQUESTS)
            refusal["Retry-After"] = str(MINUTE)
            return refusal
        return view(request, *args, **kwargs)

    return limit
