"""Forms about people."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessments.models import User


class SignupForm(forms.Form):
    """What an account needs beside address and password."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))

    def signup(self, request: HttpRequest, user: User) -> None:
        """Completes a new account; called by allauth."""
        user.name = self.cleaned_data["name"]
        user.language = "fi" if getattr(request, "LANGUAGE_CODE", "en").startswith("fi") else "en"
        user.save(update_fields=["name", "language"])
