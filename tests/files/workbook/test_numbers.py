"""Numbers in cells of a spreadsheet: when a share below one is asked about."""

from __future__ import annotations

import pytest

from assessments.files.workbook.numbers import cell_number, is_bare_fraction
from criteria.answers import measured_in
from criteria.loader import load_edition

SHARE = measured_in(load_edition("2019").indicator("C1").field("eu"), year=2026)


@pytest.mark.parametrize(
    ("value", "number_format", "is_asked"),
    [
        (0.25, "General", True),
        (0.25, "0.00", True),
        ("0,25", "General", True),
        ("0,25 %", "General", False),
        ("0,25 prosenttia", "General", False),
        ("0.25 percent", "General", False),
        (0.25, '0.00" %"', False),
        (0.25, '0.00" prosenttia"', False),
        (0.0025, "0.00%", False),
    ],
)
def test_a_share_is_asked_about_only_without_a_unit(value: str | float, number_format: str, is_asked: bool) -> None:
    number, written = cell_number(value, number_format, SHARE)
    assert (str(number), is_bare_fraction(number, written, SHARE)) == ("0.25", is_asked)
