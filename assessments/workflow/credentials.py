"""Credentials of labels: made with the award, or later for labels that have none."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.files.credential_keys import public_keys, signing_key
from assessments.files.credentials import AwardedLabel, sign_credential
from assessments.issuer import current_issuer
from assessments.models import AuditAction, Credential, Label
from assessments.queries.credentials import digest_of, labels_without_credential
from assessments.queries.labels import label_address
from assessments.workflow.auditing import lock, record
from criteria.clock import site_day
from criteria.loader import load_edition


def make_credential(*, label: Label, at: dt.datetime) -> Credential | None:
    """Makes the credential of a label that this site has awarded; None without a key. Its assessment is locked."""
    key = signing_key()
    if key is None:
        return None
    token = sign_credential(_content_of(label), key)
    values = {"key": key.name, "token": token, "sha256": digest_of(token), "made_at": at}
    credential, _is_new = Credential.objects.update_or_create(label=label, defaults=values)
    record(
        action=AuditAction.CREDENTIAL_MADE,
        actor=None,
        at=at,
        assessment=label.assessment,
        after={"label": label.number, "key": key.name},
    )
    return credential


def make_missing_credentials(*, at: dt.datetime) -> list[Credential]:
    """Makes the credentials of labels that have none, or only one that nobody can verify any more."""
    missing = labels_without_credential(site_day(at), keys=public_keys())
    return [made for label in missing if (made := _make_alone(label, at))]


@transaction.atomic
def _make_alone(label: Label, at: dt.datetime) -> Credential | None:
    lock(label.assessment)
    label.refresh_from_db()
    return make_credential(label=label, at=at)


def _content_of(label: Label) -> AwardedLabel:
    """What the credential says, in the language of the site."""
    edition, language = load_edition(label.assessment.edition), settings.LANGUAGE_CODE
    with translation.override(language):
        name = capfirst(_("%(level)s label") % {"level": edition.level_name.in_language(language)})
    return AwardedLabel(
        index=label.pk,
        address=label_address(label),
        issuer=label.issuer or current_issuer().name,
        cluster=label.organisation.name,
        name=name,
        about=edition.about.in_language(language),
        criteria=edition.name.in_language(language),
        edition=edition.key,
        awarded_at=label.assessment.decided_at,
        first_day=label.valid_from,
        last_day=label.valid_until,
    )
