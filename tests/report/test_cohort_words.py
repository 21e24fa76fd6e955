"""How the range of a cohort is said: the unit once, the signs % and € with each number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessments.benchmark.compare import Spread
from assessments.report.words.cohorts import tails_words
from criteria.loader import load_edition
from criteria.reader import language
from tests.conftest import in_both

EDITION = load_edition("2019")


@pytest.mark.parametrize(
    ("key", "low", "high", "english", "finnish"),
    [
        ("C3.months", 9, 27, "Four in five lie between 9 and 27\xa0months.",
            "Neljällä viidestä luku on vähintään 9 ja enintään 27\xa0kuukautta."),
        ("C1.public_share", 40, 80, "Four in five lie between 40% and 80%.",
            "Neljällä viidestä luku on vähintään 40\xa0% ja enintään 80\xa0%."),
    ],
)  # fmt: skip
def test_range_of_the_middle(key: str, low: int, high: int, english: str, finnish: str) -> None:
    indicator, _dot, name = key.partition(".")
    measure = next(m for m in EDITION.indicator(indicator).measures if m.key == name)
    spread = Spread("all", 40, tenth=Decimal(low), ninetieth=Decimal(high))
    assert in_both(lambda: tails_words(measure, spread, language())) == (english, finnish)
    assert tails_words(measure, Spread("all", 8), "en") == ""
