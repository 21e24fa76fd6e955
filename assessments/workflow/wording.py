"""The parts of a report that people decide on: their own words, and the chapters that are printed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access import Action, require
from assessments.models import Assessment, ReportPart, User
from assessments.workflow.auditing import lock, record
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
LONGEST: Final = 6000


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


class WordingChanged(Exception):
    """Somebody else has worded the report since it was read; `stored` is what they made of it, by whom and when."""

    def __init__(self, stored: Wording, by: User | None, at: dt.datetime) -> None:
        super().__init__()
        self.stored, self.by, self.at = stored, by, at


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


@transaction.atomic
def word_report(
    *,
    assessment: Assessment,
    texts: Mapping[str, str],
    hidden: frozenset[str],
    by: User,
    at: dt.datetime,
    based_on: str | None = None,
) -> Wording:
    """Stores the words for the parts of WORDED and which parts of OPTIONAL are left out.

    `based_on`: the version that was read before it was changed; None replaces whatever is there. Raises WordingChanged
    if another one is stored, and ValueError for a part that has no words or cannot be left out.
    """
    current = lock(assessment)
    require(Action.WORD_REPORT, by, current)
    if not texts.keys() <= {*WORDED} or not hidden <= {*OPTIONAL}:
        raise ValueError("not a part of the report that can be worded or left out")
    before = wording_of(current)
    if based_on not in (None, before.version):
        last = current.report_parts.select_related("updated_by").order_by("-updated_at").first()
        raise WordingChanged(before, last.updated_by if last else None, last.updated_at if last else at)
    rows = [
        ReportPart(
            assessment=current, part=part, text=texts.get(part, "").strip(), is_shown=part not in hidden,
            updated_by=by, updated_at=at,
        )
        for part in dict.fromkeys((*WORDED, *OPTIONAL))
    ]  # fmt: skip
    ReportPart.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["assessment", "part"],
        update_fields=["text", "is_shown", "updated_by", "updated_at"],
    )
    after = wording_of(current)
    record(
        action="report_worded",
        actor=by,
        at=at,
        assessment=current,
        before={"texts": dict(before.texts), "hidden": sorted(before.hidden)},
        after={"texts": dict(after.texts), "hidden": sorted(after.hidden)},
    )
    return after
