"""The plain-language guide: public pages for people who have never heard of clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from assessments.forms.readiness import ReadinessForm
from assessments.forms.self_check import SelfCheckForm
from assessments.report.charts.readiness import READINESS_WORDS, readiness_figure
from assessments.views.pages import follow_address, language, today
from criteria.definitions import Area, Edition
from criteria.eligibility import judge
from criteria.guide import Guide, ReadinessQuestion, ReadinessTest
from criteria.loader import current_edition
from criteria.readiness import Readiness, readiness_of_areas


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


def embeddable(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lets other sites show the page in a frame if `embed` is in its address, in the language that the address names.

    Other pages are never framed.
    """

    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        follow_address(request)
        if "embed" not in request.GET:
            return view(request)
        policy = {**settings.SECURE_CSP, "frame-ancestors": ["*"]}
        return csp_override(policy)(xframe_options_exempt(view))(request)

    return shown


def frame_of(request: HttpRequest) -> dict[str, Any]:
    """What the templates of pages in a frame need to know of their address."""
    is_embedded = "embed" in request.GET
    kept = [name for name in ("embed", "language") if name in request.GET]
    return {
        "embedded": is_embedded,
        "frame": "guide/embed.html" if is_embedded else "guide/base.html",
        "here": request.build_absolute_uri(request.path),
        "kept": [(name, request.GET[name]) for name in kept],
    }


@require_safe
@embeddable
def self_check(request: HttpRequest) -> HttpResponse:
    """Whether a cluster is eligible by three answers in the address."""
    edition, found = edition_with_guide()
    asked = {"eccp", *(question.key for question in found.self_check)}
    data = request.GET if asked & request.GET.keys() else None
    form = SelfCheckForm(found, language=language(), year=today().year, data=data)
    verdict = judge(edition, form.facts(today=today())) if form.is_valid() else None
    context = {"edition": edition, "guide": found, "form": form, "verdict": verdict, **frame_of(request)}
    return render(request, "guide/self_check.html", context)


@dataclass(frozen=True, slots=True)
class ReadinessLine:
    """What is to do about one question of the readiness test; `state` is "" if it was not answered."""

    question: ReadinessQuestion
    state: str


@dataclass(frozen=True, slots=True)
class AreaReadiness:
    """How far an area is, in words, and what is to do there."""

    area: Area
    state: str
    lines: tuple[ReadinessLine, ...]


@require_safe
@embeddable
def readiness(request: HttpRequest) -> HttpResponse:
    """A first picture of the areas by ten answers in the address, and what to do next."""
    edition, found = edition_with_guide()
    test = found.readiness
    data = request.GET if {question.key for question in test.questions} & request.GET.keys() else None
    form = ReadinessForm(test, language=language(), data=data)
    context = {"edition": edition, "guide": found, "test": test, "form": form, **frame_of(request)}
    if data is not None:
        form.full_clean()
        states = readiness_of_areas(edition.areas, test.questions, form.answers)
        context["figure"] = readiness_figure(edition.areas, states, language())
        context["areas"] = [area_readiness(area, states[area.key], test, form.answers) for area in edition.areas]
    return render(request, "guide/readiness.html", context)


def area_readiness(
    area: Area, state: Readiness | None, test: ReadinessTest, answers: Mapping[str, Readiness]
) -> AreaReadiness:
    """How far `area` is, with the questions that were not answered by READY."""
    lines = (
        ReadinessLine(question, _word(answers.get(question.key)))
        for question in test.questions
        if question.area == area.key and answers.get(question.key) is not Readiness.READY
    )
    return AreaReadiness(area, _word(state), tuple(lines))


def _word(state: Readiness | None) -> str:
    return str(READINESS_WORDS[state]) if state else ""


def edition_with_guide() -> tuple[Edition, Guide]:
    """The current edition and its guide; raises Http404 if it has none."""
    edition = current_edition(today())
    if edition.guide is None:
        raise Http404
    return edition, edition.guide
