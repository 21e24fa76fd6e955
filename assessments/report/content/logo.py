"""The cluster's logo embedded in the report, so that nothing has to be fetched."""

from __future__ import annotations

import base64
import logging

from assessments.models import Organisation

logger = logging.getLogger(__name__)
MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg"}


def logo_address(organisation: Organisation) -> str:
    """The logo as a data: URL, "" if there is none. If the file is missing, it is left out and the error is logged."""
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
