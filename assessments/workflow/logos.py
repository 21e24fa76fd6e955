"""The logo of an organisation: keeping one, and taking it away."""

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
    """The storage could not take the logo. The one before is kept."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image made by us from what was uploaded: its bytes, and ".png" or ".jpg"."""

    content: bytes
    extension: str


def set_logo(*, organisation: Organisation, picture: Picture, by: User, at: dt.datetime) -> Organisation:
    """Keeps `picture` as the logo; the one before is deleted. Raises LogoNotStored."""
    storage = Organisation.logo.field.storage
    # Nothing of what the person called the file reaches the storage.
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
    """Takes the logo away; the title page is then without one."""
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
        # Robust: a file that cannot be deleted is logged; for the person, the logo is gone either way.
        transaction.on_commit(partial(Organisation.logo.field.storage.delete, before), robust=True)
    return current
