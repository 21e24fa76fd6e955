"""Bronze 2019."""

from __future__ import annotations

from collections.abc import Mapping

from criteria.situations import Situation

MISFITS: Mapping[str, Situation] = {}
