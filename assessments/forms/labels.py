"""Forms about labels: entering one from its certificate, and the reason of a change."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import PlainForm
from assessments.forms.text import LineField, TextField
from assessments.queries.reminders import REMINDERS

# Several times what a credential has.
MOST_BYTES: Final = 20_000


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class RemindersForm(PlainForm):
    """Which reminders of the end of a label the organisation wants."""

    wanted = forms.MultipleChoiceField(
        label=_("Remind the owners by mail"),
        choices=list(REMINDERS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class LabelForm(PlainForm):
    """A label as the certificate of its issuer names it."""

    number = LineField(
        label=_("Number of the label"),
        max_length=24,
        validators=[RegexValidator(r"^[A-Za-z0-9-]+$", _("Only letters from A to Z, digits and hyphens."))],
    )
    interview_on = _day(_("Interview"))
    valid_from = _day(_("Valid from"))
    valid_until = _day(_("Valid until"))

    def clean_number(self) -> str:
        """The number in capital letters, as it is searched."""
        return str(self.cleaned_data["number"]).upper()

    def clean(self) -> dict[str, Any]:
        """Refuses a label that ends before it begins."""
        typed = super().clean() or self.cleaned_data
        begins, ends = typed.get("valid_from"), typed.get("valid_until")
        if begins and ends and ends <= begins:
            self.add_error("valid_until", _("A label ends after the day on which it begins."))
        return typed


class CredentialForm(PlainForm):
    """A credential as a file. After validation, `token` is what it contains; "" if it can be none."""

    file = forms.FileField(label=_("File of the credential"), widget=forms.FileInput({"accept": ".jwt"}))
    token: str

    def clean_file(self) -> UploadedFile[bytes]:
        """Reads no more than a credential can have."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        # A file that ends with a new line is the same credential.
        content = upload.read(MOST_BYTES + 1).strip()
        self.token = content.decode("ascii", errors="replace") if len(content) <= MOST_BYTES else ""
        return upload


class SuspensionForm(PlainForm):
    """Why the label is suspended, or why it no longer is."""

    reason = TextField(label=_("Reason"), max_length=1000, help_text=_("The page of the label does not show it."))


class LabelWithdrawalForm(PlainForm):
    """Why the label is withdrawn."""

    reason = TextField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("The page of the label shows it to everybody."),
    )
