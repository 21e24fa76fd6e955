"""The form with which success stories are found."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.forms.layout import PlainForm
from assessments.forms.organisations import portfolio_choices
from assessments.forms.register import LONGEST_SEARCH
from assessments.forms.text import LineField
from assessments.queries.stories import StorySearch


class StorySearchForm(PlainForm):
    """What somebody looks for in the stories. All of it is in the address of the page."""

    q = LineField(
        label=_("Words of the problem"),
        required=False,
        max_length=LONGEST_SEARCH,
        help_text=_("For example: export, recruiting, energy costs. Every word has to be found."),
    )
    field = forms.ChoiceField(label=pgettext_lazy("of industry", "Field"), required=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", _("Any")), *portfolio_choices(today)]  # type: ignore[attr-defined]

    @property
    def search(self) -> StorySearch:
        """What a valid form looks for."""
        return StorySearch(self.cleaned_data["q"], self.cleaned_data["field"])
