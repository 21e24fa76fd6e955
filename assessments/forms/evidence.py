"""Forms for adding evidence: a file or a link, with its title and the statement it supports."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.files.file_types import ACCEPTED, Fault, UnacceptableFile, shown_name, sniff
from assessments.forms.addresses import WebAddressField
from assessments.forms.layout import PlainForm
from assessments.forms.text import LineField, TextField
from assessments.forms.uploads import Refusal, RefusedUpload
from assessments.workflow.evidence import MAX_ASSESSMENT_SIZE, MAX_FILE_SIZE, CheckedFile
from criteria.formatting import format_size
from criteria.reader import language

FAULTS = {
    Fault.NOT_ACCEPTED: gettext_lazy(
        "Files of this type are not accepted. Save it as PDF, in a current Office or OpenDocument format (.docx, "
        ".xlsx, .pptx, .odt, .ods, .odp) or as an image (PNG, JPEG, GIF, WebP)."
    ),
    Fault.OLD_OFFICE: gettext_lazy(
        "The file is in an old Office format or protected with a password. Save it in a current format (.docx, "
        ".xlsx, .pptx) or as PDF, without a password."
    ),
    Fault.MACROS: gettext_lazy("The document contains macros. Save it without them, or as PDF."),
    Fault.PROTECTED: gettext_lazy("The document is protected with a password. Save it without one, or as PDF."),
    Fault.DAMAGED: gettext_lazy("The file is damaged or incomplete. Open it, save it again and add the new file."),
    Fault.UNPACKS_TOO_LARGE: gettext_lazy(
        "The document contains far more than its size suggests and cannot be checked. Save it as PDF."
    ),
    Fault.TOO_MANY_PIXELS: gettext_lazy("The image has more than 80 million pixels. Save it smaller."),
}


def too_large(size: int) -> str:
    """The message for a file above the limit; `size` in bytes."""
    return _("The file has %(size)s; at most %(limit)s fit. Save it smaller, split it, or add a link instead.") % {
        "size": format_size(size, language()),
        "limit": format_size(MAX_FILE_SIZE, language()),
    }


def evidence_full(size: int, used: int) -> str:
    """The message if all files of an assessment exceed the limit together; sizes in bytes."""
    return _(
        "The file has %(size)s, and %(used)s of the %(limit)s for this assessment are used. Remove a file that is no "
        "longer needed, or add a link instead."
    ) % {
        "size": format_size(size, language()),
        "used": format_size(used, language()),
        "limit": format_size(MAX_ASSESSMENT_SIZE, language()),
    }


def not_stored() -> str:
    """The message if the server has no disk space."""
    return _(
        "The file could not be stored, because there is no space left on the server at the moment. Nothing was "
        "changed. Try again later, or add a link instead."
    )


class EvidenceForm(PlainForm):
    """The fields that every piece of evidence has."""

    title = LineField(label=gettext_lazy("Title"), max_length=200)
    statement = TextField(
        label=gettext_lazy("Statement it supports"),
        max_length=500,
        rows=2,
        help_text=gettext_lazy("What does it show, and where in it? For example: 34 members, list on page 3."),
    )


class LinkForm(EvidenceForm):
    """Evidence as a web address."""

    link = WebAddressField(
        label=gettext_lazy("Web address"),
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("An address that the assessor can open without an account."),
    )
    field_order = ["link", "title", "statement"]


class FileForm(EvidenceForm):
    """Evidence as a file. After validation, `checked` is the file with its detected type."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput({"accept": ",".join(name for kind in ACCEPTED for name in kind.extensions)}),
        help_text=gettext_lazy("PDF, Word, Excel, PowerPoint, OpenDocument or an image, at most 20 MB."),
    )
    field_order = ["file", "title", "statement"]
    checked: CheckedFile

    def clean_file(self) -> UploadedFile[bytes]:
        """Detects the type from the content; the file name is ignored."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if isinstance(upload, RefusedUpload):
            if upload.refusal is Refusal.TOO_LARGE:
                raise forms.ValidationError(too_large(upload.size or 0))
            raise forms.ValidationError(not_stored(), code="not_stored")
        try:
            kind = sniff(upload)
        except UnacceptableFile as error:
            raise forms.ValidationError(FAULTS[error.fault]) from error
        name = shown_name(upload.name or "", kind)
        self.checked = CheckedFile(upload, name, kind.media_type, kind.extension)
        return upload
