"""The form by which an owner shares a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.forms.layout import PlainForm
from assessments.forms.text import LineField
from assessments.models import Organisation, ReportFile
from assessments.models.sharing import FOR_WHOM_LENGTH
from assessments.queries.sharing import shareable_reports
from assessments.workflow.sharing import PERIODS
from criteria.formatting import format_date
from criteria.reader import language

USUAL_PERIOD = 30


def _period_words(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


class SharedReportField(forms.ModelChoiceField[ReportFile]):
    """An issue of a report, with what a reader tells it apart by."""

    def label_from_instance(self, obj: ReportFile) -> str:
        dated = format_date(obj.dated, language()) if obj.dated else ""
        words = [obj.assessment.reference, obj.get_kind_display(), obj.get_language_display(), dated]
        return " · ".join(str(word) for word in words if word)


class ShareForm(PlainForm):
    """What is shared, with whom, and for how long."""

    report = SharedReportField(label=_("Document"), queryset=ReportFile.objects.none(), empty_label=None)
    for_whom = LineField(
        label=_("For whom"),
        max_length=FOR_WHOM_LENGTH,
        help_text=_("For your own list; the recipient does not see it. For example: Regional Council, call of May."),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), coerce=int, initial=USUAL_PERIOD, widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].queryset = shareable_reports(organisation)  # type: ignore[attr-defined]
        self.fields["days"].choices = [(days, _period_words(days)) for days in PERIODS]  # type: ignore[attr-defined]
