"""What every form's layout starts from."""

from __future__ import annotations

from crispy_forms.helper import FormHelper


def plain_helper() -> FormHelper:
    """The page's template holds the form tag, the token and the button."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    # No form has scripts or styles of its own, and a field called "media" would be drawn in their place.
    helper.include_media = False
    return helper
