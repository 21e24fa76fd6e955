"""Pages that no application owns."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """The page about an error on our side, with the id under which the log tells what happened."""
    name = request.META.get("REQUEST_NAME", "")
    return HttpResponseServerError(loader.render_to_string("500.html", {"request_name": name}))
