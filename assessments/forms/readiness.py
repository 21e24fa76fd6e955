"""The form of the readiness test."""

from __future__ import annotations

from typing import Any

from django import forms

from assessments.forms.layout import PlainForm, marked
from criteria.guide import ReadinessTest
from criteria.readiness import Readiness


class ReadinessForm(PlainForm):
    """Its questions, each with three answers. Nothing is stored, and none has to be answered."""

    def __init__(self, test: ReadinessTest, *, language: str, data: Any = None) -> None:
        super().__init__(data)
        for question in test.questions:
            answers = {
                Readiness.OPEN: question.open,
                Readiness.BEGUN: question.begun,
                Readiness.READY: question.ready,
            }
            self.fields[question.key] = forms.ChoiceField(
                label=marked(question.question.in_language(language)),
                choices=[(answer.value, marked(text.in_language(language))) for answer, text in answers.items()],
                widget=forms.RadioSelect,
                required=False,
            )

    @property
    def answers(self) -> dict[str, Readiness]:
        """What was answered, by the key of the question. What cannot be an answer is none."""
        return {key: Readiness(value) for key, value in self.cleaned_data.items() if value}
