"""What programs verify the credentials of labels with: the public keys, and which labels do not count now."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.files import credentials
from assessments.files.credential_keys import public_keys
from assessments.files.credentials import CREDENTIAL_TYPE, LIST_SECONDS
from assessments.queries.credentials import signed_list


@require_safe
def did_document(request: HttpRequest) -> HttpResponse:
    """The public keys that credentials are verified with, at the address that did:web prescribes."""
    keys = public_keys()
    if not keys:
        raise Http404
    return _for_verifiers(JsonResponse(credentials.did_document(keys), content_type="application/did+json"))


@require_safe
def status_list(request: HttpRequest) -> HttpResponse:
    """The list of the suspended and withdrawn labels, itself a credential."""
    signed = signed_list(at=timezone.now())
    if signed is None:
        raise Http404
    return _for_verifiers(HttpResponse(signed, content_type=CREDENTIAL_TYPE))


def _for_verifiers(response: HttpResponse) -> HttpResponse:
    """The response as programs on other websites may read and keep it."""
    response["Cache-Control"] = f"public, max-age={LIST_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
