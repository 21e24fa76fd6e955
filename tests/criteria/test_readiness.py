"""The readiness test: a word for each area, and none where an answer is missing."""

from __future__ import annotations

import pytest

from criteria.loader import load_edition
from criteria.readiness import Readiness, readiness_of_areas, together

EDITION = load_edition("2019")
OPEN, BEGUN, READY = Readiness


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ([READY, READY], READY),
        ([OPEN, OPEN], OPEN),
        ([BEGUN], BEGUN),
        ([READY, OPEN], BEGUN),
        ([READY, BEGUN, READY], BEGUN),
        ([READY, None], None),
        ([], None),
    ],
)  # fmt: skip
def test_an_area_is_ready_or_open_only_if_all_of_it_is(answers: list[Readiness | None], word: Readiness | None) -> None:
    assert together(answers) is word


def test_ten_questions_cover_the_six_areas() -> None:
    assert EDITION.guide is not None
    questions = EDITION.guide.readiness.questions
    assert (len(questions), len({question.key for question in questions})) == (10, 10)
    found = readiness_of_areas(EDITION.areas, questions, {"members": READY, "theme": OPEN, "money": READY})
    assert found == {"A": BEGUN, "B": None, "C": READY, "D": None, "E": None, "F": None}
