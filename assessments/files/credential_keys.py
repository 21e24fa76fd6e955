"""The keys that sign credentials: files in the folder CREDENTIAL_KEYS, and never rows of the database.

A key is the file `<name>.pem` with its private part, which only the user who runs the site can read, and `<name>.pub`
with its public part. A new key replaces the private part of the one before. The public part stays: what was signed with
it can still be verified.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

# The permissions of everybody but the owner of a file.
OF_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key that signs now."""

    name: str
    private: Ed25519PrivateKey


def signing_key() -> SigningKey | None:
    """The newest key; None if there is none, and so no credentials."""
    for path in _private_parts()[-1:]:
        private = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError(f"{path} is not an Ed25519 key")
        return SigningKey(path.stem, private)
    return None


def public_keys() -> dict[str, bytes]:
    """The public parts of all keys as PEM, by name, the newest first."""
    return {path.stem: path.read_bytes() for path in sorted(settings.CREDENTIAL_KEYS.glob("*.pub"), reverse=True)}


def create_key(at: dt.datetime) -> SigningKey:
    """Creates the key that signs from now on, named after the moment `at`."""
    folder: Path = settings.CREDENTIAL_KEYS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    earlier, name, private = _private_parts(), f"{at:%Y%m%dT%H%M%S%f}", Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(folder / f"{name}.pub", public, mode=0o644)
    _write(folder / f"{name}.pem", private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
    for path in earlier:
        path.unlink()
    return SigningKey(name, private)


def discard_key(name: str) -> None:
    """Deletes both parts of a key. What was signed with it can no longer be verified. Raises FileNotFoundError."""
    (settings.CREDENTIAL_KEYS / f"{name}.pub").unlink()
    (settings.CREDENTIAL_KEYS / f"{name}.pem").unlink(missing_ok=True)


def is_of_this_user() -> bool:
    """Whether the folder, or where it will be made, belongs to the user of this process."""
    folder: Path = settings.CREDENTIAL_KEYS
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    return existing.stat().st_uid == os.geteuid()


def key_faults() -> Iterator[str]:
    """What is wrong with the files of the keys."""
    for path in _private_parts():
        if path.stat().st_mode & OF_OTHERS:
            yield f"{path} can be read by others: its permissions must be 0600"
    try:
        signing_key()
    except (OSError, TypeError, ValueError) as error:
        yield f"The key of credentials cannot be read: {error}"


def _private_parts() -> list[Path]:
    """The files with private parts, the newest last."""
    return sorted(settings.CREDENTIAL_KEYS.glob("*.pem"))


def _write(path: Path, content: bytes, *, mode: int) -> None:
    """Writes a file that must not exist yet, whole or not at all."""
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
    # Unlike a rename, a link fails if the file exists.
    os.link(part, path)
    part.unlink()
