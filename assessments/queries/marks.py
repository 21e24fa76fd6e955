"""Short marks of what stands, by which one content is told from another."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def mark_of(content: Any) -> str:
    """A short mark of anything that JSON can hold; equal contents have equal marks."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
