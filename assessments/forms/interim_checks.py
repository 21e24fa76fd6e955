"""The form of the check a year into a label."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import PlainForm, marked
from assessments.forms.text import LineField
from assessments.models import StepOutcome
from assessments.queries.interim_checks import CheckedNumber
from criteria.formatting import format_measure
from criteria.reader import language

GREATEST = Decimal(1_000_000)


class InterimCheckForm(PlainForm):
    """The numbers today, what became of each first step, and a line on what else has changed; all can be left blank."""

    def __init__(
        self, *args: Any, numbers: Iterable[CheckedNumber], steps: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.number_keys = [each.key for each in numbers]
        for each in numbers:
            then = "–" if each.then is None else format_measure(each.measure, each.then, language())
            self.fields[each.key] = forms.DecimalField(
                label=marked(each.measure.label.in_language(language())),
                help_text=_("In the assessment: %(number)s") % {"number": then},
                required=False,
                min_value=0,
                max_value=GREATEST,
                decimal_places=2,
                localize=True,
                widget=forms.TextInput({"inputmode": "decimal"}),
            )
        self.step_keys = []
        for key, title in steps:
            self.step_keys.append(key)
            self.fields[f"step-{key}"] = forms.ChoiceField(
                label=title, choices=StepOutcome.choices, required=False, widget=forms.RadioSelect
            )
        self.fields["note"] = LineField(label=_("What else has changed, in one line"), max_length=200, required=False)

    def answers(self) -> dict[str, Any]:
        """What was typed, as `save_interim_check` takes it: without what is blank."""
        typed = self.cleaned_data
        return {
            "numbers": {key: typed[key] for key in self.number_keys if typed[key] is not None},
            "outcomes": {key: typed[f"step-{key}"] for key in self.step_keys if typed[f"step-{key}"]},
            "note": typed["note"],
        }
