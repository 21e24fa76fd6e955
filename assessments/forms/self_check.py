"""The form for checking eligibility without an account."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext as _

from assessments.forms.indicator import form_field
from assessments.forms.layout import plain_helper
from assessments.models import Organisation
from criteria.answers import Answer, Answers, Value
from criteria.eligibility import EccpStatus, EligibilityFacts
from criteria.guide import Guide


class SelfCheckForm(forms.Form):
    """The answers that the binding criteria need. Nothing is stored; a blank answer is not known."""

    def __init__(self, guide: Guide, *, language: str, year: int, data: Any = None) -> None:
        super().__init__(data)
        self.guide = guide
        for question in guide.self_check:
            field = form_field(question.field, language=language, year=year)
            field.label, field.help_text, field.required = question.question.in_language(language), "", False
            self.fields[question.key] = field
        self.fields["eccp"] = forms.ChoiceField(
            choices=Organisation._meta.get_field("eccp_status").flatchoices,
            label=_("Does the cluster have a profile on the European Cluster Collaboration Platform (ECCP)?"),
            required=False,
        )

    @property
    def helper(self) -> FormHelper:
        return plain_helper()

    def facts(self, *, today: dt.date) -> EligibilityFacts:
        """What was answered. An accepted profile is taken at its word, since nobody decides on it here."""
        values: dict[str, dict[str, Value]] = defaultdict(dict)
        for question in self.guide.self_check:
            if (value := self.cleaned_data[question.key]) is not None:
                values[question.indicator][question.field.key] = value
        answers: Answers = {indicator: Answer(found) for indicator, found in values.items()}
        status = self.cleaned_data["eccp"]
        is_accepted = status == EccpStatus.ACCEPTED
        return EligibilityFacts(
            answers=answers,
            eccp_status=status,
            eccp_profile=status if is_accepted else "",
            eccp_accepted=today if is_accepted else None,
        )
