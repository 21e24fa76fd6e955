"""Open Badges 3.0: credentials of labels, the list of those that do not count now, and the public keys for both.

The only module that knows openbadgeslib, which builds the documents. PyJWT signs them, because the signer of
openbadgeslib does not name its key: a verifier then takes the first public key of the issuer, and would refuse
credentials signed with an earlier one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jwt
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from openbadgeslib.keys import public_jwk_from_pem
from openbadgeslib.ob3 import (
    Achievement,
    IdentityObject,
    Issuer,
    OpenBadgeCredential,
    build_did_document,
    build_status_list_credential,
    did_web_from_url,
    status_entry,
)
from openbadgeslib.ob3.status_list import DEFAULT_SIZE_BITS

from assessments.files.credential_keys import SigningKey

CREDENTIAL_TYPE: Final = "application/vc+jwt"
# Open Badges 3.0 allows one status. A revocation could not be lifted, so a withdrawn label is one suspended for ever;
# its page, which is the id of its credential, says which it is.
PURPOSE: Final = "suspension"
# A verifier may keep the list so long, and must refuse one older than a day: it could lack a withdrawal.
LIST_SECONDS: Final = 300
LIST_DAYS: Final = 1


@dataclass(frozen=True, slots=True)
class AwardedLabel:
    """What a credential says. `index` is the place of the label in the list, `address` that of its public page."""

    index: int
    address: str
    issuer: str
    cluster: str
    name: str
    about: str
    criteria: str
    edition: str
    awarded_at: dt.datetime | None
    first_day: dt.date
    last_day: dt.date


def issuer_did() -> str:
    """The identifier of the issuer, `did:web:` and the host of the site. Raises ValueError unless it has https."""
    return did_web_from_url(settings.SITE_ADDRESS)


def _list_address() -> str:
    address: str = settings.SITE_ADDRESS + reverse("status_list")
    return address


def sign_credential(label: AwardedLabel, key: SigningKey) -> str:
    """The credential of a label as a signed JWT."""
    criteria = settings.SITE_ADDRESS + reverse("criteria")
    credential = OpenBadgeCredential(
        id=label.address,
        issuer=Issuer(issuer_did(), label.issuer, url=settings.SITE_ADDRESS),
        # Clusters have no address that is theirs for ever, so the credential says their name.
        recipient_id=None,
        identifiers=[IdentityObject(identity_hash=label.cluster, identity_type="name", hashed=False)],
        achievement=Achievement(
            id=f"{criteria}#{label.edition}",
            name=label.name,
            description=label.about,
            criteria_narrative=f"{label.criteria}: {criteria}",
            achievement_type="QualityAssuranceCredential",
        ),
        issuance_date=_in_utc(label.first_day, dt.time.min),
        expiration_date=_in_utc(label.last_day, dt.time(23, 59, 59)),
        credential_status=[status_entry(_list_address(), PURPOSE, label.index)],
    )
    payload = credential.to_jwt_payload()
    if label.awarded_at:
        payload["awardedDate"] = label.awarded_at.isoformat(timespec="seconds")
    return _sign(payload, key)


def sign_list(indices: Collection[int], key: SigningKey, *, highest: int, at: dt.datetime) -> str:
    """The list of the suspended and withdrawn labels as a signed JWT. `highest` is the last place in use."""
    document = build_status_list_credential(
        issuer_did(),
        _list_address(),
        PURPOSE,
        indices,
        size_bits=DEFAULT_SIZE_BITS * (1 + highest // DEFAULT_SIZE_BITS),
        issued=at,
        valid_until=at + dt.timedelta(days=LIST_DAYS),
        ttl=LIST_SECONDS * 1000,
    )
    claims = {
        "iss": document["issuer"],
        "jti": document["id"],
        "nbf": int(at.timestamp()),
        "exp": int((at + dt.timedelta(days=LIST_DAYS)).timestamp()),
    }
    return _sign(document | claims, key)


def did_document(keys: Mapping[str, bytes]) -> dict[str, Any]:
    """The public keys of the issuer by their names, for verifiers."""
    return build_did_document(issuer_did(), [(name, public_jwk_from_pem(pem)) for name, pem in keys.items()])


def _sign(payload: dict[str, Any], key: SigningKey) -> str:
    return jwt.encode(payload, key.private, algorithm="EdDSA", headers={"kid": f"{issuer_did()}#{key.name}"})


def _in_utc(day: dt.date, time: dt.time) -> dt.datetime:
    """A time of the site on a day, in UTC."""
    return dt.datetime.combine(day, time, tzinfo=timezone.get_default_timezone()).astimezone(dt.UTC)
