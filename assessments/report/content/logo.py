"""The cluster's logo as the report carries it: inside the document, so that nothing is fetched."""

from __future__ import annotations

import base64
import logging

from assessments.models import Organisation

logger = logging.getLogger(__name__)
MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg"}


def logo_address(organisation: Organisation) -> str:
    """The logo as a data: address, or "" if there is none. A logo that is lost costs no report: it is left out."""
    if not organisation.logo:
        return ""
    name = organisation.logo.name or ""
    try:
        with organisation.logo.storage.open(name) as file:
            content = file.read()
    except OSError:
        logger.exception("The logo of %s is missing", organisation.slug)
        return ""
    media_type = next(kind for extension, kind in MEDIA_TYPES.items() if name.endswith(extension))
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
