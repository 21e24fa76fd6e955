"""Forms of the desk: recommendation, decision, waiver, withdrawal and requesting a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import PlainForm
from assessments.forms.text import LineField, TextField
from assessments.models import Assessment, ReportKind, interface_languages
from assessments.models.answering import proposal_choices
from criteria.loader import load_edition
from criteria.reader import language


class FinishForm(PlainForm):
    """The assessor's recommendation to the secretariat."""

    proposal = forms.ChoiceField(label=_("Recommendation"), choices=proposal_choices, widget=forms.RadioSelect)
    reason = TextField(label=_("Reason"), max_length=2000, rows=4)


class DecisionForm(PlainForm):
    """The secretariat's decision with its reason."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=lambda: [*proposal_choices(), ("back", _("Back to the assessor"))],
        widget=forms.RadioSelect,
    )
    reason = TextField(label=_("Reason"), max_length=2000)


class WaiverForm(PlainForm):
    """The waiver of a binding criterion."""

    criterion = forms.ChoiceField(label=_("Criterion"))
    programme = LineField(
        label=_("Recognised programme"),
        max_length=200,
        help_text=_(
            "A national or regional cluster programme, or the Commission's recognition as a social-economy cluster."
        ),
    )
    reason = TextField(label=_("Reason"), max_length=1000)

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = [  # type: ignore[attr-defined]
            (criterion.key, criterion.title.in_language(language()))
            for criterion in load_edition(assessment.edition).criteria
            if criterion.binding
        ]


class WithdrawForm(PlainForm):
    """The cluster's reason for withdrawing its assessment."""

    reason = TextField(label=_("Reason"), max_length=1000)


class ReportForm(PlainForm):
    """The report to request."""

    language = forms.ChoiceField(label=_("Language"), choices=interface_languages)
    # Set by the button that is pressed; Enter in the field requests the whole report.
    kind = forms.ChoiceField(choices=ReportKind.choices, required=False)

    def clean_kind(self) -> ReportKind:
        """The kind of report, by default the whole one."""
        return ReportKind(self.cleaned_data["kind"] or ReportKind.FULL)
