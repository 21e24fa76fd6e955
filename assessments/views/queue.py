"""The assessor's queue: what is waiting for them, since when and until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from assessments.queries.worklist import Due, NextStep, Waiting, queue_of
from assessments.views.pages import SignedInRequest, language, today
from assessments.views.waiting_words import step_in_queue

FILTERS: Final[Mapping[str, tuple[object, Callable[[Waiting], bool]]]] = {
    "": (_("Waiting for me"), lambda row: row.is_mine),
    "declare": (_("To declare"), lambda row: row.step is NextStep.DECLARE),
    "arrange": (_("To arrange"), lambda row: row.step is NextStep.ARRANGE),
    "interview": (_("Interview ahead"), lambda row: row.step is NextStep.INTERVIEW),
    "finish": (_("To finish"), lambda row: row.step is NextStep.FINISH),
    "overdue": (_("Overdue"), lambda row: row.due is Due.OVERDUE),
    "soon": (_("Due within a week"), lambda row: row.due is Due.SOON),
    "decision": (_("With the secretariat"), lambda row: row.step in (NextStep.RULING, NextStep.DECISION)),
    "past": (_("Decided or withdrawn"), lambda row: row.step is NextStep.NOTHING),
}


@login_required
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """All assessments of the person by due date, with filters by state and due date."""
    if not request.user.is_assessor:
        raise PermissionDenied
    rows = queue_of(request.user, today=today())
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in FILTERS else ""
    filters = [(key, label, sum(map(passes, rows))) for key, (label, passes) in FILTERS.items()]
    return render(
        request,
        "queue.html",
        {
            "rows": [(row, step_in_queue(row)) for row in rows if FILTERS[chosen][1](row)],
            "filters": filters,
            "chosen": chosen,
            "language": language(),
        },
    )
