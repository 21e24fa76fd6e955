"""Stores and removes the logo of an organisation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction

from assessments.files.storing import discard, store_whole
from assessments.models import AuditAction, Organisation, User
from assessments.workflow.auditing import record


class LogoNotStored(Exception):
    """The logo could not be stored; the previous one is kept."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image re-encoded from an upload: its bytes, and ".png" or ".jpg"."""

    content: bytes
    extension: str


def set_logo(*, organisation: Organisation, picture: Picture, by: User, at: dt.datetime) -> Organisation:
    """Stores `picture` as the logo; the previous one is deleted. Raises LogoNotStored."""
    storage = Organisation.logo.field.storage
    # The name in the storage contains nothing of the original file name.
    name = Organisation.logo.field.generate_filename(organisation, f"{uuid4().hex}{picture.extension}")
    try:
        stored = store_whole(storage, name, ContentFile(picture.content))
    except OSError as error:
        raise LogoNotStored from error
    try:
        return _change(organisation, stored, {"size": len(picture.content)}, by, at)
    except BaseException:
        discard(storage, stored)
        raise


def remove_logo(*, organisation: Organisation, by: User, at: dt.datetime) -> Organisation:
    """Removes the logo."""
    return _change(organisation, "", None, by, at)


@transaction.atomic
def _change(
    organisation: Organisation, name: str, after: dict[str, int] | None, by: User, at: dt.datetime
) -> Organisation:
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = current.logo.name
    current.logo.name = name
    current.save(update_fields=["logo"])
    action = AuditAction.LOGO_CHANGED if name else AuditAction.LOGO_REMOVED
    record(action=action, actor=by, at=at, organisation=current, after=after)
    if before:
        # Robust: an error is logged if the file cannot be deleted; for the user, the logo is gone in any case.
        transaction.on_commit(partial(Organisation.logo.field.storage.delete, before), robust=True)
    return current
