"""The Harbour mark: its rules for judging answers."""

from __future__ import annotations

from collections.abc import Mapping

from criteria.cross_checks import Check, not_more, shares_add_up
from criteria.eligibility import Judge, field_at_least

CRITERIA: Mapping[str, Judge] = {"berths": field_at_least("1.1.0", "berths")}
CHECKS: Mapping[str, Check] = {
    "places_within_berths": not_more(("2.2", "guest"), ("1.1.0", "berths")),
    "income_adds_up": shares_add_up("1.2", ("fees", "grants")),
}
