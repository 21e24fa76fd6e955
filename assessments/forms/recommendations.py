"""Forms for recommendations: the assessor's wording, one of their own, and the cluster's reply."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import PlainForm, marked
from assessments.forms.text import LineField, TextField
from assessments.models import Reply
from criteria.definitions import Edition, Indicator
from criteria.languages import put_together

SCALE: Final = [(str(number), str(number)) for number in range(1, 6)]


class RecommendationForm(PlainForm):
    """The wording of one recommendation."""

    title = LineField(label=_("Title"), max_length=200)
    text = TextField(label=_("Recommendation"), max_length=4000, rows=5)


class OwnRecommendationForm(PlainForm):
    """A recommendation of the assessor's own."""

    indicator = forms.ChoiceField(label=_("Indicator"))
    title = LineField(label=_("Title"), max_length=200)
    text = TextField(label=_("Recommendation"), max_length=4000, rows=5)
    effect = forms.TypedChoiceField(label=_("Effect, 1 to 5"), choices=SCALE, coerce=int, initial="3")
    effort = forms.TypedChoiceField(label=_("Effort, 1 to 5"), choices=SCALE, coerce=int, initial="3")

    def __init__(self, *args: Any, edition: Edition, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]
            (indicator.key, marked(_named(indicator, language))) for indicator in edition.indicators
        ]


def _named(indicator: Indicator, language: str) -> str:
    title = indicator.title.in_language(language)
    return put_together(f"{indicator.key} {title}", title)


class RecommendationReplyForm(PlainForm):
    """The cluster's reply to a recommendation."""

    reply = forms.ChoiceField(label=_("Your reply"), choices=Reply.choices, widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("By when"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    note = TextField(
        label=_("Note"),
        required=False,
        max_length=1000,
        help_text=_("What is planned or was done, or why it does not fit now."),
        rows=2,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reply = cleaned.get("reply")
        if reply == Reply.WILL_DO and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Say by when."))
        if reply == Reply.NOT_NOW and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say why not now."))
        return cleaned
