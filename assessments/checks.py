"""A Django system check: an edition whose process is not supported stops every management command and the server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from assessments.access import SECOND_FACTOR_ROLES
from criteria.definitions import ENTRY_LEVEL, Edition
from criteria.loader import edition_keys, load_edition
from criteria.tables import CatalogueError

# Assigning an assessor ends the previous assignment.
MOST_ASSESSORS: Final = 1


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
