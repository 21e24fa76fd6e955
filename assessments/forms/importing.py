"""Forms for importing answers: the upload, and the confirmation that carries its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.files.workbook.opening import LARGEST_FILE
from assessments.files.workbook.reading import read_any
from assessments.forms.faults import fault_message
from assessments.forms.layout import plain_helper
from assessments.forms.uploads import RefusedUpload
from assessments.models import Assessment, User
from criteria.answer_file import AnswerFile, FileFault, RefusedFile, typed_file
from criteria.answers import portable
from criteria.definitions import Edition
from criteria.faults import AnswerFault

# After this time, the differences must be shown again before they are confirmed.
SECONDS_TO_CONFIRM = 60 * 60
MOST_REFUSALS = 100
LONGEST_PLACE = 120
# The meaning of a fraction in a percentage field.
AS_IT_IS = "as_it_is"
HUNDREDFOLD = "hundredfold"


@dataclass(frozen=True, slots=True)
class FileRefusal:
    """One fault of a file as shown: its place, and what is wrong."""

    place: str
    what: str


class UploadForm(forms.Form):
    """A file with answers, JSON or XLSX. After validation, `answer_file` is its content."""

    file = forms.FileField()

    def __init__(self, edition: Edition, *, language: str, year: int, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.edition, self.language, self.year = edition, language, year
        # The first faults of a refused file, and the number of the others.
        self.refusals: list[FileRefusal] = []
        self.more_refusals = 0
        field = self.fields["file"]
        field.label = _("File with answers")
        field.help_text = _("The workbook (XLSX) or the JSON file, at most %(max)s MB.") % {
            "max": LARGEST_FILE // 1024 // 1024
        }
        field.widget.attrs["accept"] = ".xlsx,.json"
        field.error_messages = {
            "required": _("Choose a file first."),
            "empty": _("The file is empty."),
            "invalid": _("Choose a file first."),
        }

    def clean_file(self) -> UploadedFile[bytes]:
        """The file; raises ValidationError and sets `refusals` if it cannot be read."""
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        if (sent.size or 0) > LARGEST_FILE:
            fault = AnswerFault("file_too_large", max=LARGEST_FILE // 1024 // 1024)
            raise forms.ValidationError(fault_message(fault, self.language))
        if isinstance(sent, RefusedUpload):
            raise forms.ValidationError(
                _("The server's disk is full, so the file could not be read. Nothing was changed. Try again later."),
                code="no_room",
            )
        content = sent.read()
        try:
            self.answer_file = read_any(content, self.edition, year=self.year)
        except RefusedFile as refused:
            self.refusals = [self._refusal(fault) for fault in refused.faults[:MOST_REFUSALS]]
            self.more_refusals = len(refused.faults) - len(self.refusals)
            count = len(refused.faults)
            raise forms.ValidationError(
                ngettext(
                    "The file is refused because of one error. None of it was stored.",
                    "The file is refused because of %(count)s errors. None of it was stored.",
                    count,
                )
                % {"count": count}
            ) from refused
        return sent

    def _refusal(self, fault: FileFault) -> FileRefusal:
        # A path in a file can have any length.
        return FileRefusal(fault.path[:LONGEST_PLACE] or _("The file"), fault_message(fault.fault, self.language))

    @property
    def helper(self) -> FormHelper:
        return plain_helper()


def _salt(assessment: Assessment, user: User) -> str:
    """A signature for one person and assessment is invalid for any other."""
    return f"labelcheck.import.{assessment.pk}.{user.pk}"


def signed_package(file: AnswerFile, versions: Mapping[str, int], *, assessment: Assessment, user: User) -> str:
    """The content of a file and the versions of the answers it was compared with, signed, to be carried by the page."""
    data = {
        "edition": file.edition,
        "organisation": {key: file.organisation[key] for key in ("slug", "name") if key in file.organisation},
        # Blank answers are included, because they clear stored answers.
        "answers": {
            key: {name: portable(value) for name, value in answer.values.items()}
            for key, answer in file.answers.items()
        },
        "not_applicable": {key: answer.not_applicable for key, answer in file.answers.items() if answer.not_applicable},
    }
    package = {
        "file": data,
        "versions": dict(versions),
        "results": sorted(file.results),
        "fractions": sorted(file.fractions),
    }
    return signing.dumps(package, salt=_salt(assessment, user), compress=True)


class ConfirmForm(forms.Form):
    """The confirmation of shown differences. After validation, `answer_file` and `versions` are what was shown.

    It also asks for the meaning of fractions in percentage fields; once all are answered, `answer_file` contains the
    intended numbers.
    """

    package = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, edition: Edition, *, assessment: Assessment, user: User, year: int, data: Any = None) -> None:
        super().__init__(data)
        self.edition, self.assessment, self.user, self.year = edition, assessment, user, year
        self.needs_answers = False

    def clean_package(self) -> str:
        """The package, if it was signed for this person and is not too old."""
        text = str(self.cleaned_data["package"])
        try:
            package = signing.loads(text, salt=_salt(self.assessment, self.user), max_age=SECONDS_TO_CONFIRM)
            file = typed_file(package["file"], self.edition, year=self.year)
            self.answer_file = replace(
                file, results=frozenset(package["results"]), fractions=frozenset(package["fractions"])
            )
        except signing.SignatureExpired as error:
            raise forms.ValidationError(
                _("The difference was shown more than an hour ago. Choose the file again; nothing was stored.")
            ) from error
        except (signing.BadSignature, RefusedFile) as error:
            raise forms.ValidationError(
                _("The confirmation arrived incomplete. Choose the file again; nothing was stored.")
            ) from error
        self.versions: dict[str, int] = package["versions"]
        return text

    def clean(self) -> dict[str, Any]:
        """Resolves the fractions; if one is unanswered, sets `needs_answers` and raises ValidationError."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        said = {path: self.data.get(fraction_name(path)) for path in self.answer_file.fractions}
        self.needs_answers = not all(answer in (AS_IT_IS, HUNDREDFOLD) for answer in said.values())
        if self.needs_answers:
            raise forms.ValidationError(_("Say of each of these numbers what it means. Nothing was stored."))
        self.answer_file = self.answer_file.with_hundredfold(
            [path for path, answer in said.items() if answer == HUNDREDFOLD]
        )
        return cleaned


def fraction_name(path: str) -> str:
    """The name of the form field for the meaning of the fraction at `path`."""
    return f"fraction-{path}"
