"""Registration numbers: which are valid, and when two are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.registration_numbers import registration_number


@pytest.mark.parametrize(
    "text",
    ["0112038-9", "01120389", "FI01120389", "fi 0112038-9", "112038-9", " 0112038 – 9 ", "0112038\u20119", "0112038−9"],
)
def test_a_finnish_number_is_written_in_one_way(text: str) -> None:
    assert registration_number(text, "FI") == "0112038-9"


@pytest.mark.parametrize(
    "text", ["0112038-8", "0112038", "12345678-9", "0112038-9x", "SE0112038-9", "٠١١٢٠٣٨-٩", "0000006-0", "kuvitelma"]
)
def test_invalid_finnish_numbers(text: str) -> None:
    assert registration_number(text, "FI") is None


def test_a_number_without_check_digit_is_never_given() -> None:
    # 0000006: 6 × 2 = 12, 12 - 11 = 1.
    assert [registration_number(f"0000006-{digit}", "FI") for digit in range(10)] == [None] * 10


@given(digits=st.from_regex("[0-9]{7}", fullmatch=True))
def test_at_most_one_check_digit_is_right(digits: str) -> None:
    right = [digit for digit in range(10) if registration_number(f"{digits}-{digit}", "FI")]
    assert len(right) <= 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", ""),
        (" \u200b", ""),
        ("HRB 12345 B", "HRB 12345 B"),
        ("  556 123-4567\n", "556 123-4567"),
        ("Reg. № 7", "Reg. № 7"),
        ("–", None),
        ("1" * 40, "1" * 40),
        ("1" * 41, None),
    ],
)
def test_elsewhere_a_number_is_any_text_with_a_letter_or_digit(text: str, number: str | None) -> None:
    assert registration_number(text, "SE") == number
