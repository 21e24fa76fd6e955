"""The plain-language guide: public pages for people who have never heard of clusters."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from assessments.forms.self_check import SelfCheckForm
from assessments.views.pages import language, today
from criteria.definitions import Edition
from criteria.eligibility import judge
from criteria.guide import Guide
from criteria.loader import current_edition


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The pages of the guide, with what each is about."""
    edition, found = edition_with_guide()
    return render(request, "guide/list.html", {"edition": edition, "guide": found})


@require_safe
def guide_page(request: HttpRequest, key: str) -> HttpResponse:
    """One page of texts."""
    edition, found = edition_with_guide()
    try:
        page = found.page(key)
    except KeyError as error:
        raise Http404 from error
    return render(
        request,
        "guide/page.html",
        {
            "edition": edition,
            "guide": found,
            "page": page,
            "language": language(),
            "done": request.GET.getlist("done"),
        },
    )


@require_safe
def self_check(request: HttpRequest) -> HttpResponse:
    """Whether a cluster is eligible by three answers in the address. With `embed` in it, other sites may frame it."""
    if "embed" in request.GET:
        policy = {**settings.SECURE_CSP, "frame-ancestors": ["*"]}
        return csp_override(policy)(xframe_options_exempt(_self_check))(request)
    return _self_check(request)


def _self_check(request: HttpRequest) -> HttpResponse:
    edition, found = edition_with_guide()
    asked = {"eccp", *(question.key for question in found.self_check)}
    data = request.GET if asked & request.GET.keys() else None
    form = SelfCheckForm(found, language=language(), year=today().year, data=data)
    verdict = judge(edition, form.facts(today=today())) if form.is_valid() else None
    embedded = "embed" in request.GET
    context = {
        "edition": edition,
        "guide": found,
        "form": form,
        "verdict": verdict,
        "embedded": embedded,
        "frame": "guide/embed.html" if embedded else "guide/base.html",
    }
    return render(request, "guide/self_check.html", context)


def edition_with_guide() -> tuple[Edition, Guide]:
    """The current edition and its guide; raises Http404 if it has none."""
    edition = current_edition(today())
    if edition.guide is None:
        raise Http404
    return edition, edition.guide
