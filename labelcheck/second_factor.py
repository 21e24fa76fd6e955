"""Two-step sign-in: the rules of this site for django-allauth, and the encryption of its secrets in the database."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from assessments.access import needs_second_factor

# Every Fernet token begins like this; a secret in plain text (base32 or hexadecimal digits) never does.
TOKEN_START: Final = "gAAAA"  # noqa: S105


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Overrides allauth's defaults."""

    def get_totp_issuer(self) -> str:
        """The name of the account in authenticator apps."""
        return "labelcheck"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether the person may switch the second factor off: not if a role needs it."""
        return not needs_second_factor(authenticator.user)

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
