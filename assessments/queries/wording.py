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

FOREWORD: Final = "foreword"

CLOSING: Final = "closing"

AREAS: Final = tuple(f"area-{letter}" for letter in "ABCDEF")

# Words can be written for these; a blank one leaves no trace in the report.
WORDED: Final = (FOREWORD, *AREAS, CLOSING)

# These can be left out. Cover, contents, summary, what is missing and eligibility always stand: they are the report.
OPTIONAL: Final = (
    "reading", "portrait", *AREAS, "changes", "advice", "plan", "road",
    "answers", "method", "published", "sources", "glossary", "index",
)  # fmt: skip


def part_names(edition: Edition, language: str) -> Mapping[str, str]:
    """The name of each part of the report, in the order it is printed."""
    areas = {f"area-{area.key}": f"{area.key} {area.title.in_language(language)}" for area in edition.areas}
    return {
        FOREWORD: _("Foreword"),
        "reading": _("How to read this report"),
        "portrait": _("The cluster"),
        **areas,
        "changes": _("What has changed"),
        "advice": _("All recommendations in order of effect"),
        "plan": _("Plan for twelve months"),
        "road": _("The road to Silver and Gold"),
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
        return tuple(part for part in WORDED if self.texts.get(part) != other.texts.get(part))


def wording_of(assessment: Assessment) -> Wording:
    """The words and choices on the report of `assessment`; one query."""
    rows = list(assessment.report_parts.all())
    return Wording(
        {row.part: row.text for row in rows if row.text},
        frozenset(row.part for row in rows if not row.is_shown and row.part in OPTIONAL),
    )
