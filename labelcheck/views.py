"""Views that belong to no application."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import get_object_or_404, redirect
from django.template import loader


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """The error page, with the request id that is also in the log."""
    name = request.META.get("REQUEST_NAME", "")
    return HttpResponseServerError(loader.render_to_string("500.html", {"request_name": name}))


@login_required
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Allauth's page for removing a passkey, if the person may: it does not ask the adapter itself."""
    passkey = get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
    adapter = get_adapter()
    if not adapter.can_delete_authenticator(passkey):
        messages.error(request, adapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_list_webauthn")
    return remove_webauthn(request, pk=pk)  # type: ignore[no-any-return]
