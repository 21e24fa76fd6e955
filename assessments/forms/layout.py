"""The crispy-forms helper that all forms use, and the base class of most forms."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.html import format_html

from criteria.languages import FallbackText


def plain_helper() -> FormHelper:
    """A helper without form tag, CSRF token and buttons, which are in the page's template."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    # No form has media of its own, and a field named "media" would be rendered instead.
    helper.include_media = False
    return helper


def marked(text: str) -> str:
    """A catalogue text for a label or help text; safe HTML if it is marked as English, otherwise a plain string."""
    return format_html("{}", text) if isinstance(text, FallbackText) else text


class PlainForm(forms.Form):
    """A form rendered field by field inside the page's own form tag."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
