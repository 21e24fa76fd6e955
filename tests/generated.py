"""Hypothesis strategies for answers of any cluster, generated from the catalogue, so that no field is forgotten."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from criteria.answers import Answer, Value, limits
from criteria.definitions import Field, FieldKind, Indicator
from criteria.text import clean_text

YEAR = 2026
# Text as it is stored; cleaning has its own tests.
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60).map(clean_text)


def exactly(field: Field) -> st.SearchStrategy[Decimal]:
    low, high = limits(field, year=YEAR)
    assert low is not None
    assert high is not None
    return st.decimals(low, high, places=field.decimals or 2)


def one_value(field: Field) -> st.SearchStrategy[Value | None]:
    """A strategy for values of `field`, or None for blank."""
    low, high = limits(field, year=YEAR)
    match field.kind:
        case FieldKind.INTEGER | FieldKind.YEAR | FieldKind.LADDER:
            return st.none() | st.integers(int(low or 0), int(high or 0))
        case FieldKind.DECIMAL | FieldKind.PERCENT | FieldKind.EURO:
            return st.none() | exactly(field)
        case FieldKind.TEXT:
            cut = WORDS.map(lambda text: clean_text(text[: field.max_length]))
            return cut.map(lambda text: text if any(map(str.isalnum, text)) else None)
        case FieldKind.CHOICE:
            return st.none() | st.sampled_from([choice.key for choice in field.choices])
        case FieldKind.MULTI:
            keys = [choice.key for choice in field.choices]
            return st.sets(st.sampled_from(keys), max_size=field.max_choices or 5).map(
                lambda chosen: tuple(key for key in keys if key in chosen) or None
            )
        case FieldKind.TABLE:
            row = st.fixed_dictionaries({column.key: one_value(column) for column in field.columns}).map(only_filled)
            return st.lists(row, max_size=field.max_rows).map(lambda rows: tuple(filter(None, rows)) or None)


def only_filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def one_answer(indicator: Indicator) -> st.SearchStrategy[Answer]:
    values = st.fixed_dictionaries({field.key: one_value(field) for field in indicator.fields}).map(only_filled)
    reasons = WORDS.filter(bool)
    return values.map(Answer) | reasons.map(lambda reason: Answer({}, reason))
