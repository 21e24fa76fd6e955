"""What every form's layout starts from."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from django.utils.html import format_html

from criteria.languages import FallbackText


def plain_helper() -> FormHelper:
    """The page's template holds the form tag, the token and the button."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    # No form has scripts or styles of its own, and a field called "media" would be drawn in their place.
    helper.include_media = False
    return helper


def marked(text: str) -> str:
    """A catalogue text for a label or a help text that a form copies as a plain string: HTML if it has a mark."""
    return format_html("{}", text) if isinstance(text, FallbackText) else text
