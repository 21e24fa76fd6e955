"""A Django system check: a broken catalogue stops every management command and the server."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from criteria.loader import edition_keys, load_edition
from criteria.tables import CatalogueError


@register()
def check_catalogue(**kwargs: Any) -> list[CheckMessage]:
    """Reports an error for every edition that cannot be read or that names a rule without a function."""
    faults: list[CheckMessage] = []
    try:
        keys = edition_keys()
    except CatalogueError as error:
        return [Error(str(error), id="criteria.E001")]
    for key in keys:
        try:
            load_edition(key)
        except CatalogueError as error:
            faults.append(Error(f"edition {key}: {error}", id="criteria.E001"))
    return faults
