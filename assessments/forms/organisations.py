"""Forms about organisations."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import marked, plain_helper
from assessments.forms.text import LineField, TextField
from assessments.models import Organisation
from criteria.countries import countries
from criteria.eligibility import EccpStatus
from criteria.loader import current_edition
from criteria.reader import language
from criteria.registration_numbers import registration_number
from criteria.sorting import sort_key
from criteria.time_zones import zone_labels, zone_of


def country_choices() -> list[tuple[str, str]]:
    """The countries sorted by name in the active language, an empty choice first."""
    reader = language()
    named = [(country.key, country.label.in_language(reader)) for country in countries()]
    named.sort(key=lambda choice: sort_key(choice[1], reader))
    return [("", "—"), *named]


def time_zone_choices() -> list[tuple[str, str]]:
    """The time zones sorted by country and city in the active language, an empty choice first."""
    return [("", "—"), *zone_labels(language())]


def portfolio_choices(today: dt.date) -> list[tuple[str, str]]:
    """The technology fields of the current edition in the active language."""
    return [(p.key, marked(p.label.in_language(language()))) for p in current_edition(today).portfolios]


class OrganisationForm(forms.ModelForm[Organisation]):
    """The profile of an organisation."""

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Left blank, it is that of the country. Where clocks differ within the country, choose one."),
        required=False,
        choices=time_zone_choices,
    )
    portfolios = forms.MultipleChoiceField(
        label=_("Technology fields"),
        help_text=_("At most two. They decide which clusters this one is compared with."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Organisation
        fields = [
            "name", "name_local", "country", "registration_number", "time_zone", "region", "host", "portfolios",
            "website", "eccp_status", "eccp_profile", "eccp_accepted", "programme", "membership_price",
        ]  # fmt: skip
        widgets = {
            "eccp_accepted": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "membership_price": forms.Textarea({"rows": 3}),
        }
        field_classes = {
            **dict.fromkeys(["name", "name_local", "registration_number", "region", "host", "programme"], LineField),
            "membership_price": TextField,
        }
        help_texts = {
            "name": _("The name used internationally, usually in English."),
            "registration_number": _(
                "The organisation's own number in the business register, in Finland the Y-tunnus. Leave it blank if "
                "the organisation is not registered itself but is hosted by another one."
            ),
            "host": _("The organisation that employs or hosts the team, if it is another one."),
            "eccp_status": _("The European Cluster Collaboration Platform lists cluster organisations free of charge."),
            "programme": _("A national or regional cluster programme that recognises the organisation, if any."),
            "membership_price": _("What a firm pays and gets, in a sentence or two."),
        }

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        cast(forms.ChoiceField, self.fields["portfolios"]).choices = portfolio_choices(today)
        self.helper = plain_helper()

    def clean_portfolios(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["portfolios"]
        if len(chosen) > 2:
            raise forms.ValidationError(_("Choose at most two technology fields."))
        return chosen

    def clean_eccp_accepted(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["eccp_accepted"]
        if day and day > self.today:
            raise forms.ValidationError(_("The date of acceptance lies in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._clean_number(cleaned)
        if cleaned.get("country") and not cleaned.get("time_zone") and "time_zone" not in self.errors:
            cleaned["time_zone"] = zone_of(cleaned["country"], self.today.year)
            if cleaned["time_zone"] is None:
                self.add_error("time_zone", _("Clocks differ within this country: choose the time zone."))
        if cleaned.get("eccp_status") == EccpStatus.ACCEPTED:
            for field in ("eccp_profile", "eccp_accepted"):
                if not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, _("An accepted profile has an address and a date of acceptance."))
        return cleaned

    def _clean_number(self, cleaned: dict[str, Any]) -> None:
        typed, country = cleaned.get("registration_number", ""), cleaned.get("country", "")
        number = registration_number(typed, country)
        if number is not None:
            cleaned["registration_number"] = number
        elif country == "FI":
            message = _(
                "“%(value)s” is not a Y-tunnus: seven digits, a hyphen and the right check digit, for example "
                "0112038-9."
            )
            self.add_error("registration_number", message % {"value": typed})
        else:
            self.add_error("registration_number", _("“%(value)s” has no letter or digit.") % {"value": typed})

    def refuse(self, field: str) -> None:
        """Adds the error that another organisation has the same value of `field`, a name or the registration number."""
        if field == "registration_number":
            self.add_error(field, _("An organisation with this number is registered already."))
        else:
            self.add_error(field, _("An organisation of this name is registered already."))
