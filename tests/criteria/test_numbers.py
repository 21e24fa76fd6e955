"""Reading numbers written by people."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.faults import AnswerFault
from criteria.numbers import Measured, check_number, read_number
from criteria.units import euro_units, percent_units

FTE = Measured(units={"FTE", "htv"}, places=2, low=Decimal(0), high=Decimal(200))
MEMBERS = Measured(units={"member", "members", "jäsentä"}, low=Decimal(0), high=Decimal(5000))
SHARE = Measured(units=percent_units(("en", "fi")), places=2, low=Decimal(0), high=Decimal(100))
MONEY = Measured(units=euro_units(("en", "fi")), places=2, low=Decimal(0))


def codes(raw: str, asked: Measured) -> list[str]:
    with pytest.raises(AnswerFault) as refused:
        read_number(raw, asked)
    faults = [refused.value, *refused.value.others]
    assert all(fault.params["value"] == " ".join(raw.split()) for fault in faults)
    return [fault.code for fault in faults]


@pytest.mark.parametrize(
    ("raw", "asked", "number"),
    [
        ("0,5 htv", FTE, "0.5"),
        ("1.25FTE", FTE, "1.25"),
        ("0,50", FTE, "0.50"),
        ("0,500", FTE, "0.50"),
        (".5", FTE, "0.5"),
        ("5,", FTE, "5"),
        ("34,0", MEMBERS, "34"),
        ("34.00", MEMBERS, "34"),
        ("34 members", MEMBERS, "34"),
        ("1 091", MEMBERS, "1091"),
        ("1\u00a0091", MEMBERS, "1091"),
        ("1\u202f091", MEMBERS, "1091"),
        ("\u200b34\ufeff", MEMBERS, "34"),
        ("-0", MEMBERS, "0"),
        ("33,33 %", SHARE, "33.33"),
        ("0.00", SHARE, "0.00"),
        ("€ 1 200,50", MONEY, "1200.50"),
        ("25 eur", MONEY, "25"),
        ("25 euros", MONEY, "25"),
        ("1 200 euroa", MONEY, "1200"),
        ("25 percent", SHARE, "25"),
        ("33,3 prosenttia", SHARE, "33.3"),
        ("12345678901234567890123456789012345.10", MONEY, "12345678901234567890123456789012345.10"),
    ],
)
def test_a_number_is_read_with_its_own_unit_or_none(raw: str, asked: Measured, number: str) -> None:
    assert str(read_number(raw, asked)) == number


@pytest.mark.parametrize(
    ("raw", "asked", "found"),
    [
        ("40 %", FTE, ["wrong_unit"]),
        ("34 %", MEMBERS, ["wrong_unit"]),
        ("25 €", SHARE, ["wrong_unit"]),
        ("0,5 members", FTE, ["wrong_unit"]),
        ("3 M€", MONEY, ["wrong_unit"]),
        ("25 percent", FTE, ["wrong_unit"]),
        ("25 euroa", SHARE, ["wrong_unit"]),
        ("0 5", FTE, ["torn_digits"]),
        ("12 34", MEMBERS, ["torn_digits"]),
        ("0 500", MEMBERS, ["torn_digits"]),
        ("1,000", MEMBERS, ["two_meanings"]),
        ("1.000", MONEY, ["two_meanings"]),
        ("34,5", MEMBERS, ["not_whole"]),
        ("99,999", SHARE, ["too_exact"]),
        ("1.00000000000000000000000000000000001", FTE, ["too_exact"]),
        ("-1", MEMBERS, ["out_of_range"]),
        ("-1", MONEY, ["too_small"]),
        ("5000,5 %", MEMBERS, ["wrong_unit", "not_whole", "out_of_range"]),
        ("1e3", MEMBERS, ["not_a_number"]),
        ("1,200.50", MONEY, ["not_a_number"]),
        ("½", FTE, ["not_a_number"]),
        ("１２", MEMBERS, ["not_a_number"]),
        ("12 or 13", MEMBERS, ["not_a_number"]),
        ("many", MEMBERS, ["not_a_number"]),
        (",", MEMBERS, ["not_a_number"]),
    ],
)
def test_every_fault_of_a_number_quotes_what_was_written(raw: str, asked: Measured, found: list[str]) -> None:
    assert codes(raw, asked) == found


def test_a_number_that_needs_no_reading_has_the_same_limits() -> None:
    assert check_number(Decimal("34.0"), MEMBERS, written="34.0") == 34
    with pytest.raises(AnswerFault, match="not_whole"):
        check_number(Decimal("34.5"), MEMBERS, written="34.5")


@given(number=st.decimals(0, 200, places=2), comma=st.booleans(), unit=st.sampled_from(["", " FTE", " htv"]))
def test_every_number_comes_back_as_it_was_written(number: Decimal, comma: bool, unit: str) -> None:
    written = str(number).replace(".", "," if comma else ".")
    assert str(read_number(written + unit, FTE)) == str(number)


@given(raw=st.text())
def test_any_text_is_either_a_number_or_refused(raw: str) -> None:
    try:
        number = read_number(raw, FTE)
    except AnswerFault:
        return
    assert 0 <= number <= 200
