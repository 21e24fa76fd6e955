"""Renders the form of an indicator quickly: crispy-forms renders it once per language, answers are filled in later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from crispy_forms.utils import render_crispy_form
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from assessments.forms.indicator import NOT_APPLICABLE, IndicatorForm, TypedField, initial_values
from assessments.fragments import fragment
from criteria.answers import NOTHING, Answer
from criteria.loader import load_edition

# Private-use characters that occur in no catalogue text: a field name between them marks the place of its answer.
START, END = "\ue000", "\ue001"
PLACES: Final = re.compile(
    rf' value="{START}(?P<line>[^{END}]*){END}"'
    rf"|{START}(?P<text>[^{END}]*){END}"
    r'|(?<=")(?P<checked> checked)?(?=>)'
)
OPTION: Final = re.compile(r'<input type="(?:radio|checkbox)"[^>]* name="([^"]*)" value="([^"]*)"[^>]*$')


class FormPart(StrEnum):
    """The two places of a question where parts of its form are shown."""

    ANSWER = "answer"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class InputSlot:
    """The place of an answer: an input's value, a textarea's text, or (with `option`) the mark of a chosen option."""

    name: str
    is_line: bool = False
    option: str | None = None

    def filled(self, initial: Mapping[str, Any]) -> str:
        """The HTML here for the initial values `initial` by field name."""
        value = initial.get(self.name)
        if self.option is not None:
            chosen = value if isinstance(value, list) else ["" if value is None else str(value)]
            return " checked" if self.option in chosen else ""
        if value is None or value == "":
            return ""
        return f' value="{escape(value)}"' if self.is_line else escape(value)


type Drawing = tuple[str | InputSlot, ...]


def drawn(form: IndicatorForm, part: FormPart = FormPart.ANSWER) -> SafeString:
    """The HTML of one part of a bound form, which may have errors to show."""
    html: SafeString = render_crispy_form(form, form.helper if part is FormPart.ANSWER else form.reason_helper)
    return html


def filled_in(
    *, edition: str, key: str, answer: Answer, language: str, part: FormPart = FormPart.ANSWER, prefix: str = ""
) -> SafeString:
    """The HTML of one part of an indicator's form with a stored answer, identical to what crispy-forms renders.

    `prefix` is that of the form, "" for the indicator's key.
    """
    is_blank = not (answer.values if part is FormPart.ANSWER else answer.not_applicable)
    if is_blank:
        return fragment(_unfilled, edition, key, language, part, prefix)
    return _filled(edition, key, language, part, prefix, answer)


def _filled(edition: str, key: str, language: str, part: FormPart, prefix: str, answer: Answer) -> SafeString:
    initial = initial_values(answer, language)
    blank = fragment(_blank, edition, key, language, part, prefix)
    pieces = (piece if isinstance(piece, str) else piece.filled(initial) for piece in blank)
    # Every piece comes from a template or is escaped.
    return mark_safe("".join(pieces))  # noqa: S308


def _unfilled(edition: str, key: str, language: str, part: FormPart, prefix: str) -> SafeString:
    """A part without any value, as most are."""
    return _filled(edition, key, language, part, prefix, NOTHING)


def _blank(edition: str, key: str, language: str, part: FormPart, prefix: str) -> Drawing:
    """The HTML of an indicator's form, cut at the places of answers."""
    indicator = load_edition(edition).indicator(key)
    with translation.override(language):
        form = IndicatorForm(indicator, NOTHING, language=language, year=0, prefix=prefix)
        for name, field in form.fields.items():
            if isinstance(field, TypedField) or name == NOT_APPLICABLE:
                form.initial[name] = f"{START}{name}{END}"
        return tuple(_cut(str(drawn(form, part)), prefix=f"{form.prefix}-"))


def _cut(html: str, *, prefix: str) -> list[str | InputSlot]:
    pieces: list[str | InputSlot] = []
    done = 0
    for found in PLACES.finditer(html):
        if found["line"] is not None:
            slot = InputSlot(found["line"], is_line=True)
        elif found["text"] is not None:
            slot = InputSlot(found["text"])
        elif option := OPTION.search(html, done, found.start()):
            slot = InputSlot(option[1].removeprefix(prefix), option=option[2])
        else:
            continue
        pieces += [html[done : found.start()], slot]
        done = found.end()
    return [*pieces, html[done:]]
