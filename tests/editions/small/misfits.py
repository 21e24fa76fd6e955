"""The Harbour mark: to whom a recommendation would be wrong."""

from __future__ import annotations

from collections.abc import Mapping

from criteria.measures import number
from criteria.situations import Situation

MISFITS: Mapping[str, Situation] = {
    # A harbour of this size has jetties enough.
    "1.1.0.small.1": lambda answers, numbers: (number(answers, "1.1.0", "berths") or 0) > 500,
}
