"""The fast rendering of a question's form produces exactly the HTML of crispy-forms, for any answer."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.forms.drawing import FormPart, drawn, filled_in
from assessments.forms.indicator import IndicatorForm
from criteria.answers import NOTHING, Answer
from criteria.loader import load_edition
from tests.generated import one_answer

EDITION = load_edition("2019")


def as_crispy_draws(key: str, answer: Answer, language: str, part: FormPart) -> str:
    with translation.override(language):
        return drawn(IndicatorForm(EDITION.indicator(key), answer, language=language, year=2026), part)


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("area", [area.key for area in EDITION.areas])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_an_answer_is_filled_in_as_crispy_draws_it(area: str, language: str, data: st.DataObject) -> None:
    for indicator in EDITION.area(area).indicators:
        for answer in (NOTHING, data.draw(one_answer(indicator), label=indicator.key)):
            for part in FormPart:
                filled = filled_in(edition="2019", key=indicator.key, answer=answer, language=language, part=part)
                assert filled == as_crispy_draws(indicator.key, answer, language, part)


@pytest.mark.parametrize("key", ["A3", "B6", "E3"])
def test_a_form_has_the_prefix_of_its_place(key: str) -> None:
    indicator = EDITION.indicator(key)
    with translation.override("fi"):
        form = IndicatorForm(indicator, NOTHING, language="fi", year=2026, prefix="agreed-value")
        crispy = drawn(form)
    blank = filled_in(edition="2019", key=key, answer=NOTHING, language="fi", prefix="agreed-value")
    assert blank == crispy
    assert 'name="agreed-value-' in blank
    assert f'name="{key}-' in filled_in(edition="2019", key=key, answer=NOTHING, language="fi")


def test_what_was_written_stays_text() -> None:
    answer = Answer({"core_region": '"><script>alert(1)</script>'})
    filled = filled_in(edition="2019", key="A4", answer=answer, language="en")
    assert "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in filled
    assert "<script>" not in filled
