"""Limits of requests by people who are not signed in. allauth, whose limits protect signing in, has none for GET."""

from __future__ import annotations

import hashlib
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
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
