"""The form for trying a different number on the comparison page."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.forms.faults import fault_message
from assessments.forms.layout import plain_helper
from assessments.forms.text import LineField
from assessments.fragments import fragment
from criteria.answers import EXACT_KINDS, WHOLE_KINDS, Value, value_from_text
from criteria.definitions import Edition, Field, Indicator
from criteria.faults import AnswerFault
from criteria.loader import load_edition


class WhatIfForm(forms.Form):
    """One number and its hypothetical value. After validation, `indicator`, `asked` and `value` are set."""

    change = forms.ChoiceField()
    to = LineField(max_length=40)

    def __init__(self, edition: Edition, *, language: str, year: int, data: Any = None) -> None:
        super().__init__(data)
        self.edition, self.language, self.year = edition, language, year
        self.indicator: Indicator | None = None
        self.asked: Field | None = None
        self.value: Value | None = None
        change = self.fields["change"]
        change.label = _("Number")
        change.choices = [  # type: ignore[attr-defined]
            (f"{indicator.key} {indicator.title.in_language(language)}", fields)
            for indicator in edition.indicators
            if (fields := _numbers(indicator, language))
        ]
        self.fields["to"].label = _("Would be")
        self.fields["to"].widget.attrs["inputmode"] = "decimal"

    def clean(self) -> dict[str, Any]:
        """Checks the number by the rules of its field."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "change" in cleaned and "to" in cleaned:
            key, _dot, name = cleaned["change"].rpartition(".")
            self.indicator = self.edition.indicator(key)
            self.asked = self.indicator.field(name)
            try:
                self.value = value_from_text(self.asked, cleaned["to"], year=self.year)
            except AnswerFault as fault:
                self.add_error("to", fault_message(fault, self.language))
        return cleaned

    @property
    def helper(self) -> FormHelper:
        return plain_helper()

    @property
    def html(self) -> SafeString:
        """The HTML of its fields. Before anything is tried, it is the same on every visit."""
        return _html(self) if self.is_bound else fragment(_blank, self.edition.key, self.language)


def _html(form: WhatIfForm) -> SafeString:
    html: SafeString = render_crispy_form(form)
    return html


def _blank(edition: str, language: str) -> SafeString:
    """The fields without input: a choice of some eighty numbers, which takes long to render."""
    with translation.override(language):
        return _html(WhatIfForm(load_edition(edition), language=language, year=0))


def _numbers(indicator: Indicator, language: str) -> list[tuple[str, str]]:
    numeric = WHOLE_KINDS | EXACT_KINDS
    return [
        (f"{indicator.key}.{field.key}", field.label.in_language(language))
        for field in indicator.fields
        if field.kind in numeric
    ]
