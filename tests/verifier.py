"""Verifies credentials as anybody would: with joserfc and the public files of the site, and no code of the site."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

VC, BADGES = "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
# The members that Open Badges 3.0 requires, by the path to the object that has them.
REQUIRED = {
    (): ("@context", "id", "type", "issuer", "validFrom", "credentialSubject"),
    ("credentialStatus",): ("id", "type", "statusPurpose", "statusListIndex", "statusListCredential"),
    ("issuer",): ("id", "type", "name"),
    ("credentialSubject",): ("type", "achievement", "identifier"),
    ("credentialSubject", "achievement"): ("id", "type", "name", "description", "criteria"),
}

type Fetch = Callable[[str], bytes]


class Refused(Exception):
    """The credential is not valid; the message says why."""


def verified(token: str, issuer: str, fetch: Fetch, *, at: dt.datetime) -> dict[str, Any]:
    """The content of a credential of `issuer` that is valid at `at`. `fetch` gets the file at an address."""
    claims = _signed(token, issuer, fetch, at=at)
    if claims["@context"][:2] != [VC, BADGES] or claims["type"] != ["VerifiableCredential", "OpenBadgeCredential"]:
        raise Refused("type")
    for path, names in REQUIRED.items():
        if missing := set(names) - set(_at(claims, path)):
            raise Refused(f"lacks {missing}")
    if claims["issuer"]["id"] != issuer or claims["jti"] != claims["id"]:
        raise Refused("issuer")
    entry = claims["credentialStatus"]
    address, purpose = entry["statusListCredential"], entry["statusPurpose"]
    # The list itself is signed now.
    listed = _signed(fetch(address).decode(), issuer, fetch, at=dt.datetime.now(dt.UTC))
    subject = listed["credentialSubject"]
    if (listed["id"], listed["issuer"], subject["statusPurpose"]) != (address, issuer, purpose):
        raise Refused("list")
    if is_set(subject["encodedList"], int(entry["statusListIndex"])):
        raise Refused(purpose)
    return claims


def is_set(encoded: str, index: int) -> bool:
    """The bit at `index` of a Bitstring Status List, counted from the left."""
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert encoded[0] == "u"
    assert len(bits) >= 16 * 1024
    return bool(bits[index // 8] & 1 << 7 - index % 8)


def _signed(token: str, issuer: str, fetch: Fetch, *, at: dt.datetime) -> dict[str, Any]:
    """What is signed, if the key belongs to the issuer and the time is right."""
    host = unquote(issuer.removeprefix("did:web:"))
    document = json.loads(fetch(f"https://{host}/.well-known/did.json"))
    keys = {method["id"]: method["publicKeyJwk"] for method in document["verificationMethod"]}
    assert document["id"] == issuer
    assert document["assertionMethod"] == [*keys]
    registry = JWSRegistry(algorithms=["EdDSA"])
    try:
        found = jwt.decode(
            token,
            lambda unverified: OKPKey.import_key(keys[unverified.headers()["kid"]]),
            algorithms=["EdDSA"],
            registry=registry,
        )
        jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            iss={"essential": True, "value": issuer},
            nbf={"essential": True},
            exp={"essential": True},
        ).validate(found.claims)
    except (JoseError, KeyError, ValueError) as error:
        raise Refused(type(error).__name__) from error
    return dict(found.claims)


def _at(content: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    for name in path:
        content = content[name]
    return content
