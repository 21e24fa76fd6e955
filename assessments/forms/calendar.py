"""Forms of the calendar of funding calls and events."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import PlainForm
from assessments.forms.organisations import country_choices, portfolio_choices
from assessments.forms.text import LineField, TextField
from assessments.models import CalendarKind
from assessments.queries.calendar import CalendarSearch


def language_choices() -> list[tuple[str, str]]:
    """The languages of the interface by their own names."""
    return [(code, capfirst(name)) for code, name in settings.LANGUAGES]


class DayField(forms.DateField):
    """A date, chosen with the browser's calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class CalendarEntryForm(PlainForm):
    """A funding call or an event."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CalendarKind.choices, widget=forms.RadioSelect)
    title = LineField(label=_("Title"), max_length=150)
    text = TextField(
        label=_("Text"), max_length=1000, rows=5, help_text=_("What it is about in plain words, and what it pays for.")
    )
    for_whom = LineField(
        label=_("For whom"), max_length=200, help_text=_("For example: small firms, together with a research group.")
    )
    starts_on = DayField(
        label=_("First day"), required=False, help_text=_("Of a call the day on which it opens, if that is known.")
    )
    ends_on = DayField(label=_("Last day"), help_text=_("Of a call its deadline. Afterwards it leaves the calendar."))
    source = LineField(label=_("Source"), max_length=150, help_text=_("Who announces it."))
    link = forms.URLField(label=_("Address of the source"), max_length=500, assume_scheme="https")
    country = forms.ChoiceField(label=_("Only in this country"), required=False, choices=country_choices)
    portfolio = forms.ChoiceField(label=_("Only in this field"), required=False)
    language = forms.ChoiceField(label=_("Language of the texts"), choices=language_choices)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["portfolio"].choices = [("", "—"), *portfolio_choices(today)]  # type: ignore[attr-defined]

    def clean_ends_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["ends_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over, so nobody would see the entry."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuses an event without its first day, and an end before the beginning."""
        typed = super().clean() or self.cleaned_data
        starts, ends = typed.get("starts_on"), typed.get("ends_on")
        if typed.get("kind") == CalendarKind.EVENT and not starts and "starts_on" not in self.errors:
            self.add_error("starts_on", _("An event has a first day."))
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first one."))
        return typed


class CalendarSearchForm(PlainForm):
    """What somebody looks for in the calendar. All of it is in the address of the page."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    field = forms.ChoiceField(label=pgettext_lazy("of industry", "Field"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "kind": list(CalendarKind.choices),
            "field": list(portfolio_choices(today)),
            "country": country_choices()[1:],
        }
        for name, options in choices.items():
            self.fields[name].choices = [("", gettext("Any")), *options]  # type: ignore[attr-defined]

    @property
    def search(self) -> CalendarSearch:
        """What a valid form looks for."""
        typed = self.cleaned_data
        return CalendarSearch(typed["kind"], typed["country"], typed["field"])
