"""The parts of a report that people word or leave out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from assessments.models import Assessment
from criteria.definitions import Edition
from criteria.loader import load_edition

FOREWORD: Final = "foreword"

CLOSING: Final = "closing"


def area_part(area: str) -> str:
    """The part of the report that is the chapter of an area."""
    return f"area-{area}"


def worded_parts(edition: Edition) -> tuple[str, ...]:
    """The parts that words can be written for; a blank one leaves no trace in the report."""
    return (FOREWORD, *(area_part(area.key) for area in edition.areas), CLOSING)


def optional_parts(edition: Edition) -> tuple[str, ...]:
    """The parts that can be left out. Cover, contents, summary, what is missing and eligibility always stand."""
    return (
        "reading", "portrait", *(area_part(area.key) for area in edition.areas), "changes", "advice", "plan", "road",
        "answers", "method", "published", "sources", "glossary", "index",
    )  # fmt: skip


def road_title(edition: Edition, language: str) -> str:
    """The title of the chapter that leads onward; without labels above this one it is about the label alone."""
    return edition.onward.title.in_language(language) if edition.onward else _("The label")


def part_names(edition: Edition, language: str) -> Mapping[str, str]:
    """The name of each part of the report, in the order it is printed."""
    areas = {area_part(area.key): f"{area.key} {area.title.in_language(language)}" for area in edition.areas}
    return {
        FOREWORD: _("Foreword"),
        "reading": _("How to read this report"),
        "portrait": _("The cluster"),
        **areas,
        "changes": _("What has changed"),
        "advice": _("All recommendations in order of effect"),
        "plan": _("Plan for twelve months"),
        "road": road_title(edition, language),
        CLOSING: _("Closing assessment"),
        "answers": _("Annex 1: All answers"),
        "method": _("Annex 2: Method"),
        "published": _("Annex 3: Published figures"),
        "sources": _("Annex 4: Sources"),
        "glossary": _("Annex 5: Glossary"),
        "index": _("Annex 6: Figures and recommendations by page"),
    }


@dataclass(frozen=True, slots=True)
class Wording:
    """What people decided on a report: their words by part, and the parts left out."""

    texts: Mapping[str, str]
    hidden: frozenset[str]

    def shows(self, part: str) -> bool:
        """Whether the part is printed."""
        return part not in self.hidden

    @property
    def version(self) -> str:
        """What tells these words and choices from any others."""
        said = json.dumps([sorted(self.texts.items()), sorted(self.hidden)])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def differing(self, other: Wording) -> tuple[str, ...]:
        """The parts of which the two say different words."""
        return tuple(part for part in {**self.texts, **other.texts} if self.texts.get(part) != other.texts.get(part))


def wording_of(assessment: Assessment) -> Wording:
    """The words and choices on the report of `assessment`; one query."""
    rows, optional = list(assessment.report_parts.all()), optional_parts(load_edition(assessment.edition))
    return Wording(
        {row.part: row.text for row in rows if row.text},
        frozenset(row.part for row in rows if not row.is_shown and row.part in optional),
    )
