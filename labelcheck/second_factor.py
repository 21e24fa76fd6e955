"""Two-step sign-in: the rules of this site for django-allauth, and the encryption of its secrets in the database."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Final
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from assessments.access import needs_second_factor
from assessments.models import User

# Every Fernet token begins like this; a secret in plain text (base32 or hexadecimal digits) never does.
TOKEN_START: Final = "gAAAA"  # noqa: S105


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Overrides allauth's defaults."""

    def get_totp_issuer(self) -> str:
        """The name of the account in authenticator apps."""
        return "labelcheck"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether the person may switch this factor off: not the last one if a role needs it."""
        if not needs_second_factor(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """The suggested name of a new passkey."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site that a passkey belongs to: the configured host, and never that of the request."""
        return {"id": urlsplit(settings.SITE_ADDRESS).hostname or "", "name": "labelcheck"}

    def encrypt(self, text: str) -> str:
        """The secret of an app or of recovery codes as it is stored, encrypted with the current secret key."""
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret in plain text. Raises InvalidToken if it was encrypted with a key that is not in the settings."""
        if not encrypted_text.startswith(TOKEN_START):
            # Stored before secrets were encrypted.
            return encrypted_text
        return _ciphers().decrypt(encrypted_text).decode()


def _ciphers() -> MultiFernet:
    """Encrypts with the current secret key, and decrypts with any of the earlier ones too."""
    return MultiFernet([_cipher(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _cipher(secret_key: str | bytes) -> Fernet:
    key = salted_hmac("labelcheck.second_factor", "", secret=secret_key, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
