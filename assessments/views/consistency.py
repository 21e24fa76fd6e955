"""The secretariat's page about the consistency of assessors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.benchmark.consistency import Distances, Judged, by_assessor, by_indicator, closed
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING, may_show
from assessments.models import User
from assessments.queries.level_consistency import level_distances
from assessments.report.words.shares import share_words
from assessments.views.pages import SignedInRequest, language, today
from assessments.workflow.releasing import cell_secret
from criteria.formatting import format_number
from criteria.loader import current_edition
from criteria.sorting import sort_key


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. `is_held_back`: large enough, but hidden because others would follow by subtraction."""

    name: str
    code: str
    distances: Distances
    mean: str
    shares: Sequence[str]

    @property
    def is_held_back(self) -> bool:
        return not self.distances.is_shown and may_show(self.distances.assessments)


def _row(name: str, distances: Distances, code: str = "") -> Row:
    shares = (distances.lower, distances.same, distances.higher)
    return Row(
        name,
        code,
        distances,
        "" if distances.mean is None else _signed(distances.mean),
        [share_words(10 * share, 10, language()) for share in shares if share is not None],
    )


def _signed(number: Decimal) -> str:
    """The number with its sign, in the reader's format: "+0.25", "−1,50", "0.00"."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + format_number(abs(number), language(), decimals=2)


@login_required
@require_safe
def consistency(request: SignedInRequest) -> HttpResponse:
    """How far agreed levels differ from the clusters' own."""
    if not request.user.is_secretariat:
        raise PermissionDenied
    judged, secret = [Judged(*row) for row in level_distances()], cell_secret()
    people, indicators = by_assessor(judged, secret), by_indicator(judged, secret)
    assessors = sorted(
        User.objects.filter(pk__in=people).order_by("email"), key=lambda user: sort_key(str(user), language())
    )
    edition = current_edition(today())
    return render(
        request,
        "consistency.html",
        {
            "count": len(closed(judged)),
            "fewest": MIN_FOR_ANYTHING,
            "is_enough": may_show(len(judged)),
            "assessors": [_row(str(assessor), people[assessor.pk]) for assessor in assessors],
            "indicators": [
                _row(indicator.title.in_language(language()), indicators[indicator.key], indicator.key)
                for indicator in edition.indicators
                if indicator.key in indicators
            ],
        },
    )
