"""Public pages: the start page and the choice of language."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from assessments.benchmark.disclosure import (
    MIN_FOR_ANYTHING,
    MIN_FOR_QUARTILES,
    MIN_FOR_STANDING,
    MIN_FOR_STEP_TAILS,
    MIN_FOR_TAILS,
    SHARE_MARGIN,
)
from assessments.benchmark.grid import MIN_FOR_PERCENT
from assessments.benchmark.release_audit import INSIDERS
from assessments.files.operator_pages import operator_text
from assessments.queries.retention import KEPT, RULES
from assessments.report.words.published import error_words
from assessments.views.pages import keep_language, language, today
from assessments.workflow.releasing import NOISE
from criteria.loader import current_edition
from criteria.reader import languages

OPERATOR_PAGES: Final = ("privacy", "accessibility", "terms", "contact")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The start page, which presents the product."""
    edition = current_edition(today())
    return render(request, "start.html", {"edition": edition, "language": language()})


@require_safe
def about(request: HttpRequest, key: str) -> HttpResponse:
    """A page of the operator: privacy, accessibility, terms or contact. If there is none, what the software does."""
    if key not in OPERATOR_PAGES:
        raise Http404
    text = operator_text(settings.PAGES_DIR, key, list(dict.fromkeys([language(), *languages()])))
    return render(request, f"about/{key}.html", {"text": text})


@require_safe
def comparison_method(request: HttpRequest) -> HttpResponse:
    """How comparison figures are protected: the parameters, the reasons for them and the expected error."""
    rule = current_edition(today()).release
    return render(
        request,
        "about/comparison_method.html",
        {
            "noise": NOISE,
            "error": error_words(NOISE.error(), language()),
            "worst_error": error_words(NOISE.worst_error(), language()),
            "least": MIN_FOR_ANYTHING,
            "for_quartiles": MIN_FOR_QUARTILES,
            "for_tails": MIN_FOR_TAILS,
            "for_percent": MIN_FOR_PERCENT,
            "for_standing": MIN_FOR_STANDING,
            "for_step_tails": MIN_FOR_STEP_TAILS,
            "share_margin": SHARE_MARGIN,
            "insiders": INSIDERS,
            "days_apart": rule.days_apart,
            "least_new": rule.least_new,
        },
    )


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """What is kept, why and how long, from the rules by which it is deleted."""
    context = {"rules": RULES, "kept_for_good": KEPT, "warning_days": settings.RETENTION_WARNING_DAYS}
    return render(request, "about/retention.html", context)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Changes the language of the site; a signed-in person's profile keeps it."""
    chosen = request.POST.get("language", "")
    came_from = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(urlsplit(came_from).geturl()) if safe else redirect("start")
    if chosen in dict(settings.LANGUAGES):
        keep_language(response, chosen)
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response
