"""Input on a page that can no longer be saved, shown so that it is not lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.forms.editing import VERSION
from assessments.forms.indicator import IndicatorForm
from assessments.models import Assessment
from assessments.queries.answers import answer_of
from criteria.answers import NOTHING
from criteria.languages import FALLBACK
from criteria.loader import current_edition, load_edition

# The labels of text fields on their pages.
TYPED_WORDS: Final = {
    "advice": _("Advice you once gave to this organisation"),
    "choices": _("Answers"),
    "eccp_profile": _("Address of the ECCP profile"),
    "email": _("E-mail address"),
    "employer": _("Employer"),
    "for_whom": _("For whom"),
    "host": _("Host organisation"),
    "interest": _("Which interest"),
    "link": _("Web address"),
    "membership_price": _("Price of membership in plain words"),
    "name": _("Name"),
    "name_local": _("Name in the cluster's own language"),
    "note": _("Note"),
    "number": _("Number of the label"),
    "place": _("Place"),
    "programme": _("Recognised programme"),
    "q": _("Name, number or words"),
    "reason": _("Reason"),
    "region": _("Region"),
    "registration_number": _("Registration number"),
    "remark": _("Remark for the report"),
    "result": _("Text to publish"),
    "source": _("where the figures come from"),
    "statement": _("Statement it supports"),
    "text": _("Text"),
    "title": _("Title"),
    "website": _("Website"),
}
CSRF_FIELD: Final = "csrfmiddlewaretoken"
# The number of a draft that the page keeps in its tab until it has been accepted.
DRAFT: Final = "draft"
# Fields that a page sends automatically.
SENT_ALONG: Final = frozenset({CSRF_FIELD, DRAFT, VERSION, "stay", "attempt"})


class UnsavedInput(NamedTuple):
    """One field that differs from the stored answer: its indicator's code, its label and the input."""

    code: str
    label: str
    text: str


def unsaved(assessment: Assessment, data: Any, *, language: str, year: int, may_read: bool) -> list[UnsavedInput]:
    """The fields of the posted `data` that differ from the stored answers, in the order of the questionnaire.

    A person who may not read the answers (`may_read` False) gets all input back, because omissions would reveal what is
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
            if text:
                kept.append(UnsavedInput(indicator.key, str(form[name].label), text))
    return kept


@dataclass(frozen=True, slots=True)
class PostedText:
    """Input of a `field` that could not be saved; `name` is the label of the field.

    `is_long`: text rather than a number or a choice.
    """

    field: str
    name: str
    text: str

    @property
    def is_long(self) -> bool:
        return len(self.text.split()) > 1


def posted_text(request: HttpRequest, *, but: Collection[str] = ()) -> list[PostedText]:
    """Every text sent with a form that could not be saved, so that the page can show it.

    `but`: codes of indicators whose answers are shown in another way.
    """
    return typed_texts(pair for pair in posted_pairs(request) if pair[0].split("-", 1)[0] not in but)


def posted_pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """The name and text of each posted field, except the CSRF token and passwords."""
    pairs = ((name, str(text)) for name, texts in request.POST.lists() for text in texts)
    return [(name, text) for name, text in pairs if name != CSRF_FIELD and "password" not in name]


def typed_texts(pairs: Iterable[tuple[str, str]]) -> list[PostedText]:
    """The name and text of each field that was typed, among all posted ones."""
    return [
        PostedText(name, _typed_name(name), text)
        for name, text in pairs
        if name.rsplit("-", 1)[-1] not in SENT_ALONG and text.strip()
    ]


def _typed_name(name: str) -> str:
    """The label of a field after the code of its indicator or recommendation; unknown names stay as they are.

    Labels of questions are those of the current edition, because input names no edition.
    """
    *before, last = dict.fromkeys(name.split("-"))
    indicators = current_edition(timezone.localdate()).by_key
    codes = [part for part in before if "." in part or part in indicators]
    asked = indicators[codes[0]].fields if codes and codes[0] in indicators else ()
    for field in asked:
        if field.key == last:
            return f"{codes[0]} {field.label.in_language(get_language() or FALLBACK)}"
    if last in TYPED_WORDS:
        return " ".join([*codes, str(capfirst(TYPED_WORDS[last]))])
    return " ".join([*before, last])
