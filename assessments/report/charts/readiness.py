"""The picture of the readiness test: each area on a scale of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import ngettext, pgettext_lazy

from assessments.report.charts.data import AreaPoint, Figure, Labelled
from assessments.report.charts.drawing import profile_chart
from criteria.definitions import Area
from criteria.readiness import Readiness

READINESS_WORDS: Final[dict[Readiness, Promise]] = {
    Readiness.OPEN: pgettext_lazy("readiness", "open"),
    Readiness.BEGUN: pgettext_lazy("readiness", "begun"),
    Readiness.READY: pgettext_lazy("readiness", "ready"),
}


def readiness_figure(areas: Sequence[Area], found: Mapping[str, Readiness | None], language: str) -> Figure:
    """How far each area is. `found` has it by the key of the area."""
    ready = sum(state is Readiness.READY for state in found.values())
    title = ngettext("%(ready)s of %(areas)s area is ready", "%(ready)s of %(areas)s areas are ready", len(areas)) % {
        "ready": ready,
        "areas": len(areas),
    }
    points = [AreaPoint(area.key, area.short.in_language(language), _step(found[area.key]), None) for area in areas]
    return Figure(title, profile_chart(title=title, points=points, steps=[*map(str, READINESS_WORDS.values())]))


def _step(state: Readiness | None) -> Labelled | None:
    """The place of an area on the scale, without a label of its own: its step is named below."""
    return Labelled(list(READINESS_WORDS).index(state), "") if state else None
