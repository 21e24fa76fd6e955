"""Log lines carry the id of the request they belong to."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

CURRENT: ContextVar[str] = ContextVar("request", default="-")


class RequestFilter(logging.Filter):
    """Adds the id of the request to every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request = CURRENT.get()
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
