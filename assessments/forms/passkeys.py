"""The forms of allauth for passkeys, with our reading of text and with messages about passkeys instead of codes."""

from __future__ import annotations

from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.forms.text import LineField

NAME_LENGTH: Final = 60


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Adds a passkey."""

    name = LineField(label=_("Name"), max_length=NAME_LENGTH, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What people expect of a passkey; a key without fingerprint or PIN can only be a second step.
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        """The cleaned data. What no browser sends, and allauth does not expect, is refused too."""
        try:
            return dict(super().clean())
        except (ValidationError, ValueError, IndexError) as error:
            raise ValidationError(_("The passkey was not added. Try again.")) from error


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Changes the name of a passkey."""

    name = LineField(label=_("Name"), max_length=NAME_LENGTH)


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """Signs in with a passkey alone."""

    def clean_credential(self) -> Authenticator:
        """The passkey. A device may offer one that its person has removed here."""
        try:
            return super().clean_credential()
        except ValidationError as error:
            raise ValidationError(_("This site does not know this passkey. Sign in with the password.")) from error
