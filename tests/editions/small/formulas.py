"""The Harbour mark: the formulas of its measures and levels."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from criteria.answers import Answers
from criteria.development import LevelFunction
from criteria.measures import Formula, complete_sum, field_number, number, ratio


def _harbours_with_power(answers: Answers, year: int) -> Decimal | None:
    """How many of the two kinds of harbour offer shore power."""
    found = [number(answers, "2.2", "guest"), number(answers, "2.2", "working")]
    return None if None in found else Decimal(sum(bool(count) for count in found))


def _safety(answers: Answers, numbers: Mapping[str, Decimal]) -> int | None:
    """One level per drill in the year, up to the highest."""
    drills = numbers.get("2.10.drills")
    return None if drills is None else min(int(drills), 4)


FORMULAS: Mapping[str, Formula] = {
    "1.1.0.berths": field_number("1.1.0", "berths"),
    "1.1.2.years": lambda answers, year: (
        None if (opened := number(answers, "1.1.2", "opened")) is None else year - opened
    ),
    "1.2.fees": field_number("1.2", "fees"),
    "1.2.per_berth": ratio(field_number("1.2", "budget"), field_number("1.1.0", "berths"), percent=False),
    "2.2.places": complete_sum("2.2", "guest", "working"),
    "2.2.share_guest": ratio(field_number("2.2", "guest"), complete_sum("2.2", "guest", "working"), percent=True),
    "2.10.drills": field_number("2.10", "drills"),
    "2.WASTEWATER.level": field_number("2.WASTEWATER", "level"),
    "2.kinds": _harbours_with_power,
}
LEVELS: Mapping[str, LevelFunction] = {"safety": _safety}
