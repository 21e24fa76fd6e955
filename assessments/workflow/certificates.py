"""Sealed certificates of labels, each made once and kept."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from assessments.access import Action, require
from assessments.files.storing import discard, store_whole
from assessments.models import AuditAction, Label, LabelCertificate, User
from assessments.queries.labels import kept_certificate
from assessments.workflow.auditing import lock, record


@transaction.atomic
def keep_certificate(
    *, label: Label, language: str, content: bytes, by: User | None, at: dt.datetime
) -> LabelCertificate:
    """Stores the certificate in `language`, or returns the one that somebody else has stored meanwhile.

    `by` is None for somebody to whom the cluster has given a link. Raises PermissionDenied.
    """
    current = lock(label.assessment)
    if by is not None:
        require(Action.USE_LABEL, by, current)
    if kept := kept_certificate(label, language):
        return kept
    storage = LabelCertificate.file.field.storage
    name = store_whole(storage, f"certificates/{label.number}-{language}.pdf", ContentFile(content))
    try:
        made = LabelCertificate.objects.create(label=label, language=language, file=name, made_at=at)
        record(
            action=AuditAction.CERTIFICATE_SEALED,
            actor=by,
            at=at,
            assessment=current,
            after={"label": label.number, "language": language, "sha256": hashlib.sha256(content).hexdigest()},
        )
    except BaseException:
        discard(storage, name)
        raise
    return made
