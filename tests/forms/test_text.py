"""Text fields: cleaned and measured in the same way in every form."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.core.exceptions import ValidationError

import assessments.forms
from assessments.forms.text import LineField, MailAddressField, TextField


def every_form() -> Iterator[type[forms.BaseForm]]:
    for found in pkgutil.iter_modules(assessments.forms.__path__):
        module = importlib.import_module(f"assessments.forms.{found.name}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, forms.BaseForm) and value.__module__ == module.__name__:
                yield value


FORMS = list(every_form())


def test_every_form_is_checked() -> None:
    assert len(FORMS) > 25


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_no_form_has_an_uncleaned_text_field(form: type[forms.BaseForm]) -> None:
    others = [
        name
        for name, field in form.base_fields.items()
        if type(field) is forms.CharField and not isinstance(field.widget, forms.HiddenInput)
    ]
    assert others == []


@pytest.mark.parametrize(
    ("field", "raw", "cleaned"),
    [
        (TextField(), " one\u2028two\r\nthree ", "one\ntwo\nthree"),
        (LineField(), "Marine\r\n\u00a0Demo\u200b", "Marine Demo"),
        # As counted by a browser; the form submits a line end as two characters.
        (TextField(max_length=500), "a" * 490 + "\r\n" * 9 + "b", "a" * 490 + "\n" * 9 + "b"),
        (MailAddressField(), " a@example.org ", "a@example.org"),
        (MailAddressField(), "a@esimerkkiä.example", "a@esimerkkiä.example"),
    ],
)
def test_text_as_cleaned_by_a_field(field: forms.Field, raw: str, cleaned: str) -> None:
    assert field.clean(raw) == cleaned


@pytest.mark.parametrize(
    ("field", "raw", "code"),
    [
        (LineField(), "\u00ad\u200d", "required"),
        (TextField(max_length=500), "a" * 501, "max_length"),
        (TextField(max_length=3), "🐟🐟", "max_length"),
        (MailAddressField(), "a\u202e@example.org", "invalid"),
        (MailAddressField(), "a@exam\u200bple.org", "invalid"),
        (MailAddressField(), "ä@example.org", "invalid"),
        (MailAddressField(), "nobody", "invalid"),
    ],
)
def test_text_refused_by_a_field(field: forms.Field, raw: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field.clean(raw)
    assert refused.value.error_list[0].code == code
