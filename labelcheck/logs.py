"""Log lines carry the id of the request they belong to, and no secret part of an address."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

from django.http import HttpRequest, HttpResponse

CURRENT: ContextVar[str] = ContextVar("request", default="-")


# Who knows such an address can open a report, join an organisation, confirm a mail address or set a password.
SECRET: Final = re.compile(
    r"((?:^|\s|//[^/\s]+)/(?:shared|invitations|accounts/confirm-email|accounts/password/reset/key)/)[^/\s?]+"
)


def masked[T](value: T) -> T | str:
    """A value of a log line; in a text, *** is in place of the secret part of addresses."""
    return SECRET.sub(r"\1***", value) if isinstance(value, str) else value


class RequestFilter(logging.Filter):
    """Adds the id of the request to every line, and masks addresses in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request = CURRENT.get()
        if isinstance(record.args, tuple):
            record.args = tuple(map(masked, record.args))
        return True


def name_request(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Gives each request an id, shown in its log lines, its response header and the error page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = uuid.uuid4().hex[:12]
        token = CURRENT.set(name)
        request.META["REQUEST_NAME"] = name
        try:
            response = get_response(request)
        finally:
            CURRENT.reset(token)
        response["X-Request-Id"] = name
        return response

    return middleware
