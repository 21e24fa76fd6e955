"""The Harbour mark: the situations that call for advice."""

from __future__ import annotations

from collections.abc import Mapping

from criteria.situations import Situation, chosen, measure_below

SITUATIONS: Mapping[str, Situation] = {
    "1.1.0.small": measure_below("1.1.0.berths", 30),
    "1.1.2.new": measure_below("1.1.2.years", 5),
    "1.2.poor": measure_below("1.2.per_berth", 1000),
    "2.1.rented": chosen("2.1", "owner", "tenant"),
    "2.2.no_guests": measure_below("2.2.share_guest", 20),
}
