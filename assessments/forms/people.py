"""Forms about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import PlainForm, plain_helper
from assessments.forms.text import LineField
from assessments.models import User, interface_languages, time_zones
from criteria.reader import language


class SignupForm(forms.Form):
    """The fields of a new account besides address and password."""

    name = LineField(label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))

    def signup(self, request: HttpRequest, user: User) -> None:
        """Completes a new account; called by allauth."""
        user.name = self.cleaned_data["name"]
        user.language = language()
        user.save(update_fields=["name", "language"])


class DetailsForm(forms.ModelForm[User]):
    """A person's own details."""

    class Meta:
        model = User
        fields = ["name", "employer", "region"]
        field_classes = dict.fromkeys(fields, LineField)
        help_texts = {
            "employer": _("Checked when assessors are assigned, so that nobody assesses their own colleagues."),
            "region": _("Shown when assessors are assigned."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class PreferencesForm(PlainForm):
    """A person's preferences for the site."""

    language = forms.ChoiceField(
        label=_("Language"), help_text=_("Of pages and mail."), choices=interface_languages, widget=forms.RadioSelect
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Times on pages and in mail are shown on its clock."), choices=time_zones
    )
