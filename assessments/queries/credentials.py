"""The credentials of labels, those that labels lack, and the signed list of the suspended and withdrawn ones."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection

from django.db.models import Max, Q, QuerySet

from assessments.files.credential_keys import signing_key
from assessments.files.credentials import sign_list
from assessments.models import Credential, Label
from criteria.clock import site_day


def credential_of(label: Label) -> Credential | None:
    """The credential of the label, if it has one."""
    return Credential.objects.filter(label=label).first()


def digest_of(token: str) -> str:
    """SHA-256 (hexadecimal) of a credential."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_credential(token: str) -> Credential | None:
    """The credential that somebody presents, if it is one of this site, exactly as it was signed."""
    return Credential.objects.select_related("label").filter(sha256=digest_of(token)).first()


def labels_without_credential(today: dt.date, *, keys: Collection[str]) -> QuerySet[Label]:
    """The labels of this site that have not ended and have no credential signed with one of `keys`."""
    found = Label.objects.standing().filter(is_entered=False, valid_until__gte=today).exclude(credential__key__in=keys)
    return found.select_related("assessment").order_by("pk")


def signed_list(*, at: dt.datetime) -> str | None:
    """The signed list of the credentials whose labels are suspended or withdrawn at `at`; None without a key."""
    key = signing_key()
    if key is None:
        return None
    day = site_day(at)
    concerned = Credential.objects.filter(Q(label__suspended_on__lte=day) | Q(label__withdrawn_on__lte=day))
    highest = Credential.objects.aggregate(highest=Max("label"))["highest"] or 0
    return sign_list(list(concerned.values_list("label", flat=True)), key, highest=highest, at=at)
