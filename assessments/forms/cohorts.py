"""The form with which the secretariat imports a cohort of past benchmarks."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.files.cohort_file import CohortFault, CohortRow, RefusedCohort, read_cohort
from assessments.files.workbook.opening import LARGEST_FILE
from assessments.forms.faults import fault_message
from assessments.forms.importing import LONGEST_PLACE, MOST_REFUSALS, FileRefusal
from assessments.forms.layout import plain_helper
from assessments.forms.text import LineField
from assessments.models import ImportedCohort
from criteria.definitions import Edition
from criteria.faults import AnswerFault


class CohortForm(forms.Form):
    """A cohort file, its name and its source. After validation, `rows` is the content of the file."""

    name = LineField(max_length=120)
    source = LineField(max_length=300)
    file = forms.FileField()

    def __init__(self, edition: Edition, *, language: str, year: int, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.edition, self.language, self.year = edition, language, year
        self.rows: list[CohortRow] = []
        self.refusals: list[FileRefusal] = []
        self.more_refusals = 0
        self.fields["name"].label = _("Name of the cohort")
        self.fields["source"].label = _("Where the figures come from")
        field = self.fields["file"]
        field.label = _("File with the cohort")
        field.help_text = _("CSV or XLSX, at most %(max)s MB. The first row names the columns.") % {
            "max": LARGEST_FILE // 1024 // 1024
        }
        field.widget.attrs["accept"] = ".csv,.xlsx"
        field.error_messages = {"required": _("Choose a file first."), "empty": _("The file is empty.")}

    def clean_name(self) -> str:
        """The name, which must be unique."""
        name = str(self.cleaned_data["name"])
        if ImportedCohort.objects.filter(name=name).exists():
            raise forms.ValidationError(_("There is already a cohort with this name. Choose another name."))
        return name

    def clean_file(self) -> UploadedFile[bytes]:
        """The file; raises ValidationError and sets `refusals` if a row cannot be read."""
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        if (sent.size or 0) > LARGEST_FILE:
            fault = AnswerFault("file_too_large", max=LARGEST_FILE // 1024 // 1024)
            raise forms.ValidationError(fault_message(fault, self.language))
        try:
            self.rows = read_cohort(sent.read(), self.edition, year=self.year)
        except RefusedCohort as refused:
            count = len(refused.faults)
            self.refusals = [self._refusal(fault) for fault in refused.faults[:MOST_REFUSALS]]
            self.more_refusals = count - len(self.refusals)
            raise forms.ValidationError(
                ngettext(
                    "The file is refused because of one error. None of it was stored.",
                    "The file is refused because of %(count)s errors. None of it was stored.",
                    count,
                )
                % {"count": count}
            ) from refused
        return sent

    def _refusal(self, fault: CohortFault) -> FileRefusal:
        parts = [_("row %(row)s") % {"row": fault.row}] if fault.row else []
        place = " · ".join([*parts, *([fault.column] if fault.column else [])])
        return FileRefusal(place[:LONGEST_PLACE] or _("The file"), fault_message(fault.fault, self.language))

    @property
    def helper(self) -> FormHelper:
        return plain_helper()
