"""The form of one indicator, built from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field as LayoutField
from crispy_forms.layout import Fieldset, Layout, LayoutObject
from django import forms
from django.utils.translation import gettext as _

from assessments.forms.faults import fault_message
from assessments.forms.layout import marked, plain_helper
from assessments.forms.text import TextField
from criteria.answer_file import LONGEST_REASON
from criteria.answers import Answer, Value, checked_value, value_from_text
from criteria.definitions import TYPED_KINDS, UNIT_SIGNS, Field, FieldKind, Indicator
from criteria.faults import AnswerFault
from criteria.formatting import decimal_sign

# Texts with a higher maximum length get a textarea.
ONE_LINE = 150
NOT_APPLICABLE = "not_applicable"
CONFIRM = "confirm"


def shown_text(value: Value, language: str) -> str:
    """A number or text as the value of its input, with the language's decimal separator and no thousands separators."""
    text = str(value)
    return text.replace(".", decimal_sign(language)) if isinstance(value, Decimal) else text


class TypedField(forms.CharField):
    """A number or text, cleaned by the catalogue's rules into a typed value; None if blank."""

    def __init__(self, asked: Field, *, language: str, year: int) -> None:
        is_long = asked.kind is FieldKind.TEXT and asked.max_length > ONE_LINE
        attrs: dict[str, Any] = {"autocomplete": "off"}
        if asked.kind is not FieldKind.TEXT:
            attrs["inputmode"] = "decimal" if asked.decimals or asked.kind in UNIT_SIGNS else "numeric"
        if is_long:
            attrs["rows"] = 4
        super().__init__(
            required=False,
            label=asked.label.in_language(language),
            help_text=marked(asked.help.in_language(language)) if asked.help else "",
            widget=forms.Textarea(attrs) if is_long else forms.TextInput(attrs),
        )
        self.asked, self.language, self.year = asked, language, year

    def clean(self, value: Any) -> Value | None:
        try:
            return value_from_text(self.asked, value or "", year=self.year)
        except AnswerFault as fault:
            raise forms.ValidationError(fault_message(fault, self.language), code=fault.code) from fault


class OneChoice(forms.ChoiceField):
    """A choice, or a ladder with its steps described in full. The blank option removes an answer."""

    def __init__(self, asked: Field, *, language: str) -> None:
        if asked.kind is FieldKind.LADDER:
            options = [(str(n), marked(step.in_language(language))) for n, step in enumerate(asked.steps)]
        else:
            options = [(key, marked(label)) for key, label in asked.options(language)]
        super().__init__(
            required=False,
            label=asked.label.in_language(language),
            help_text=marked(asked.help.in_language(language)) if asked.help else "",
            choices=[*options, ("", _("No answer yet"))],
            widget=forms.RadioSelect,
        )
        self.asked = asked

    def clean(self, value: Any) -> Value | None:
        chosen = super().clean(value)
        if not chosen:
            return None
        return int(chosen) if self.asked.kind is FieldKind.LADDER else str(chosen)


class SeveralChoices(forms.MultipleChoiceField):
    """Any number of choices up to the catalogue's limit."""

    def __init__(self, asked: Field, *, language: str) -> None:
        super().__init__(
            required=False,
            label=asked.label.in_language(language),
            help_text=marked(asked.help.in_language(language)) if asked.help else "",
            choices=[(key, marked(label)) for key, label in asked.options(language)],
            widget=forms.CheckboxSelectMultiple,
        )
        self.asked, self.language = asked, language

    def clean(self, value: Any) -> Value | None:
        chosen = super().clean(value)
        try:
            return checked_value(self.asked, chosen, year=0)
        except AnswerFault as fault:
            raise forms.ValidationError(fault_message(fault, self.language), code=fault.code) from fault


def form_field(asked: Field, *, language: str, year: int) -> forms.Field:
    """The form field for answers to `asked`."""
    if asked.kind in TYPED_KINDS:
        return TypedField(asked, language=language, year=year)
    if asked.kind is FieldKind.MULTI:
        return SeveralChoices(asked, language=language)
    return OneChoice(asked, language=language)


def cell_name(table: str, row: int, column: str) -> str:
    """The name of the form field for one cell of a table."""
    return f"{table}_{row}_{column}"


def initial_values(answer: Answer, language: str) -> dict[str, Any]:
    """The initial values of a form that shows `answer`, by field name; a list for multiple choices."""
    initial: dict[str, Any] = {NOT_APPLICABLE: answer.not_applicable}
    for key, value in answer.values.items():
        if not isinstance(value, tuple):
            initial[key] = shown_text(value, language)
            continue
        for number, item in enumerate(value):
            if isinstance(item, Mapping):
                initial.update({cell_name(key, number, column): cell for column, cell in item.items()})
            else:
                initial.setdefault(key, []).append(item)
    return initial


class IndicatorForm(forms.Form):
    """One indicator: its fields, the reason why it may not apply, and the version the person started from.

    The page writes the version itself, because after a conflict it differs from the submitted one. All fields may be
    blank. After validation, `answer` is the typed answer.
    """

    def __init__(
        self,
        indicator: Indicator,
        answer: Answer,
        *,
        language: str,
        year: int,
        data: Any = None,
        prefix: str = "",
        ask_not_applicable: bool = True,
        is_carried: bool = False,
    ) -> None:
        self.indicator, self.language, self.year = indicator, language, year
        super().__init__(data, prefix=prefix or indicator.key, initial=initial_values(answer, language))
        for asked in indicator.fields:
            self._add(asked)
        if ask_not_applicable:
            self.fields[NOT_APPLICABLE] = TextField(
                required=False,
                max_length=LONGEST_REASON,
                label=_("Why it does not apply"),
                help_text=_("Only if the question makes no sense for this cluster. Zero and no are answers."),
                rows=2,
            )
        if is_carried:
            self.fields[CONFIRM] = forms.BooleanField(required=False, label=_("Still true: confirm this answer"))
        self.answer = answer

    def _add(self, asked: Field) -> None:
        if asked.kind is not FieldKind.TABLE:
            self.fields[asked.key] = form_field(asked, language=self.language, year=self.year)
            if asked.show_if:
                # Read by the script that hides questions that do not apply; the server never depends on it.
                depends = asked.show_if
                self.fields[asked.key].widget.attrs.update(
                    {
                        "data-show-if": self.add_prefix(depends.field),
                        "data-equals": depends.equals or "",
                        "data-above": "" if depends.above is None else depends.above,
                    }
                )
            return
        for row in range(asked.max_rows):
            for column in asked.columns:
                name = cell_name(asked.key, row, column.key)
                self.fields[name] = form_field(column, language=self.language, year=self.year)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        values: dict[str, Value] = {}
        for asked in self.indicator.fields:
            value = self._rows(asked, cleaned) if asked.kind is FieldKind.TABLE else cleaned.get(asked.key)
            if value is not None:
                values[asked.key] = value
        reason = cleaned.get(NOT_APPLICABLE) or ""
        if reason and values and not self.errors:
            self.add_error(NOT_APPLICABLE, fault_message(AnswerFault("answered_and_not_applicable"), self.language))
        self.answer = Answer(values, reason)
        return cleaned

    def _rows(self, asked: Field, cleaned: Mapping[str, Any]) -> Value | None:
        rows = []
        for row in range(asked.max_rows):
            cells = {column.key: cleaned.get(cell_name(asked.key, row, column.key)) for column in asked.columns}
            filled = {key: str(cell) for key, cell in cells.items() if cell is not None}
            if filled:
                rows.append(filled)
        return tuple(rows) or None

    @property
    def is_confirmed(self) -> bool:
        """Whether the person confirmed the carried-over answer."""
        return bool(self.cleaned_data.get(CONFIRM))

    @property
    def helper(self) -> FormHelper:
        """The layout: fields in the catalogue's order, with units."""
        helper = plain_helper()
        helper.layout = Layout(*[part for asked in self.indicator.fields for part in self._layout(asked)])
        return helper

    def _layout(self, asked: Field) -> list[LayoutObject]:
        if asked.kind is FieldKind.TABLE:
            return [
                Fieldset(
                    asked.row_name(row + 1, self.language),
                    *[cell_name(asked.key, row, column.key) for column in asked.columns],
                )
                for row in range(asked.max_rows)
            ]
        unit = UNIT_SIGNS.get(asked.kind, "")
        if asked.unit and asked.kind in TYPED_KINDS:
            unit = asked.unit.in_general(self.language)
        return [AppendedText(asked.key, unit) if unit else LayoutField(asked.key)]

    @property
    def reason_helper(self) -> FormHelper:
        """The layout of the reason why the indicator does not apply."""
        helper = plain_helper()
        helper.layout = Layout(NOT_APPLICABLE)
        return helper
