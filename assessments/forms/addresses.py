"""The form field for a web address."""

from __future__ import annotations

from django import forms
from django.core.validators import URLValidator


class WebAddressField(forms.URLField):
    """A web address with the scheme http or https; an invalid one gives a single error message."""

    # Replaces the default validator; a second one would repeat the message.
    default_validators = [URLValidator(schemes=["http", "https"])]
