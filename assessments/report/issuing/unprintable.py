"""Names the characters of a report that no font has, and the texts they are in, before it is printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Set
from dataclasses import dataclass, fields, is_dataclass
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.report.content.document import build_context
from assessments.report.content.tree import IndicatorPage, ReportContext
from assessments.report.printing.fonts import choose_fonts, missing_font
from assessments.report.printing.html import NOT_IN_XML

# How many different characters of one text are named.
NAMED: Final = 12


@dataclass(frozen=True, slots=True)
class UnprintableText:
    """A text of the report, and its characters that no font has: `"ꀀ (U+A000)"`, in the order of their codes."""

    place: str
    characters: str


def unprintable(assessment: Assessment, language: str, *, today: dt.date) -> tuple[UnprintableText, ...]:
    """What would be printed as empty boxes in the report as it stands. Nothing if a font is missing on the server.

    The report is then not made at all, and its page says why.
    """
    if missing_font():
        return ()
    return unprintable_texts(build_context(assessment, language, today=today))


def unprintable_texts(context: ReportContext) -> tuple[UnprintableText, ...]:
    """What would be printed as empty boxes, in the order of the report; what has no place is named at the end."""
    missing = choose_fonts(_characters(context)).missing
    if not missing:
        return ()
    found: list[UnprintableText] = []
    named: set[str] = set()
    with translation.override(context.language):
        for place, part in _parts(context):
            if here := missing & _characters(part):
                found.append(UnprintableText(place, _words(here)))
                named |= here
        if rest := missing - named:
            found.append(UnprintableText(_("Elsewhere in the report"), _words(rest)))
    return tuple(found)


def _words(characters: Set[str]) -> str:
    words = [f"{char} (U+{ord(char):04X})" for char in sorted(characters)]
    return ", ".join([*words[:NAMED], "…"] if len(words) > NAMED else words)


def _parts(context: ReportContext) -> Iterator[tuple[str, object]]:
    """The parts of the report with what people wrote, and their names."""
    yield _("Foreword"), context.foreword
    yield _("The cluster"), context.portrait.focus
    for fact in context.portrait.facts:
        yield f"{_('The cluster')}: {fact.label}", fact.value
    for area in context.areas:
        yield f"{area.key} {area.title}: {_('Remark on the area')}", area.remark
        for page in area.indicators:
            yield from _parts_of_indicator(page)
    yield _("What has changed"), context.changes
    yield _("Closing assessment"), context.closing


def _parts_of_indicator(page: IndicatorPage) -> Iterator[tuple[str, object]]:
    name = f"{page.key} {page.title}"
    yield f"{name}: {_('Not applicable')}", page.not_applicable
    for field in (*page.fields, *page.texts):
        yield f"{name}: {field.label}", field
    yield f"{name}: {_('Why another value was agreed')}", page.agreed_reason
    yield f"{name}: {_('Remark of the assessor')}", page.remark
    yield f"{name}: {_('Recommendations')}", page.advice


def _characters(part: object) -> frozenset[str]:
    """All characters of a part of the report's tree that are printed."""
    return frozenset(NOT_IN_XML.sub("", "".join(_strings(part))))


def _strings(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _strings(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _strings(getattr(part, field.name))
