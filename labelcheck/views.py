"""Views that belong to no application."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """The error page, with the request id that is also in the log."""
    name = request.META.get("REQUEST_NAME", "")
    return HttpResponseServerError(loader.render_to_string("500.html", {"request_name": name}))
