"""The access log of gunicorn without the secret parts of addresses."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from labelcheck.logs import masked


class MaskingLogger(Logger):  # type: ignore[misc]
    """Masks whatever the format of the access log may contain: the request, its path, the page before."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        found = super().atoms(resp, req, environ, request_time)
        return {name: masked(value) for name, value in found.items()}
