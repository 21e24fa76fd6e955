"""The Harbour mark: its rules for judging answers."""

from __future__ import annotations

from collections.abc import Mapping

from criteria.cross_checks import Check, not_more, shares_add_up
from criteria.development import Situation, chosen, measure_below
from criteria.eligibility import Judge, field_at_least

CRITERIA: Mapping[str, Judge] = {"berths": field_at_least("1.1.0", "berths")}
SITUATIONS: Mapping[str, Situation] = {
    "1.1.0.small": measure_below("1.1.0.berths", 30),
    "1.1.2.new": measure_below("1.1.2.years", 5),
    "1.2.poor": measure_below("1.2.per_berth", 1000),
    "2.1.rented": chosen("2.1", "owner", "tenant"),
    "2.2.no_guests": measure_below("2.2.share_guest", 20),
}
CHECKS: Mapping[str, Check] = {
    "places_within_berths": not_more(("2.2", "guest"), ("1.1.0", "berths")),
    "income_adds_up": shares_add_up("1.2", ("fees", "grants")),
}
