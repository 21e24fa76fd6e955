"""Django system checks: an edition or setting that is not supported stops every management command and the server."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils import timezone

from assessments.access import SECOND_FACTOR_ROLES
from assessments.files.credential_keys import key_faults, public_keys
from assessments.files.credentials import issuer_did
from assessments.files.sealing import SealUnusable, has_seal, usable_signer
from assessments.issuer import NAME_LENGTH, OperatorRole
from criteria.definitions import ENTRY_LEVEL, Edition
from criteria.loader import edition_keys, load_edition
from criteria.tables import CatalogueError

# Assigning an assessor ends the previous assignment.
MOST_ASSESSORS: Final = 1
# What is printed and packed as the logo of the issuer.
LOGO_TYPES: Final = (".svg", ".png")


@register()
def check_processes(**kwargs: Any) -> list[CheckMessage]:
    """Reports an error for every edition that `assessments.workflow` cannot start, assess or decide."""
    try:
        editions = [load_edition(key) for key in edition_keys()]
    except CatalogueError:
        # The check of the catalogue reports files that cannot be read.
        return []
    return [
        Error(f"edition {edition.key}: edition.toml: {fault}", id="assessments.E001")
        for edition in editions
        for fault in _cannot_do(edition, editions[0].scheme)
    ]


def _cannot_do(edition: Edition, scheme: str) -> Iterable[str]:
    # A new assessment uses the newest edition of the entry level, which must therefore be one of the same label.
    if edition.scheme != scheme:
        yield f"scheme: {edition.scheme!r} cannot be used together with the scheme {scheme!r}"
    if edition.level is not ENTRY_LEVEL:
        yield f"level: an assessment for {edition.level.value!r} cannot be started, only one for {ENTRY_LEVEL.value!r}"
    if edition.process.assessors > MOST_ASSESSORS:
        yield f"process: assessors: at most {MOST_ASSESSORS} can be assigned, not {edition.process.assessors}"
    if not edition.process.interview:
        yield "process: interview: a label cannot be decided on without an interview"


@register()
def check_second_factor(**kwargs: Any) -> list[CheckMessage]:
    """Refuses unknown roles in SECOND_FACTOR: a misspelt role would need no second factor."""
    return [
        Error(f"LABELCHECK_SECOND_FACTOR: {role!r} is none of {', '.join(SECOND_FACTOR_ROLES)}", id="assessments.E002")
        for role in settings.SECOND_FACTOR
        if role not in SECOND_FACTOR_ROLES
    ]


@register()
def check_issuer(**kwargs: Any) -> list[CheckMessage]:
    """Refuses settings that leave open who issues the label: every page, mail and report says it."""
    return [Error(fault, id="assessments.E003") for fault in _issuer_faults(settings.ISSUER)]


def _issuer_faults(named: dict[str, str]) -> Iterable[str]:
    role, logo = named["role"], Path(named["logo"])
    if role not in set(OperatorRole):
        yield (
            f"LABELCHECK_ISSUER: {role!r} must be 'issues', if the operator of this site issues the label, "
            "or 'prepares', if it prepares clusters for the label of somebody else"
        )
    required = {"name": "the name of the issuer"}
    if role == OperatorRole.ISSUES:
        required |= {"address": "the address of the issuer", "basis": "on which legal basis the label is issued"}
    for key, meaning in required.items():
        if not named[key].strip():
            yield f"LABELCHECK_ISSUER_{key.upper()} is missing: {meaning}"
    if len(named["name"]) > NAME_LENGTH:
        yield f"LABELCHECK_ISSUER_NAME has more than {NAME_LENGTH} characters"
    if named["logo"] and not (logo.is_file() and logo.suffix.lower() in LOGO_TYPES):
        yield f"LABELCHECK_ISSUER_LOGO: {named['logo']!r} is not a file that ends in {' or '.join(LOGO_TYPES)}"


@register()
def check_credential_keys(**kwargs: Any) -> list[CheckMessage]:
    """Refuses keys that cannot sign or that others can read: a decision that awards a label would fail."""
    return [Error(fault, id="assessments.E004") for fault in _credential_faults()]


def _credential_faults() -> Iterable[str]:
    yield from key_faults()
    if public_keys():
        try:
            issuer_did()
        except ValueError as error:
            yield f"LABELCHECK_ADDRESS: {error}; the keys of credentials belong to that address"


@register()
def check_seal(**kwargs: Any) -> list[CheckMessage]:
    """Refuses a seal that cannot be used: no report could be issued."""
    if not has_seal():
        return []
    try:
        usable_signer(timezone.now())
    except SealUnusable as fault:
        return [Error(f"LABELCHECK_SEAL: {fault}", id="assessments.E005")]
    return []
