"""The parts of a report for which people write texts or which they leave out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.models import Assessment, User
from assessments.queries.marks import mark_of
from criteria.definitions import Edition
from criteria.loader import load_edition

FOREWORD: Final = "foreword"

CLOSING: Final = "closing"


# The annexes in the order in which they are printed and numbered.
ANNEXES: Final = ("answers", "further", "method", "published", "sources", "glossary", "index")
# What a report before the interview leaves out: its reader is still working on the answers and has them at hand.
NOT_IN_DRAFTS: Final = frozenset({"plan", "road", "answers", "published", "sources", "glossary", "index"})


def area_part(area: str) -> str:
    """The key of the part that is the chapter of `area`."""
    return f"area-{area}"


def worded_parts(edition: Edition) -> tuple[str, ...]:
    """The parts for which a text can be written; a blank text leaves no trace in the report."""
    return (FOREWORD, *(area_part(area.key) for area in edition.areas), CLOSING)


def optional_parts(edition: Edition) -> tuple[str, ...]:
    """The parts that can be left out; cover, contents, summary, missing items and eligibility cannot."""
    return (
        "reading", "portrait", *(area_part(area.key) for area in edition.areas), "changes", "advice",
        "evidence", "plan", "road", *ANNEXES,
    )  # fmt: skip


def road_title(edition: Edition, language: str) -> str:
    """The title of the chapter on higher labels; if the edition has none above it, of the chapter on the label."""
    return edition.onward.title.in_language(language) if edition.onward else _("The label")


def part_names(edition: Edition, language: str) -> Mapping[str, str]:
    """The names of the parts, in the order in which they are printed; those of annexes have no number."""
    areas = {area_part(area.key): f"{area.key} {area.title.in_language(language)}" for area in edition.areas}
    return {
        FOREWORD: _("Foreword"),
        "reading": _("How to read this report"),
        "portrait": _("The cluster"),
        **areas,
        "changes": _("What has changed"),
        "advice": _("Recommendations in order of effect"),
        "evidence": _("What the levels rest on"),
        "plan": _("Plan for twelve months"),
        "road": road_title(edition, language),
        CLOSING: _("Closing assessment"),
        "answers": _("All answers"),
        "further": _("Further recommendations"),
        "method": pgettext("annex", "Method"),
        "published": _("Published figures"),
        "sources": _("Sources"),
        "glossary": _("Glossary"),
        "index": _("Figures and recommendations by page"),
    }


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts written for a report by part, the parts that are left out, and the language of all its written texts.

    Also who last changed texts or parts, and when.
    """

    texts: Mapping[str, str]
    hidden: frozenset[str]
    written_in: str = ""
    updated_by: User | None = field(default=None, compare=False)
    updated_at: dt.datetime | None = field(default=None, compare=False)

    def shows(self, part: str) -> bool:
        """Whether the part is printed."""
        return part not in self.hidden

    @property
    def mark(self) -> str:
        """A short hash of the texts and choices. A form sends it to state which version its reader saw."""
        return mark_of(self.content)

    @property
    def content(self) -> list[object]:
        """The texts and choices as JSON-serialisable data."""
        return [dict(self.texts), sorted(self.hidden), self.written_in]

    def differing(self, other: Wording) -> tuple[str, ...]:
        """The parts whose texts differ."""
        return tuple(part for part in {**self.texts, **other.texts} if self.texts.get(part) != other.texts.get(part))


def wording_of(assessment: Assessment) -> Wording:
    """The texts and choices for the report of `assessment`. One query."""
    rows = list(assessment.report_parts.select_related("updated_by"))
    optional = optional_parts(load_edition(assessment.edition))
    last = max(rows, key=lambda row: row.updated_at, default=None)
    return Wording(
        {row.part: row.text for row in rows if row.text},
        frozenset(row.part for row in rows if not row.is_shown and row.part in optional),
        assessment.written_in,
        updated_by=last.updated_by if last else None,
        updated_at=last.updated_at if last else None,
    )
