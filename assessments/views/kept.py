"""What was typed into a page that can no longer be saved, so that its words are not lost with it."""

from __future__ import annotations

from typing import Any, NamedTuple

from assessments.forms.indicator import VERSION, IndicatorForm
from assessments.models import Assessment
from assessments.workflow import answer_of
from criteria.answers import NOTHING
from criteria.loader import load_edition


class Kept(NamedTuple):
    """One field that differs from what is stored: the code of its indicator, its label and the text as typed."""

    code: str
    label: str
    text: str


def unsaved(assessment: Assessment, data: Any, *, language: str, year: int, may_read: bool) -> list[Kept]:
    """The fields of the posted `data` that differ from the stored answers, in the order of the questionnaire.

    To somebody who may not read the answers (`may_read` false) all of it is shown: what is left out tells what is
    stored.
    """
    edition = load_edition(assessment.edition)
    sent = {name.split("-", 1)[0] for name in data}
    rows = {row.indicator: row for row in assessment.answers.filter(indicator__in=sent)} if may_read else {}
    kept = []
    for indicator in edition.indicators:
        if indicator.key not in sent:
            continue
        stored = answer_of(indicator, rows[indicator.key]) if indicator.key in rows else NOTHING
        form = IndicatorForm(indicator, stored, language=language, year=year, data=data)
        for name in form.changed_data:
            value = form[name].value()
            text = ", ".join(value) if isinstance(value, list) else str(value or "")
            if name != VERSION and text:
                kept.append(Kept(indicator.key, str(form[name].label), text))
    return kept
