"""Forms of common positions and quick questions."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import PlainForm
from assessments.forms.organisations import country_choices, portfolio_choices
from assessments.forms.text import LineField, TextField
from assessments.models import Consultation, Stance
from assessments.queries.consultations import reply_choices

MOST_CHOICES = 8


class ConsultationForm(PlainForm):
    """What is asked, of whom, until when."""

    title = LineField(label=_("Title"), max_length=150)
    text = TextField(label=_("Text"), max_length=4000, rows=8)
    choices = TextField(
        label=_("Answers"),
        required=False,
        max_length=500,
        help_text=_("One per line, at most eight. Left blank, the answers are yes and no."),
    )
    country = forms.ChoiceField(label=_("Only clusters of this country"), required=False, choices=country_choices)
    portfolio = forms.ChoiceField(label=_("Only clusters of this field"), required=False)
    deadline = forms.DateField(label=_("Answer by"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, today: dt.date, is_position: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        cast(forms.ChoiceField, self.fields["portfolio"]).choices = [("", "—"), *portfolio_choices(today)]
        if is_position:
            del self.fields["choices"]

    def clean_choices(self) -> list[str]:
        choices = [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        if len(choices) == 1 or len(choices) > MOST_CHOICES or len(set(choices)) < len(choices):
            raise forms.ValidationError(_("Give two to eight different answers, one per line, or none."))
        return choices

    def clean_deadline(self) -> dt.date:
        deadline: dt.date = self.cleaned_data["deadline"]
        if deadline < self.today:
            raise forms.ValidationError(_("The deadline lies in the past."))
        return deadline


class ReplyToConsultationForm(PlainForm):
    """The reply of a cluster."""

    choice = forms.ChoiceField(label=_("Your reply"), widget=forms.RadioSelect)
    text = TextField(
        label=_("The change you propose"),
        required=False,
        max_length=2000,
        help_text=_("Only the secretariat reads it."),
    )
    is_named = forms.BooleanField(
        label=_("Publish our name as a supporter"),
        required=False,
        help_text=_("Without this, your support is only counted."),
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["choice"]).choices = reply_choices(consultation)
        if not consultation.is_position:
            del self.fields["text"], self.fields["is_named"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("choice") == Stance.AMEND and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write the change that you propose."))
        return {"text": "", "is_named": False, **cleaned}


class PublishForm(PlainForm):
    """The text with which a result is published."""

    result = TextField(
        label=_("Text to publish"),
        max_length=4000,
        rows=8,
        help_text=_("Of a position its final wording; of a question what follows from the answers."),
    )
