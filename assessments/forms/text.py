"""Form fields for text: cleaned by `criteria.text`, and measured as browsers measure it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import get_language

from assessments.forms.faults import fault_message
from criteria.faults import AnswerFault
from criteria.text import clean_line, clean_text, text_length


class LengthValidator(MaxLengthValidator):
    """The maximum length, counted by `text_length` and refused with the same message as in a file of answers."""

    def __call__(self, value: str) -> None:
        if (length := text_length(value)) > self.limit_value:
            fault = AnswerFault("too_long", length=length, max=self.limit_value)
            raise ValidationError(fault_message(fault, get_language() or settings.LANGUAGE_CODE), code=self.code)


class TextField(forms.CharField):
    """A text of any number of lines, in a textarea.

    There is no maxlength attribute: the browser would silently cut off pasted text.
    """

    def __init__(self, *, max_length: int | None = None, rows: int = 3, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea({"rows": rows}))
        super().__init__(strip=False, **options)
        if max_length is not None:
            self.validators.append(LengthValidator(max_length))

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class LineField(TextField):
    """A text in one line: a name, a title, a place."""

    def __init__(self, *, max_length: int | None = None, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput())
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


def check_mail_address(address: str) -> None:
    """Raises ValidationError for an address that mail cannot be sent to or that contains invisible characters."""
    validate_email(address)
    local, _at, domain = address.rpartition("@")
    try:
        is_fit = local.isascii() and clean_line(address) == address and bool(domain.encode("idna"))
    except UnicodeError:
        is_fit = False
    if not is_fit:
        raise ValidationError(validate_email.message, code=validate_email.code)


class MailAddressField(forms.EmailField):
    """An e-mail address that mail can be sent to."""

    default_validators = [check_mail_address]
