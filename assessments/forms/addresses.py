"""The field that takes a web address."""

from __future__ import annotations

from django import forms
from django.core.validators import URLValidator


class WebAddressField(forms.URLField):
    """A web address; what is no address is said once, and other schemes than http and https are none."""

    # In place of the default, not beside it: two validators would say the same twice.
    default_validators = [URLValidator(schemes=["http", "https"])]
