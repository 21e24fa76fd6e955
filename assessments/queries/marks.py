"""Short hashes of content, by which a form states what its reader saw."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def mark_of(content: Any) -> str:
    """A short hash of any JSON-serialisable content; equal contents have equal marks."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
